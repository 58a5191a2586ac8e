"""The living system: started, used as a coordinator and an applicant would, and stopped without leaving a trace."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from prefect import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.sorting import FlowRunSort
from prefect.deployments import arun_deployment
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.children import Unstartable
from flows.living import up
from flows.server import HOST, free_port, without_prefect
from models.opening import STAGE_WORDS
from notifications.maildir import list_mails
from notifications.sink import Sink
from tests.flows.mails import SENDER, deposit_mail

ROOT = Path(__file__).parents[2]
CLOSINGS = [words.closing for words in STAGE_WORDS.values()]
PROSPECT = "contact@structure02.example"
READY = "Ctrl-C pour tout arrêter."


class System(NamedTuple):
    """A system that runs: its process, its folder, and its ports."""

    process: subprocess.Popen[bytes]
    home: Path
    ports: dict[str, int]

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


def environment_of(path: Path) -> bytes:
    """The environment of a process, empty once it is gone."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> bool:
    """Tell whether something comes true in that time."""
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.2)
    return is_so()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """Start a system as the command does, and stop it whatever the test did."""
    ports = {"prefect_port": free_port(), "gallery_port": free_port(), "smtp_port": free_port()}
    environment = {name: value for name, value in without_prefect(os.environ).items() if not name.startswith("SPRO_")}
    path = os.pathsep.join([str(ROOT), *filter(None, [environment.get("PYTHONPATH")])])
    with (tmp_path / "terminal").open("wb") as terminal:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", f"from flows.living import up; up(**{ports})"],
            env={**environment, "SPRO_HOME": str(tmp_path), "PYTHONPATH": path},
            cwd=tmp_path,
            stdout=terminal,
            stderr=terminal,
        )
    running = System(process, tmp_path, ports)
    try:
        wait_until(lambda: READY in running.said() or process.poll() is not None, seconds=90)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


async def open_session(system: System) -> str:
    """Open a session as a coordinator does, from the console's form, and return how the run ended."""
    # The next year's: its calendar is ahead whatever the day on which this runs.
    year = datetime.now(UTC).year + 1
    prospects = system.home / "structures.txt"
    prospects.write_text(f"{PROSPECT}\n", encoding="utf-8")
    form = {
        "region": "auvergne-rhone-alpes",
        "year": year,
        "opens": f"{year}-01-18",
        "prospects": str(prospects),
        "by": "Mme Essai",
    }
    url = f"http://{HOST}:{system.ports['prefect_port']}/api"
    with temporary_settings({PREFECT_API_URL: url}):
        async with get_client() as client:
            name = "ouvrir-session/ouvrir-session"
            run = await arun_deployment(
                name, client=client, parameters={"form": form}, timeout=60, poll_interval=0.5, as_subflow=False
            )
    return (run.state and run.state.name) or "aucun état"


async def booked(system: System) -> list[str]:
    """What is booked at the ends of the session's stages, as the console shows it, in order of time."""
    url = f"http://{HOST}:{system.ports['prefect_port']}/api"
    tagged = FlowRunFilter(tags=FlowRunFilterTags(all_=[f"ara-{datetime.now(UTC).year + 1}"]))
    with temporary_settings({PREFECT_API_URL: url}):
        async with get_client() as client:
            runs = await client.read_flow_runs(
                flow_run_filter=tagged, sort=FlowRunSort.EXPECTED_START_TIME_ASC, limit=50, offset=0
            )
    return [run.name.partition(" · ")[2] for run in runs if run.state and run.state.is_scheduled()]


@pytest.mark.prefect
@pytest.mark.timeout(240)
async def test_a_session_is_opened_a_deposit_comes_in_and_all_is_stopped(system: System) -> None:
    """The prospect hears of the session, the applicant of the registration in half a minute; Ctrl-C leaves nothing."""
    assert READY in system.said(), system.said()
    assert f"http://{HOST}:{system.ports['prefect_port']}" in system.said()

    assert await open_session(system) == "Completed", (system.home / "journaux" / "worker.log").read_text()
    assert system.recipients() == [PROSPECT]
    # Opened again, it writes to nobody and books nothing.
    assert await open_session(system) == "Completed"
    assert system.recipients() == [PROSPECT]
    assert await booked(system) == CLOSINGS

    (system.home / "depots" / "un.eml").write_bytes(deposit_mail("un", received_at=datetime.now(UTC)))
    assert wait_until(lambda: SENDER in system.recipients(), seconds=30)
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(f"http://{HOST}:{system.ports['gallery_port']}/")
    assert SENDER in page.text

    began = time.monotonic()
    system.process.send_signal(signal.SIGINT)
    assert system.process.wait(20) == 0
    assert time.monotonic() - began < 12
    assert system.survivors() == []
    assert system.said().endswith("Tout est arrêté.\n")


@pytest.mark.prefect
@pytest.mark.timeout(240)
def test_a_system_is_alone_on_its_folder_and_starts_again_what_dies(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second system on the same folder is refused; a worker that is killed comes back."""
    monkeypatch.setenv("SPRO_HOME", str(system.home))
    with pytest.raises(Unstartable, match="le système y tourne déjà ; SPRO_HOME en désigne un autre"):
        up(prefect_port=free_port(), gallery_port=free_port(), smtp_port=free_port())

    [worker] = [pid for pid in system.survivors() if b"worker\0start" in Path(f"/proc/{pid}/cmdline").read_bytes()][:1]
    os.kill(int(worker), signal.SIGKILL)

    assert wait_until(lambda: "Worker : arrêt inattendu (code -9), redémarrage 1 sur 5." in system.said(), seconds=10)


@pytest.mark.parametrize("option", ["prefect_port", "gallery_port", "smtp_port"])
def test_a_taken_port_is_named_with_the_command_that_avoids_it(
    option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing starts, and the message can be pasted."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "spro"))
    ports = {"prefect_port": free_port(), "gallery_port": free_port(), "smtp_port": free_port()}

    with Sink(tmp_path, HOST, ports[option]), pytest.raises(Unstartable) as refused:
        up(prefect_port=ports["prefect_port"], gallery_port=ports["gallery_port"], smtp_port=ports["smtp_port"])

    assert str(refused.value).startswith(f"Port « {ports[option]} » : déjà occupé.")
    assert f"spro up --{option.replace('_', '-')} " in str(refused.value)
    assert not (tmp_path / "spro").exists()
