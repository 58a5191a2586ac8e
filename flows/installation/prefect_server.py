"""Prefect's server as this system runs it: for this machine unless told otherwise, with settings that were measured."""

import json
import os
import socket
import ssl
import sys
import time
from collections.abc import Mapping, Sequence
from errno import EADDRINUSE
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from flows.installation.prefect_settings import BOUND, PASSWORD, shared
from flows.machine.processes import Child, Unstartable, stop
from flows.serving.addresses import LOOPBACK, bracketed, is_wildcard
from flows.serving.password import authorization

HOST = LOOPBACK

KEPT = 400
"""Days that events are kept: a session, from its opening to the next one's."""

PASSING = (
    *(f"prefect.task-run.{state}" for state in ("Pending", "Running", "Completed")),
    *(f"prefect.flow-run.{state}" for state in ("Scheduled", "Submitting", "Pending", "Running", "heartbeat")),
    "prefect.flow-run.pull-step.executed",
    "prefect.worker.submitted-flow-run",
    "prefect.worker.executed-flow-run",
    "prefect.artifact.created",
    "prefect.artifact-collection.created",
    "prefect.artifact-collection.updated",
    "prefect.deployment.updated",
)
"""The events by the dozen that each run leaves and nobody looks for a week later; how it ended is none of them."""

_WEEK = 7 * 24 * 3600

SERVER_SETTINGS: dict[str, str] = {
    # Prefect's open-source server has no user accounts: whoever reaches it may do anything.
    BOUND: HOST,
    # V1 is the console that opens: a run that waits has its button « Resume » in sight there (V2: in a menu of three
    # dots), and asks no third party. V2 is at /v2, its analytics stopped by our Content-Security-Policy.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    # No telemetry from the server either; it also spares a « database is locked » at the start.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # The console shows the session, not advertisements for a hosted service.
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    # On SQLite, one transaction a task event contends with the flow's own changes of state: a run of four tasks took
    # 2 to 9 s so, 0.19 s where the events are recorded in batches.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    # The same for the events themselves; nobody waits for those, so they wait longer.
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "500",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_READ_BATCH_SIZE": "50",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "2",
    # What happened to a dossier is there for its session's length; what a run tells of itself, for a week.
    "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": f"P{KEPT}D",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_EVENT_RETENTION_OVERRIDES": json.dumps(dict.fromkeys(PASSING, _WEEK)),
}

UNMINDED: dict[str, str] = {
    f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
    for service in (
        "SCHEDULER",
        "LATE_RUNS",
        "FOREMAN",
        "REPOSSESSOR",
        "PAUSE_EXPIRATIONS",
        "CANCELLATION_CLEANUP",
        "CLEANUP_RECONCILER",
    )
}
"""The settings of a server in which no run grows old: nothing looks, every few seconds, for those that did."""

REHEARSAL_SETTINGS: dict[str, str] = {
    # A rehearsal has no deployment, no automation and no second process: what minds those has nothing to mind, and
    # reading every event for it takes a third of the server's time.
    **UNMINDED,
    # It has no console either, which would be unpacked first, nor blocks: a quarter of the time that it takes to start.
    "PREFECT_SERVER_UI_ENABLED": "false",
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    "PREFECT_SERVER_EVENTS_STREAM_OUT_ENABLED": "false",
    # Nobody watches while it plays, and each batch recorded makes the next run wait for SQLite's one writer (109 ms to
    # create a run so, 31 ms with these). What is not recorded yet is when the server stops.
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "5000",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "20",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "5000",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_FLUSH_INTERVAL": "30",
}

ROOT = Path(__file__).parents[2]
"""Where the floors are, and prefect.yaml."""

NOBODY = ROOT / "flows" / "serving" / "nobody.pem"
"""An authority that vouches for nobody: its key was thrown away, and its day is over."""

CLIENT_SETTINGS: dict[str, str] = {
    # The server is reached over HTTP, on this machine: to read all the authorities of the world takes each client 30 ms
    # of a processor, and a run has half a dozen clients.
    "PREFECT_API_SSL_CERT_FILE": str(NOBODY),
    # The guard looks at where a request comes from (flows/serving/guard.py), and the server hands out no token: without
    # this, each client asks for one first.
    "PREFECT_CLIENT_CSRF_SUPPORT_ENABLED": "false",
    # A child process has nobody to answer its questions.
    "PREFECT_CLI_PROMPT": "false",
    # Clients have telemetry of their own.
    "DO_NOT_TRACK": "1",
}


@cache
def trust(authorities: str | None) -> ssl.SSLContext:
    """Return whom a client of the server trusts: the authorities of a file, or all of the world's. To read those takes
    30 ms of a processor, and a watcher asks several times in two seconds."""
    return ssl.create_default_context(cafile=authorities) if authorities else httpx.create_ssl_context()


_LOWEST = 43_000


