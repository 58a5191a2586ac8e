"""The living system: started, used as a coordinator and an applicant would, and stopped without leaving a trace."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from sqlmodel import select

from flows.installation.prefect_server import HOST, free_port
from flows.installation.prefect_stack import DRAINED
from flows.installation.up import up
from flows.machine.processes import Unstartable
from models.members.texts.text import ReferenceDocument
from models.region.stages.words import WORDS
from models.storage.database import reading
from notifications.mailserver.sink import Sink
from tests.flows.installation.mails import DESK, SENDER, deposit_mail, desk_mail
from tests.servers.conducting import furnish
from tests.servers.hundred.ordeal import process_of
from tests.servers.system import READY, System, opening, running_system, wait_until

pytestmark = pytest.mark.timeout(900)

CLOSINGS = [words.closing for words in WORDS.values()]
PROSPECT = "contact@structure02.example"
AGAIN = "Worker : arrêt inattendu (code -9), redémarrage 1 sur 5."


class Life(NamedTuple):
    """What was seen of a system from its start to Ctrl-C: what it said of itself; why a second one did not start;
    whether a worker that was killed while it opened the session came back; how that opening ended, then what it had
    booked when asked again; how the act on a list that a desk had mailed ended, and who was written to; who was written
    to once a deposit had come, and the page of mails; which files others could read; how it stopped in the midst of an
    act, and the text that this recorded."""

    system: System
    ready: str
    second: str
    is_back: bool
    opened: str
    again: tuple[str, list[str]]
    listed: tuple[str, list[str]]
    told: bool
    page: str
    readable: list[Path]
    code: int
    seconds: float
    survivors: list[str]
    texts: list[str]


@contextmanager
def as_in_a_terminal() -> Iterator[pytest.MonkeyPatch]:
    """Take away what the tests set of Prefect, which would be refused."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PREFECT_")]:
            patch.delenv(name)
        yield patch


