"""The parts of a system, each alone: what each becomes, and where it is refused."""

import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from flows.installation import parts
from flows.installation.prefect_server import HOST, NOBODY, free_port
from flows.machine.processes import Unstartable
from notifications.mailserver.sink import Sink

SECRET = "spro:un-secret"
ELSEWHERE = "http://10.0.0.5:4200"
OVER_TLS = "https://spro.region.example"


class Became(Exception):  # noqa: N818  what ends the process, in the place of another
    """What this process would have become."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        """Keep the words after Python's own, and the environment."""
        super().__init__(words)
        self.words, self.environment = words, environment


class Place(NamedTuple):
    """The installation's folder, and what may be set."""

    home: Path
    patch: pytest.MonkeyPatch


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Give an installation of a machine whose settings are its file's."""

    def become(path: str, words: list[str], environment: dict[str, str]) -> None:
        assert path == sys.executable
        raise Became(words[2:], environment)

    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr(os, "execve", become)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_SMTP_URL", "smtp://127.0.0.1:25")
    monkeypatch.setenv("PREFECT_SERVER_API_AUTH_STRING", SECRET)
    return Place(tmp_path, monkeypatch)


def test_the_server_is_the_one_of_a_whole_system(place: Place) -> None:
    """With its settings, in the folder of the installation."""
    with pytest.raises(Became) as became:
        parts.serve(port=4200)

    assert became.value.words == ["flows.machine.start", "flows.serving.__main__"]
    said = became.value.environment
    assert (said["PREFECT_SERVER_API_AUTH_STRING"], said["PREFECT_HOME"]) == (SECRET, str(place.home / "prefect"))


def test_a_worker_asks_the_server_that_it_is_told(place: Place) -> None:
    """On another machine, under a name of its own, with the password and what each worker is given."""
    with pytest.raises(Became) as became:
        parts.work(ELSEWHERE, "deux")

    assert became.value.words[-2:] == ["--name", "deux"]
    said = became.value.environment
    assert (said["PREFECT_API_URL"], said["PREFECT_API_AUTH_STRING"]) == (f"{ELSEWHERE}/api", SECRET)
    assert (said["PREFECT_FLOWS_DEFAULT_RETRIES"], said["PREFECT_UI_URL"]) == ("2", ELSEWHERE)


@pytest.mark.parametrize(
    ("address", "private", "trusted"),
    [(ELSEWHERE, "/etc/privee.pem", str(NOBODY)), (OVER_TLS, "", ""), (OVER_TLS, "/etc/privee.pem", "/etc/privee.pem")],
)
def test_a_server_over_tls_is_trusted_as_any_other(place: Place, address: str, private: str, trusted: str) -> None:
    """By the authorities of the machine, or by a private one; one that is asked in clear needs none, and none are
    read."""
    place.patch.setenv("SSL_CERT_FILE", private)

    with pytest.raises(Became) as became:
        parts.watch(address)

    assert became.value.words == ["flows.machine.start", "flows.installation.watch"]
    assert became.value.environment.get("PREFECT_API_SSL_CERT_FILE") == trusted


def test_there_is_no_mail_server_but_that_of_a_whole_system(place: Place) -> None:
    """Which one the notices leave by must be said."""
    place.patch.delenv("SPRO_SMTP_URL")

    with pytest.raises(Unstartable, match=r"SPRO_SMTP_URL .* désignez le vôtre"):
        parts.watch(ELSEWHERE)


def test_what_would_not_be_used_of_prefect_is_refused(place: Place) -> None:
    """As `spro up` does."""
    place.patch.setenv("PREFECT_API_URL", f"{ELSEWHERE}/api")

    with pytest.raises(Unstartable, match=r"PREFECT_API_URL .* --server"):
        parts.work(ELSEWHERE)


def test_a_port_that_is_taken_is_told(place: Place) -> None:
    """Before anything is held."""
    port = free_port()

    with Sink(place.home / "mails", HOST, port), pytest.raises(Unstartable, match="déjà occupé"):
        parts.serve(port=port)
