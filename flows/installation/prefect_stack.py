"""Prefect's side of the living system: its server, what is deployed on it, and the worker and the watcher beside it."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import httpx
from prefect import get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import WorkPoolStatus
from prefect.exceptions import ObjectAlreadyExists, PrefectException
from prefect.workers.process import ProcessWorker

from flows.boards.refresh import refresh_forms
from flows.installation.interrupted import bury, run_again, under_way
from flows.installation.prefect_server import ROOT, PrefectServer, without_prefect
from flows.installation.processes import Child, stop
from flows.run_context import POOL, clock
from flows.serving.alerts import install_automations

WORKER_SETTINGS = {
    # A deposit is sorted, and an act recorded, soon after it is asked for.
    "PREFECT_WORKER_QUERY_SECONDS": "1",
    # A dead worker is known after three missed heartbeats.
    "PREFECT_WORKER_HEARTBEAT_SECONDS": "10",
    # What fails by a moment's trouble, of a database or a mail server, is tried again before anybody is told. Runs may
    # all happen twice, and what the rules refuse is no failure.
    "PREFECT_FLOWS_DEFAULT_RETRIES": "2",
    "PREFECT_FLOWS_DEFAULT_RETRY_DELAY_SECONDS": "20",
}

DRAINED = 15.0
"""Seconds that the runs under way are given to end before the system stops."""

_COMMANDS: tuple[tuple[str, list[str], str | None], ...] = (
    ("Déploiement", ["prefect", "deploy", "--all"], "journaux/deploiement.log"),
    (
        "Worker",
        ["flows.installation.worker", "worker", "start", "--pool", POOL, "--type", "process"],
        "journaux/worker.log",
    ),
    ("Veille", ["flows.installation.watch"], None),
)
"""What runs beside the server, and its log under the installation's folder; the watcher speaks on the terminal."""


def conduct(
    stack: ExitStack, home: Path, port: int, own: Mapping[str, str], settings: Mapping[str, str]
) -> list[Child]:
    """Start Prefect's server with some settings of its own, deploy, start the worker and the watcher; `own` are the
    SPRO_ settings that this start decides. Return what must be kept alive."""
    own = {name: value for name, value in os.environ.items() if name.startswith("SPRO_")} | dict(own)
    server = stack.enter_context(PrefectServer(home / "prefect", port, settings=settings, own=own))
    with server.reached():
        asyncio.run(_make_pool())
    environment = without_prefect(os.environ) | server.environment | WORKER_SETTINGS | own
    # Runs start in a temporary folder, and $PWD is what prefect.yaml deploys.
    environment |= {"PWD": str(ROOT), "PYTHONPATH": os.pathsep.join(_python_path())}
    deploy, worker, watcher = (
        Child(
            name, [sys.executable, "-m", *words], environment=environment, folder=ROOT, log=home / log if log else None
        )
        for name, words, log in _COMMANDS
    )
    stack.callback(_stop, server, watcher, worker)
    worker.before = partial(_bury, server)
    worker.start()
    _run(stack, deploy)
    # A deployment forgets the dossiers that its form offered.
    with server.reached():
        asyncio.run(refresh_forms(at=clock(None), deployed=True))
        asyncio.run(install_automations())
        _wait_for(worker)
    watcher.start()
    return [server.child, worker, watcher]


def _bury(server: PrefectServer) -> None:
    """Settle the runs that a worker left unfinished. Where the server is not there to be told, the next one is."""
    with server.reached(), suppress(httpx.HTTPError, OSError, PrefectException):
        asyncio.run(bury(at=clock(None)))
        asyncio.run(run_again(at=clock(None)))


def _stop(server: PrefectServer, watcher: Child, worker: Child) -> None:
    """End the watcher, which starts runs, then the worker, once it has done what it had begun. What is left after a
    while is run again at the next start."""
    watcher.send(signal.SIGINT)
    if server.child.code is None and worker.code is None:
        with server.reached(), suppress(httpx.HTTPError, OSError, PrefectException):
            _drain()
    stop([watcher, worker])


def _drain() -> None:
    deadline = time.monotonic() + DRAINED
    while asyncio.run(under_way()) and time.monotonic() < deadline:
        time.sleep(0.3)


def _python_path() -> Sequence[str]:
    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]


async def _make_pool() -> None:
    template = ProcessWorker.get_default_base_job_template()
    async with get_client() as client:
        try:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
        except ObjectAlreadyExists:
            return


def _run(stack: ExitStack, child: Child, *, patience: float = 300) -> None:
    """Run a process to its end, which must be a good one."""
    stack.callback(stop, [child])
    child.start()
    if not child.wait(patience):
        raise child.trouble(f"inachevé après {patience:.0f} s")
    if child.code:
        raise child.trouble(f"échoué, code {child.code}")


def _wait_for(worker: Child, *, patience: float = 120) -> None:
    deadline = time.monotonic() + patience
    while asyncio.run(_status()) is not WorkPoolStatus.READY:
        if worker.code is not None or time.monotonic() > deadline:
            raise worker.trouble("arrêté" if worker.code is not None else f"muet après {patience:.0f} s")
        time.sleep(0.5)


async def _status() -> WorkPoolStatus | None:
    async with get_client() as client:
        return (await client.read_work_pool(POOL)).status
