"""Prefect's side of the living system: its server, what is deployed on it, and the worker and the watcher beside it."""

import asyncio
import os
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import httpx
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.objects import WorkPoolStatus
from prefect.exceptions import ObjectAlreadyExists, PrefectException
from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.workers.process import ProcessWorker

from flows.boards.refresh import refresh_forms
from flows.installation.health import POOL, bury
from flows.installation.prefect_server import PrefectServer, without_prefect
from flows.installation.processes import Child, stop
from flows.run_context import clock

ROOT = Path(__file__).parents[2]
"""Where prefect.yaml is, and where runs work."""

WORKER_SETTINGS = {
    # A deposit is sorted, and an act recorded, soon after it is asked for.
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    # A dead worker is known after three missed heartbeats.
    "PREFECT_WORKER_HEARTBEAT_SECONDS": "10",
}

DATABASE_OF_PREFECT = "PREFECT_SERVER_DATABASE_CONNECTION_URL"
"""The one setting of Prefect that an installation gives its server: a PostgreSQL instead of the file."""

_COMMANDS: tuple[tuple[str, list[str], str | None], ...] = (
    ("Déploiement", ["prefect", "deploy", "--all"], "journaux/deploiement.log"),
    ("Worker", ["prefect", "worker", "start", "--pool", POOL, "--type", "process"], "journaux/worker.log"),
    ("Veille", ["flows.installation.watch"], None),
)
"""What runs beside the server, and its log under the installation's folder; the watcher speaks on the terminal."""


def conduct(stack: ExitStack, home: Path, port: int, own: Mapping[str, str]) -> list[Child]:
    """Start Prefect's server, deploy, start the worker and the watcher; return what must be kept alive."""
    extra = {name: value for name, value in os.environ.items() if name == DATABASE_OF_PREFECT}
    server = stack.enter_context(PrefectServer(home / "prefect", port, settings=extra))
    asyncio.run(_make_pool(server.api_url))
    environment = without_prefect(os.environ) | server.environment | WORKER_SETTINGS | dict(own)
    # Runs start in a temporary folder, and $PWD is what prefect.yaml deploys.
    environment |= {"PWD": str(ROOT), "PYTHONPATH": os.pathsep.join(_python_path())}
    deploy, worker, watcher = (
        Child(
            name, [sys.executable, "-m", *words], environment=environment, folder=ROOT, log=home / log if log else None
        )
        for name, words, log in _COMMANDS
    )
    stack.callback(stop, [watcher, worker])
    worker.before = partial(_bury, server.api_url)
    worker.start()
    _run(stack, deploy)
    # A deployment forgets the dossiers that its form offered.
    asyncio.run(_offer_again(server.api_url))
    _wait_for(worker, server.api_url)
    watcher.start()
    return [server.child, worker, watcher]


def _bury(api_url: str) -> None:
    """Clear away the runs of the worker that died. Where the server is not there to be told, the next one is."""
    with temporary_settings({PREFECT_API_URL: api_url}), suppress(httpx.HTTPError, OSError, PrefectException):
        asyncio.run(bury())


def _python_path() -> Sequence[str]:
    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]


async def _make_pool(api_url: str) -> None:
    template = ProcessWorker.get_default_base_job_template()
    async with PrefectClient(api_url) as client:
        try:
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))
        except ObjectAlreadyExists:
            return


async def _offer_again(api_url: str) -> None:
    with temporary_settings({PREFECT_API_URL: api_url}):
        await refresh_forms(at=clock(None), deployed=True)


def _run(stack: ExitStack, child: Child, *, patience: float = 300) -> None:
    """Run a process to its end, which must be a good one."""
    stack.callback(stop, [child])
    child.start()
    if not child.wait(patience):
        raise child.trouble(f"inachevé après {patience:.0f} s")
    if child.code:
        raise child.trouble(f"échoué, code {child.code}")


def _wait_for(worker: Child, api_url: str, *, patience: float = 120) -> None:
    deadline = time.monotonic() + patience
    while asyncio.run(_status(api_url)) is not WorkPoolStatus.READY:
        if worker.code is not None or time.monotonic() > deadline:
            raise worker.trouble("arrêté" if worker.code is not None else f"muet après {patience:.0f} s")
        time.sleep(0.5)


async def _status(api_url: str) -> WorkPoolStatus | None:
    async with PrefectClient(api_url) as client:
        return (await client.read_work_pool(POOL)).status
