"""The watch over a mailbox: a mail is known of at once, trouble is said once, and nothing ends it."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from models.storage.addresses import DEPOSIT, ImapAddress
from models.storage.settings import Settings
from tasks.mailboxes import lookout
from tasks.mailboxes.connection import Selected
from tasks.mailboxes.imap import waiting_names
from tasks.mailboxes.lookout import Lookout, look_out
from tasks.mailboxes.shelves import Shelf
from tests.servers.dovecot import running
from tests.tasks.mailboxes.conftest import RAW, Account
from tests.tasks.mailboxes.cutting import cutting

RETRIES = "Nouveaux essais jusqu'à ce que la boîte réponde."

SOON = 60.0
"""Seconds that a busy machine may take for what is a matter of milliseconds."""


class Watch:
    """A watch that is kept, and how often it woke."""

    def __init__(self, address: ImapAddress, *, role: str = DEPOSIT) -> None:
        self._woken = Event()
        self.lookout = Lookout(role, address, self._woken.set)

    def wakes(self, within: float = SOON) -> bool:
        """Return True if it wakes, and forget that it did."""
        woken = self._woken.wait(within)
        self._woken.clear()
        return woken


@contextmanager
def watching(address: ImapAddress) -> Iterator[Watch]:
    """Keep a watch for the time of the block."""
    watch = Watch(address)
    with watch.lookout:
        yield watch


def until(holds: Callable[[], object]) -> bool:
    """Wait until something holds, and tell whether it came to."""
    deadline = time.monotonic() + SOON
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(holds())


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """Give what the watch says; it tries again soon."""
    caplog.set_level(logging.INFO, logger="spro.veille")
    monkeypatch.setattr(lookout, "SHORTEST", 0.05)
    return lambda: [record.getMessage() for record in caplog.records if record.name == "spro.veille"]


def test_what_waits_is_known_from_the_start(account: Account) -> None:
    """Mails that came while nobody watched are told of like the others."""
    account.deliver()

    with watching(account.address()) as watch:
        assert watch.wakes()
        assert watch.lookout.names() == account.mailbox().names()


def test_a_mail_is_told_of_as_it_arrives(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the server, which is not asked."""
    monkeypatch.setattr(lookout, "POLL", 3600.0)
    with watching(account.address()) as watch:
        assert not watch.wakes(within=1)
        account.deliver()

        assert watch.wakes()
        assert len(watch.lookout.names()) == 1


def test_a_mail_that_is_put_away_waits_no_more(account: Account) -> None:
    """Nobody is woken for it."""
    account.deliver()
    with watching(account.address()) as watch:
        assert watch.wakes()
        mailbox = account.mailbox()
        mailbox.done(mailbox.waiting(1)[0])
        mailbox.close()

        assert until(lambda: not watch.lookout.names())
        assert not watch.wakes(within=0)


def test_a_server_that_cannot_tell_is_asked(
    dovecot_program: Path, monkeypatch: pytest.MonkeyPatch, account: Account
) -> None:
    """Some have no IDLE."""
    monkeypatch.setattr(lookout, "POLL", 0.2)
    with running(dovecot_program, more="imap_capability = IMAP4rev1 SASL-IR") as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        account.server = server
        with watching(account.address()) as watch:
            assert not watch.wakes(within=1)
            account.deliver()

            assert watch.wakes()


def test_a_lost_connection_is_opened_again_without_a_word(account: Account, said: Callable[[], list[str]]) -> None:
    """Networks end silent connections: as long as the next one opens, it is nobody's trouble."""
    with cutting(account.server.port) as network, watching(account.address(port=network.port)) as watch:
        assert not watch.wakes(within=1)
        network.cut()
        account.deliver()

        assert watch.wakes()
        assert network.count == 2
        assert said() == []


def test_an_outage_is_said_once_and_its_end_once(account: Account, said: Callable[[], list[str]]) -> None:
    """However often the mailbox was tried meanwhile; and the mail that came meanwhile is told of."""
    with cutting(account.server.port, 0, 0, 0) as network, watching(account.address(port=network.port)) as watch:
        account.deliver()

        assert watch.wakes()
        assert network.count == 4
        address = f"imaps://{account.user}@127.0.0.1:{network.port}/INBOX"
        assert said() == [
            f"SPRO_MAILBOX_URL « {address} » : la liaison avec le serveur a été coupée. {RETRIES}",
            f"La boîte « {address} » répond de nouveau.",
        ]


def test_who_is_refused_does_not_insist(account: Account, said: Callable[[], list[str]]) -> None:
    """Many servers shut out who does; somebody must mend the setting first."""
    with (
        cutting(account.server.port) as network,
        watching(account.address(port=network.port, password="autre")) as watch,
    ):
        assert until(said)
        assert not watch.wakes(within=1)
        assert network.count == 1
        assert said()[0].endswith(f" : le serveur refuse cet utilisateur ou son mot de passe. {RETRIES}")


@pytest.mark.usefixtures("said")
def test_a_folder_made_anew_is_noticed(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says nothing of it to those who have the old one open."""
    monkeypatch.setattr(lookout, "RENEWAL", 0.5)
    person = account.client()
    person.create_folder("Dépôts")
    person.append("Dépôts", RAW)
    with watching(account.address(folder="Dépôts")) as watch:
        assert watch.wakes()
        person.delete_folder("Dépôts")
        person.create_folder("Dépôts")
        person.append("Dépôts", RAW)

        assert watch.wakes()
        assert watch.lookout.names() == account.mailbox(folder="Dépôts").names()


def test_whatever_goes_wrong_the_watch_goes_on(
    account: Account, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that answers nonsense is one more outage."""
    account.deliver()
    nonsense = iter([ValueError("UIDVALIDITY")])

    def sometimes(selected: Selected, *, shelf: Shelf) -> list[str]:
        for error in nonsense:
            raise error
        return waiting_names(selected, shelf=shelf)

    monkeypatch.setattr(lookout, "waiting_names", sometimes)

    with watching(account.address()) as watch:
        assert watch.wakes()
        assert "le serveur répond : UIDVALIDITY. " in said()[0]


def test_the_mailboxes_of_an_installation_are_watched_together(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder is looked into, a server tells; names say whose mailbox it is."""
    folder, woken = tmp_path / "depots", Event()
    monkeypatch.setenv("SPRO_MAILBOX_URL", f"maildir://{folder}")
    monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"content_contact": "{account.server.url(account.user)}"}}')

    with look_out(Settings(), woken.set) as mailboxes:
        before = mailboxes.names()
        folder.mkdir()
        (folder / "un.eml").write_bytes(RAW)
        account.deliver()
        assert woken.wait(SOON)
        after = mailboxes.names()

    assert before == frozenset()
    assert after == {"deposit_mailbox/un.eml", *(f"content_contact/{name}" for name in account.mailbox().names())}


def test_a_folder_that_cannot_be_read_is_said_once(
    tmp_path: Path, said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so is that it can be again; it is looked into every two seconds."""
    path = tmp_path / "depots"
    path.touch()
    monkeypatch.setenv("SPRO_MAILBOX_URL", f"maildir://{path}")

    with look_out(Settings(), Event().set) as mailboxes:
        assert [mailboxes.names(), mailboxes.names()] == [frozenset()] * 2
        path.unlink()
        path.mkdir()
        (path / "un.eml").write_bytes(RAW)
        assert mailboxes.names() == {"deposit_mailbox/un.eml"}

    assert said() == [
        f"SPRO_MAILBOX_URL « {path} » : ce n'est pas un dossier. {RETRIES}",
        f"La boîte « {path} » répond de nouveau.",
    ]
