"""A living system of the tests' own: started as the command does, used through its API, and stopped."""

import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from flows.installation.prefect_server import HOST, free_port, without_prefect
from flows.installation.prefect_settings import PASSWORD
from flows.serving.password import authorization
from notifications.mailserver.maildir import list_mails

ROOT = Path(__file__).parents[2]
READY = "Ctrl-C pour tout arrêter."
BUSY = 503
"""What Prefect answers where its SQLite file was locked: one question in a hundred, and nothing has happened."""

BUSIEST = 120
"""Seconds within which Prefect's server answers, whatever else the machine does."""

_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Whom a client trusts that speaks no TLS: to read all the authorities takes longer than to ask."""

ENDED = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


class System(NamedTuple):
    """A system that runs: its process, its folder, its ports, and the « user:password » of its console, if any."""

    process: subprocess.Popen[bytes]
    home: Path
    ports: dict[str, int]
    password: str | None = None

    @property
    def console(self) -> str:
        """The address of the console."""
        return f"http://{HOST}:{self.ports['prefect_port']}"

    def said(self) -> str:
        """What it said on the terminal."""
        return (self.home / "terminal").read_text(encoding="utf-8")

    def survivors(self) -> list[str]:
        """The processes that hold its folder in their environment, by number: the system's and what it started."""
        mark = f"SPRO_HOME={self.home}".encode()
        return [path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if mark in environment_of(path)]

    def recipients(self) -> list[str]:
        """Who was written to."""
        return sorted(mail.to for mail in list_mails(self.home / "mails"))

    def deposit(self, name: str, mail: bytes) -> None:
        """Put a mail in the deposit folder, under a name that the watcher sees once the mail is whole."""
        beside = self.home / f"{name}.part"
        beside.write_bytes(mail)
        beside.rename(self.home / "depots" / f"{name}.eml")

    def ask(self, method: str, path: str, said: object = None) -> Any:  # noqa: ANN401  JSON
        """Ask Prefect's server, and return its answer."""
        said_by = {"authorization": authorization(self.password)} if self.password else {}
        api = f"{self.console}/api/"
        with httpx.Client(base_url=api, headers=said_by, trust_env=False, timeout=BUSIEST, verify=_NOBODY) as client:
            answer = client.request(method, path, json=said)
            while answer.status_code == BUSY:
                time.sleep(0.2)
                answer = client.request(method, path, json=said)
            answer.raise_for_status()
            return answer.json() if answer.content else None

    def deployed(self, name: str) -> dict[str, Any]:
        """A deployment, by the name that it shares with its flow."""
        found: dict[str, Any] = self.ask("GET", f"deployments/name/{name}/{name}")
        return found

    def start(self, name: str, **parameters: object) -> str:
        """Start a run of a deployment, as the console does once its form is sent, and return its id."""
        run = self.ask("POST", f"deployments/{self.deployed(name)['id']}/create_flow_run", {"parameters": parameters})
        return str(run["id"])

    def ended(self, run: str, *, seconds: float = 240) -> str:
        """Wait for a run's end, and return the name of its last state."""
        state: dict[str, str] = {}

        def is_over() -> bool:
            state.update(self.ask("GET", f"flow_runs/{run}")["state"])
            return state["type"] in ENDED

        wait_until(is_over, seconds=seconds, pause=0.5)
        return state["name"]

    def run(self, name: str, **parameters: object) -> str:
        """Run a deployment to its end, and return the name of its last state."""
        return self.ended(self.start(name, **parameters))


def environment_of(path: Path) -> bytes:
    """The environment of a process, empty once it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def wait_until(is_so: Callable[[], bool], *, seconds: float, pause: float = 0.2) -> bool:
    """Return True if something comes true in that time; it is looked at after each pause."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(pause)
    return is_so()


def kill_whole(system: System) -> None:
    """Kill every process of a system, as a power cut does."""
    while survivors := system.survivors():
        for pid in survivors:
            with suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        system.process.wait(60)
        time.sleep(0.1)


def ends_once_killed(system: System) -> bool:
    """Kill the process that started all others, alone, and return True if none of them is left soon."""
    system.process.kill()
    system.process.wait(60)
    return wait_until(lambda: not system.survivors(), seconds=60)


@contextmanager
def running_system(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[System]:
    """Start a system as the command does, and kill it whatever was done with it: none is asked what it leaves."""
    with starting_system(home, settings or {}) as running:
        wait_until(lambda: READY in running.said() or running.process.poll() is not None, seconds=300)
        yield running


@contextmanager
def starting_system(home: Path, settings: Mapping[str, str]) -> Iterator[System]:
    """Begin to start a system, and kill it whatever was done with it."""
    ports = {"prefect_port": free_port(), "gallery_port": free_port(), "smtp_port": free_port()}
    environment = {name: value for name, value in without_prefect(os.environ).items() if not name.startswith("SPRO_")}
    path = os.pathsep.join([str(ROOT), *filter(None, [environment.get("PYTHONPATH")])])
    with (home / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", f"from flows.installation.up import up; up(**{ports})"],
            env={**environment, **settings, "SPRO_HOME": str(home), "PYTHONPATH": path},
            cwd=home,
            stdout=terminal,
            stderr=terminal,
        )
    running = System(process, home, ports, settings.get(PASSWORD))
    try:
        yield running
    finally:
        kill_whole(running)


def opening(**fields: object) -> dict[str, object]:
    """The form that opens the next year's session: its calendar is ahead whatever the day on which this runs."""
    year = datetime.now(UTC).year + 1
    row = {"region": "auvergne-rhone-alpes", "year": year, "opens": f"{year}-01-18", "by": "Mme Essai"}
    return {**row, "confirmed": True, **fields}
