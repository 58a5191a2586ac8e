"""Prefect's side of the living system: its server, and the worker and the watcher beside it.

This process reads nothing of Prefect, which takes seconds: its children do, at the same time.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path

import httpx

from flows.installation.prefect_server import ROOT, PrefectServer, settings_of_ours, without_prefect
from flows.machine.processes import Child, stop
from flows.pool import POOL

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

WORKER = ["flows.installation.worker", "worker", "start", "--pool", POOL, "--type", "process", "--name"]
"""The module of a worker, and what follows; its name comes last."""

WATCHER = ["flows.machine.start", "flows.installation.watch"]
"""That of the watcher."""

ALONE = "spro up"
"""The name of the worker beside a server that `spro up` starts."""

_AT_WORK = {
    "flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}},
    "work_pools": {"name": {"any_": [POOL]}},
}


def conduct(
    stack: ExitStack, home: Path, port: int, own: Mapping[str, str], settings: Mapping[str, str], *, held: int
) -> list[Child]:
    """Start Prefect's server with some settings of its own, the worker and the watcher; `own` are the SPRO_ settings
    that this start decides, and `held` is the lock that each of them keeps. Return what must be kept alive."""
    own = settings_of_ours(os.environ) | dict(own)
    server = PrefectServer(home / "prefect", port, settings=settings, own=own, keeps=[held])
    log = home / "journaux" / "worker.log"
    worker = attending("Worker", [*WORKER, ALONE], server, own, log=log, keeps=[held])
    # It speaks on the terminal.
    watcher = attending("Veille", WATCHER, server, own, keeps=[held])
    begun = datetime.now(UTC)
    server.launch()
    stack.callback(server.stop)
    stack.callback(_stop, server, watcher, worker)
    # It reads Prefect and the flows while the server reads itself.
    worker.start()
    server.wait()
    _wait_for(server, worker, since=begun)
    watcher.start()
    return [server.child, worker, watcher]


def attending(
    name: str,
    words: Sequence[str],
    server: PrefectServer,
    own: Mapping[str, str],
    *,
    at: str | None = None,
    log: Path | None = None,
    keeps: Sequence[int] = (),
) -> Child:
    """Return a process that asks a server for its work, `at` another address than its own if one is given; it begins
    with the `words` of a module, and the SPRO_ settings of its `own`."""
    environment = without_prefect(os.environ) | server.environment | WORKER_SETTINGS | dict(own)
    environment["PYTHONPATH"] = os.pathsep.join(_python_path())
    if at:
        environment |= {"PREFECT_API_URL": f"{at}/api", "PREFECT_UI_URL": own.get("SPRO_CONSOLE_URL", at)}
    if at and at.startswith("https:"):
        # Another than the one that vouches for nobody: a private one, or where none is named all of the world's.
        environment["PREFECT_API_SSL_CERT_FILE"] = environment.get("SSL_CERT_FILE", "")
    command = [sys.executable, "-m", *words]
    return Child(name, command, environment=environment, folder=ROOT, log=log, keeps=keeps)


def _stop(server: PrefectServer, watcher: Child, worker: Child) -> None:
    """End the watcher, which starts runs, then the worker, once it has done what it had begun. What is left after a
    while is run again at the next start."""
    watcher.send(signal.SIGINT)
    if server.child.code is None and worker.code is None:
        with suppress(httpx.HTTPError):
            _drain(server)
    stop([watcher, worker])


def _drain(server: PrefectServer) -> None:
    deadline = time.monotonic() + DRAINED
    with server.client() as client:
        while under_way(client) and time.monotonic() < deadline:
            time.sleep(0.3)


def under_way(client: httpx.Client) -> int:
    """Return how many runs the worker has begun and not ended; those that wait for a person are not."""
    return int(client.post("flow_runs/count", json=_AT_WORK).raise_for_status().json())


def _python_path() -> Sequence[str]:
    return [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]


def _wait_for(server: PrefectServer, worker: Child, *, since: datetime, patience: float = 300) -> None:
    deadline = time.monotonic() + patience
    with server.client() as client:
        while not _is_at_work(client, since):
            if worker.code is not None or time.monotonic() > deadline:
                raise worker.trouble("arrêté" if worker.code is not None else f"muet après {patience:.0f} s")
            time.sleep(0.2)


def _is_at_work(client: httpx.Client, since: datetime) -> bool:
    """Return True once a worker has told of itself: of those of former starts the server still knows."""
    with suppress(httpx.HTTPError):  # before it has its pool
        workers = client.post(f"work_pools/{POOL}/workers/filter", json={}).raise_for_status().json()
        return any(datetime.fromisoformat(each["last_heartbeat_time"]) >= since for each in workers)
    return False