def free_port() -> int:
    """Return a port that nobody listens on, above those that well-known services use."""
    while True:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port: int = probe.getsockname()[1]
        if port > _LOWEST:
            return port


def is_free(port: int) -> bool:
    """Return True if a port of this machine can be listened on."""
    with socket.socket() as probe:
        # As servers do: the connections of the one that has just stopped are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == EADDRINUSE:
                return False
            raise
    return True


def without_prefect(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment without any setting of Prefect: another installation's must not leak into this one."""
    return {name: value for name, value in environment.items() if not name.startswith("PREFECT_")}


def settings_of_ours(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of this system that an environment holds."""
    return {name: value for name, value in environment.items() if name.startswith("SPRO_")}


def answers(client: httpx.Client) -> bool:
    """Return True if the server of a client answers. Never raises."""
    try:
        return client.get("health").is_success
    except httpx.HTTPError:
        return False


class PrefectServer:
    """A Prefect server of our own, from `with` until its end: its data and its log in `home`, nothing shared.

    `port` None takes a free one. `settings` are added to SERVER_SETTINGS; `own` are the SPRO_ settings that our pages
    read, the installation around `home` unless given. `patience` is how many seconds it may take to
    answer; an Unstartable, with the end of its log, is raised past it, when it dies, or when the port is taken. It
    `keeps` descriptors as a Child does.
    """

    def __init__(
        self,
        home: Path,
        port: int | None = None,
        *,
        settings: Mapping[str, str] | None = None,
        own: Mapping[str, str] | None = None,
        patience: float = 90,
        keeps: Sequence[int] = (),
    ) -> None:
        """Describe the server; nothing starts yet."""
        self.home, self.port = home.resolve(), port or free_port()
        self._given = {**SERVER_SETTINGS, **(settings or {})}
        self._own = {"SPRO_HOME": str(self.home.parent)} if own is None else own
        bound = self._given[BOUND]
        self.ui_url = f"http://{HOST if is_wildcard(bound) else bracketed(bound)}:{self.port}"
        self.api_url = f"{self.ui_url}/api"
        self._patience = patience
        self.child = Child(
            "Serveur Prefect",
            [sys.executable, "-m", "flows.machine.start", "flows.serving.__main__"],
            environment=self._environment(),
            log=self.home / "serveur.log",
            keeps=keeps,
        )

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in without_prefect(os.environ).items() if not name.startswith("SPRO_")}
        return {
            **kept,
            **self._own,
            **CLIENT_SETTINGS,
            **self._given,
            "PREFECT_HOME": str(self.home),
            "PREFECT_SERVER_API_PORT": str(self.port),
            "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": self.console,
            "PREFECT_UI_URL": self.console,
            "PREFECT_UI_STATIC_DIRECTORY": str(self.home / "console"),
            "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]),
        }

    @property
    def console(self) -> str:
        """What people type to open the console."""
        return self._own.get("SPRO_CONSOLE_URL", "").rstrip("/") or self.ui_url

    @property
    def environment(self) -> dict[str, str]:
        """The variables that a client process needs, on top of `without_prefect(os.environ)`."""
        password = {"PREFECT_API_AUTH_STRING": self._given[PASSWORD]} if PASSWORD in self._given else {}
        own = {"PREFECT_HOME": str(self.home), "PREFECT_API_URL": self.api_url, "PREFECT_UI_URL": self.console}
        return {**CLIENT_SETTINGS, **shared(self._given), **own, **password}

    def client(self) -> httpx.Client:
        """Return a client of its API, for those that read nothing of Prefect."""
        headers = {"authorization": authorization(self._given[PASSWORD])} if PASSWORD in self._given else {}
        trusted = trust(str(NOBODY))
        return httpx.Client(base_url=self.api_url, headers=headers, timeout=10, trust_env=False, verify=trusted)

    def start(self) -> None:
        """Start the server and wait until it answers. Raises Unstartable where its port is taken or it does not."""
        self.launch()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise

    def launch(self) -> None:
        """Start the server, which does not answer yet. Raises Unstartable where its port is taken."""
        self.need_port()
        self.child.start()

    def need_port(self) -> None:
        """Raise Unstartable where its port is taken."""
        if not is_free(self.port):
            raise Unstartable("Port de Prefect", self.port, "déjà occupé ; libérez-le, ou choisissez-en un autre.")

    def wait(self) -> None:
        """Wait until the server answers. Raises Unstartable where it dies, or takes too long."""
        deadline = time.monotonic() + self._patience
        with self.client() as client:
            while not answers(client):
                if self.child.code is not None:
                    raise self.child.trouble(f"arrêté au démarrage, code {self.child.code}")
                if time.monotonic() > deadline:
                    raise self.child.trouble(f"sans réponse après {self._patience:.0f} s")
                time.sleep(0.1)

    def stop(self) -> None:
        """End the server, and wait until it has ended."""
        stop([self.child])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()
