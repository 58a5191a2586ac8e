"""The living system: started, used as a coordinator and an applicant would, and stopped without leaving a trace."""

import os
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from flows.installation.prefect_server import HOST, free_port
from flows.installation.processes import Unstartable
from flows.installation.up import up
from models.sessions.opening import STAGE_WORDS
from notifications.mailserver.sink import Sink
from tests.flows.installation.mails import SENDER, deposit_mail
from tests.servers.system import READY, System, opening, running_system, wait_until

CLOSINGS = [words.closing for words in STAGE_WORDS.values()]
PROSPECT = "contact@structure02.example"


@pytest.fixture
def system(tmp_path: Path) -> Iterator[System]:
    """Give a system that runs, whatever the test does of it."""
    with running_system(tmp_path) as running:
        yield running


def open_session(system: System) -> str:
    """Open a session as a coordinator does, from the console's form, and return how the run ended."""
    return system.run("ouvrir-session", form=opening(system.home, PROSPECT))


def booked(system: System) -> list[str]:
    """What is booked at the ends of the session's stages, as the console shows it, in order of time."""
    code = f"ara-{datetime.now(UTC).year + 1}"
    asked = {"flow_runs": {"tags": {"all_": [code]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = system.ask("POST", "flow_runs/filter", asked)
    return [run["name"].partition(" · ")[2] for run in runs if run["state"]["type"] == "SCHEDULED"]


@pytest.mark.prefect
@pytest.mark.timeout(900)
def test_a_session_is_opened_a_deposit_comes_in_and_all_is_stopped(system: System) -> None:
    """The prospect hears of the session, the applicant of the registration in half a minute; Ctrl-C leaves nothing."""
    assert READY in system.said(), system.said()
    assert f"http://{HOST}:{system.ports['prefect_port']}" in system.said()

    assert open_session(system) == "Completed", (system.home / "journaux" / "worker.log").read_text()
    assert system.recipients() == [PROSPECT]
    # Opened again, it writes to nobody and books nothing.
    assert open_session(system) == "Completed"
    assert system.recipients() == [PROSPECT]
    assert booked(system) == CLOSINGS

    system.deposit("un", deposit_mail("un", received_at=datetime.now(UTC)))
    assert wait_until(lambda: SENDER in system.recipients(), seconds=30)
    page = httpx.get(f"http://{HOST}:{system.ports['gallery_port']}/", trust_env=False)
    assert SENDER in page.text

    began = time.monotonic()
    system.process.send_signal(signal.SIGINT)
    assert system.process.wait(20) == 0
    assert time.monotonic() - began < 12
    assert system.survivors() == []
    assert system.said().endswith("Tout est arrêté.\n")


@pytest.mark.prefect
@pytest.mark.timeout(900)
def test_a_system_is_alone_on_its_folder_and_starts_again_what_dies(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second system on the same folder is refused; a worker that is killed comes back."""
    monkeypatch.setenv("SPRO_HOME", str(system.home))
    with pytest.raises(Unstartable, match="le système y tourne déjà ; SPRO_HOME en désigne un autre"):
        up(prefect_port=free_port(), gallery_port=free_port(), smtp_port=free_port())

    [worker] = [pid for pid in system.survivors() if b"worker\0start" in Path(f"/proc/{pid}/cmdline").read_bytes()][:1]
    os.kill(int(worker), signal.SIGKILL)

    assert wait_until(lambda: "Worker : arrêt inattendu (code -9), redémarrage 1 sur 5." in system.said(), seconds=30)


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