@pytest.fixture(scope="module")
def life(prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Use a system as a coordinator and an applicant would, and stop it."""
    home = tmp_path_factory.mktemp("en-marche")
    furnish(home / "prefect", prefect_tables)
    with running_system(home) as system:
        ready, second = system.said(), _second(system)
        run = _begun(system, "ouvrir-session", opening(), "PENDING", "RUNNING")
        _kill_worker(system)
        is_back = wait_until(lambda: AGAIN in system.said(), seconds=30)
        opened = system.ended(run)
        again = (_open(system), _booked(system))
        listed = _tell_a_list(system)
        system.deposit("un", deposit_mail("un", received_at=datetime.now(UTC)))
        told = wait_until(lambda: SENDER in system.recipients(), seconds=30)
        page = httpx.get(f"http://{HOST}:{system.ports['gallery_port']}/", trust_env=False).text
        seen = (ready, second, is_back, opened, again, listed, told, page, _read_by_others(home))
        wait_until(lambda: not _under_way(system), seconds=60)
        _begun(system, "deposer-texte", _text_form(), "RUNNING", "COMPLETED")
        yield Life(system, *seen, *_stop(system), _texts(system))


def _read_by_others(home: Path) -> list[Path]:
    """The files that another user of the machine could read or change, those apart that the test wrote itself."""
    ours = [home / "terminal", *(home / "depots").rglob("*")]
    return [path for path in home.rglob("*") if path.is_file() and path not in ours and path.stat().st_mode & 0o077]


def _second(system: System) -> str:
    """Start a second system on the same folder, and return why it did not."""
    with as_in_a_terminal() as patch:
        patch.setenv("SPRO_HOME", str(system.home))
        with pytest.raises(Unstartable) as refused:
            up(prefect_port=free_port(), gallery_port=free_port(), smtp_port=free_port())
    return str(refused.value)


def _begun(system: System, name: str, form: object, *states: str) -> str:
    """Send a form, and return its run once the worker has brought it to one of some states."""
    run = system.start(name, form=form)
    wait_until(lambda: system.ask("GET", f"flow_runs/{run}")["state"]["type"] in states, seconds=60)
    return run


def _under_way(system: System) -> list[object]:
    asked = {"flow_runs": {"state": {"type": {"any_": ["PENDING", "RUNNING"]}}}}
    found: list[object] = system.ask("POST", "flow_runs/filter", asked)
    return found


def _tell_a_list(system: System) -> tuple[str, list[str]]:
    """Mail a list of prospects as a desk does, have it used once the desk was answered, and return how that ended, and
    who was written to."""
    system.deposit("liste", desk_mail({"liste.csv": f"\ufeff{PROSPECT}\n".encode()}, received_at=datetime.now(UTC)))
    wait_until(lambda: DESK in system.recipients(), seconds=60)
    form = {"session": _code(), "file": "fichier-1", "confirmed": True, "by": "Mme Essai"}
    return system.run("prevenir-structures", form=form), system.recipients()


def _code() -> str:
    return f"ara-{datetime.now(UTC).year + 1}"


def _text_form() -> dict[str, object]:
    said = {"document": "cahier des charges", "version": "1", "title": "Cahier", "sha256": "0" * 64}
    return {"session": _code(), **said, "by": "Mme Essai"}


def _texts(system: System) -> list[str]:
    """The titles of the texts that are recorded."""
    with reading(f"sqlite:///{system.home / 'spro.db'}") as session:
        return list(session.exec(select(ReferenceDocument.title)))


def _kill_worker(system: System) -> None:
    worker = process_of(system, b"worker\0start")
    assert worker is not None
    os.kill(worker, signal.SIGKILL)


def _open(system: System) -> str:
    """Open a session as a coordinator does, from the console's form, and return how the run ended."""
    return system.run("ouvrir-session", form=opening())


def _booked(system: System) -> list[str]:
    """What is booked at the ends of the session's stages, as the console shows it, in order of time."""
    code = _code()
    asked = {"flow_runs": {"tags": {"all_": [code]}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = system.ask("POST", "flow_runs/filter", asked)
    return [run["name"].partition(" · ")[2] for run in runs if run["state"]["type"] == "SCHEDULED"]


def _stop(system: System) -> tuple[int, float, list[str]]:
    """Type Ctrl-C: the code of the end, after how many seconds, and the processes that are left."""
    began = time.monotonic()
    system.process.send_signal(signal.SIGINT)
    return system.process.wait(40), time.monotonic() - began, system.survivors()


def test_it_says_when_it_is_ready_and_where_the_console_is(life: Life) -> None:
    """On the terminal."""
    assert READY in life.ready, life.ready
    assert life.system.console in life.ready


def test_a_system_is_alone_on_its_folder(life: Life) -> None:
    """A second one on the same folder is refused, other ports or not."""
    assert f"le système y tourne déjà, « spro up » (processus {life.system.process.pid})" in life.second


def test_what_dies_is_started_again(life: Life) -> None:
    """A worker that is killed comes back, which the terminal says; what it had begun is done by the new one."""
    assert life.is_back


def test_a_session_is_opened(life: Life) -> None:
    """From the console's form, though its worker was killed before it had done it."""
    assert life.opened == "Completed", (life.system.home / "journaux" / "worker.log").read_text()


def test_prospects_hear_of_it_by_a_list_that_a_desk_mailed(life: Life) -> None:
    """Nobody types where it is, and the mark that Windows writes before a text is no part of an address."""
    assert life.listed == ("Completed", [PROSPECT, DESK])


def test_a_session_opened_again_writes_to_nobody_and_books_nothing(life: Life) -> None:
    """What is booked is the end of each stage, once."""
    assert life.again == ("Completed", CLOSINGS)


def test_an_applicant_hears_of_the_registration_in_half_a_minute(life: Life) -> None:
    """And the page of mails shows it."""
    assert life.told
    assert SENDER in life.page


def test_nobody_else_on_the_machine_can_read_what_is_written(life: Life) -> None:
    """Dossiers, mails, databases, logs: only the user that runs the system."""
    assert life.readable == []


def test_ctrl_c_leaves_nothing(life: Life) -> None:
    """It ends well, within seconds of what it had begun, with every process that it started."""
    assert (life.code, life.survivors) == (0, [])
    assert life.seconds < 60 + DRAINED
    assert life.system.said().endswith("Tout est arrêté.\n")


def test_what_was_begun_is_ended_before_the_system_stops(life: Life) -> None:
    """A form sent just before: what it says is recorded."""
    assert life.texts == ["Cahier"]


@pytest.mark.parametrize("option", ["prefect_port", "gallery_port", "smtp_port"])
def test_a_taken_port_is_named_with_the_command_that_avoids_it(option: str, tmp_path: Path) -> None:
    """Nothing starts, and the message can be pasted."""
    ports = {"prefect_port": free_port(), "gallery_port": free_port(), "smtp_port": free_port()}

    with as_in_a_terminal() as patch, Sink(tmp_path, HOST, ports[option]):
        patch.setenv("SPRO_HOME", str(tmp_path / "spro"))
        with pytest.raises(Unstartable) as refused:
            up(prefect_port=ports["prefect_port"], gallery_port=ports["gallery_port"], smtp_port=ports["smtp_port"])

    assert str(refused.value).startswith(f"Port « {ports[option]} » : déjà occupé, ")
    assert f"spro up --{option.replace('_', '-')} " in str(refused.value)
    assert not (tmp_path / "spro").exists()


def test_an_address_of_return_that_the_server_refuses_is_named(tmp_path: Path) -> None:
    """Nothing starts: every letter would be refused by it, or come back unseen."""
    with as_in_a_terminal() as patch, Sink(tmp_path / "mails", HOST) as sink:
        sink.refuse({f"depot-spro+{'0' * 32}@example.invalid": 550})
        for name, value in {
            "SPRO_HOME": str(tmp_path / "spro"),
            "SPRO_SMTP_URL": sink.url,
            "SPRO_RETURN_ADDRESS": "depot-spro+*@example.invalid",
        }.items():
            patch.setenv(name, value)
        with pytest.raises(Unstartable, match=r"SPRO_RETURN_ADDRESS .* la refuse \(550 : adresse refusée\)"):
            up(prefect_port=free_port())

    assert not (tmp_path / "spro").exists()
