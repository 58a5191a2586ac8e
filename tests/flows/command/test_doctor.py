"""`spro doctor`: what it prints of an installation, and how it exits."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from rich.console import Console

from flows.command import cli, doctor
from flows.command.doctor import examined, show
from flows.installation.prefect_settings import PASSWORD
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.incidents.health.look import Told, Verdict
from tests.factories import campaign_with

NOBODY = 1  # a port that nobody listens on
AT = datetime(2026, 5, 20, 8, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of an installation that is to be."""
    for name in [name for name in os.environ if name.startswith(("SPRO_", "PREFECT_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SPRO_HOME", str(tmp_path / "installation"))
    (tmp_path / "installation").mkdir(mode=0o700)
    return tmp_path / "installation"


def found(environment: dict[str, str] | None = None, *, port: int = NOBODY) -> dict[str, tuple[Verdict, str]]:
    """What is found of the installation, by the name of each look."""
    told = examined(environment or {}, port, tries=False)
    return {one.name: (one.found.verdict, one.found.said) for one in told}


def printed(told: list[Told], capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints, in a terminal of 80 columns."""
    show(Console(width=80), told)
    return capsys.readouterr().out


def test_a_new_installation_is_well(home: Path) -> None:
    """What is not there yet is no fault, and nothing is made."""
    verdicts = {verdict for verdict, _ in found().values()}

    assert verdicts == {Verdict.well, Verdict.unasked}
    assert list(home.iterdir()) == []


def test_an_installation_tells_of_its_rows(home: Path) -> None:
    """On the clock of its session, whose address letters leave with."""
    with transaction(Settings().database) as session:
        campaign_with(session)
    (home / "spro.db").chmod(0o600)

    told = found()

    assert told["Envois"] == (Verdict.well, "rien n'attend de partir")
    assert told["Base"][0] is Verdict.well
    assert "aucune session" not in told["Expéditeur"][1]
    forget(Settings().database)


@contextmanager
def running(home: Path) -> Iterator[None]:
    """Hold an installation as a system that runs does."""
    with (home / "en-marche").open("w") as held:
        Path(held.name).chmod(0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def test_a_system_that_runs_is_to_answer(home: Path) -> None:
    """One that was stopped is not."""
    assert found()["Serveur"] == (Verdict.unasked, "le système est arrêté")
    with running(home):
        assert found()["Serveur"] == (Verdict.fault, "Prefect ne répond pas")


class _Locked(BaseHTTPRequestHandler):
    """Prefect's server to whoever has no password."""

    def do_GET(self) -> None:
        """Refuse."""
        self.send_response(HTTPStatus.UNAUTHORIZED)
        self.end_headers()

    do_POST = do_GET  # noqa: N815  the name that the library calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_server_that_only_wants_a_password_is_not_said_to_be_gone(home: Path) -> None:
    """Which setting lacks is told."""
    with HTTPServer(("127.0.0.1", 0), _Locked) as server, running(home):
        serving = Thread(target=server.serve_forever)
        serving.start()
        verdict, said = found(port=server.server_port)["Serveur"]
        server.shutdown()
        serving.join()

    assert verdict is Verdict.warning
    assert PASSWORD in said


@pytest.mark.parametrize(
    ("environment", "verdict", "words"),
    [
        ({"SPRO_SMPT_URL": "x"}, Verdict.warning, "SPRO_SMPT_URL n'est pas un réglage"),
        ({"PREFECT_API_URL": "x"}, Verdict.fault, "PREFECT_API_URL"),
        ({PASSWORD: "secret"}, Verdict.fault, "nom:motdepasse"),
    ],
)
def test_a_setting_that_is_not_used_is_told(
    home: Path, environment: dict[str, str], verdict: Verdict, words: str
) -> None:
    """By its name, without its value."""
    told = found(environment)["Réglages"]

    assert told[0] is verdict
    assert words in told[1]
    assert "secret" not in told[1]


def test_a_password_that_would_travel_in_clear_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked of that server, and the password is not repeated."""
    monkeypatch.setenv("SPRO_SMTP_URL", "smtp://spro:secret@relais.example")

    verdict, said = found()["Envoi"]

    assert verdict is Verdict.fault
    assert "en clair" in said
    assert "secret" not in said


def test_wrong_settings_are_told_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else could be looked at."""
    monkeypatch.setenv("SPRO_DATABASE_URL", "mysql://spro:secret@host/base")

    assert list(found()) == ["Réglages"]
    assert "secret" not in found()["Réglages"][1]


def test_no_password_is_printed_and_no_line_is_cut(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever does not answer."""
    monkeypatch.setenv("SPRO_DATABASE_URL", "postgresql://spro:secret-base@127.0.0.1:1/base")
    monkeypatch.setenv("SPRO_SMTP_URL", "smtps://spro:secret-envoi@127.0.0.1:1")
    monkeypatch.setenv("SPRO_MAILBOX_URL", "imaps://depot:secret-boite@127.0.0.1:1/INBOX")
    with running(home):
        told = list(examined({PASSWORD: "spro:secret-console"}, NOBODY, tries=False))

    text = printed(told, capsys)

    faults = {one.name for one in told if one.found.verdict is Verdict.fault}
    assert faults == {"Base", "Boîte", "Envoi", "Serveur"}
    assert "secret" not in text
    assert max(map(len, text.splitlines())) <= 80
    assert "→ Vérifiez qu'elle est en marche et que SPRO_DATABASE_URL la désigne." in text
    assert "\n14 constats. Défaut : 4" in text


@pytest.mark.parametrize(("url", "code"), [(None, 0), ("smtp://127.0.0.1:1", 2)], ids=["well", "fault"])
def test_the_worst_that_was_found_is_the_exit_code(
    home: Path, monkeypatch: pytest.MonkeyPatch, url: str | None, code: int
) -> None:
    """For a supervisor."""
    if url:
        monkeypatch.setenv("SPRO_SMTP_URL", url)
    monkeypatch.setattr(doctor, "console", Console(quiet=True))
    monkeypatch.setattr(sys, "argv", ["spro", "doctor"])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    assert ended.value.code == code


def test_a_home_that_cannot_be_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands in the place of its folder: nothing can be written there, and the first look says so."""
    (tmp_path / "fichier").touch()
    home = tmp_path / "fichier" / "spro"

    said = [one.said for one in doctor.of_settings(Settings(home=home), {})]

    assert said == [f"SPRO_HOME « {home} » : ce compte ne peut pas écrire dans « {tmp_path / 'fichier'} »"]
