"""What becomes of a registered mail on a mail server: moved to « Traités », whatever the server can do, or marked."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tasks.mailboxes.connection import Selected
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.shelves import MARKED
from tests.servers.dovecot import running
from tests.tasks.mailboxes.conftest import Account, titled

LEAST = "IMAP4rev1 SASL-IR LITERAL+"


def test_a_mail_is_moved_once_the_mailbox_is_closed(account: Account) -> None:
    """Many are moved at once, and never one of which nobody has said that it is registered."""
    account.deliver(titled("enregistré"))
    account.deliver(titled("en attente"))
    mailbox = account.mailbox()
    mailbox.done(mailbox.waiting(10)[0])
    before = account.subjects("INBOX")

    mailbox.close()

    assert before == ["enregistré", "en attente"]
    assert account.subjects("INBOX") == ["en attente"]
    assert account.subjects("Traités") == ["enregistré"]


def test_mails_are_moved_as_the_reading_goes(account: Account) -> None:
    """Killed in the middle of hundreds, a worker leaves at most fifty that are registered and wait."""
    for number in range(1, 52):
        account.deliver(titled(f"n° {number}"))
    mailbox = account.mailbox()

    for mail in mailbox.waiting(51):
        mailbox.done(mail)

    assert account.subjects("INBOX") == ["n° 51"]
    assert len(account.subjects("Traités")) == 50


def test_a_mail_of_a_worker_that_was_killed_still_waits(account: Account) -> None:
    """Registered or not, it is there for the next one, who knows it."""
    account.deliver()
    killed, other = account.mailbox(), account.mailbox()

    killed.done(killed.waiting(10)[0])

    assert other.names() == killed.names()
    assert len(other.names()) == 1


def test_a_mail_of_another_role_stays_where_it_is(account: Account) -> None:
    """It is marked, not read in anybody's stead, and not looked at again."""
    account.deliver()
    mailbox = account.mailbox(MARKED)
    mailbox.done(mailbox.waiting(10)[0])

    left = mailbox.waiting(10)

    assert left == []
    assert account.subjects("INBOX") == ["Candidature"]
    assert account.client().search(["UNSEEN", "KEYWORD", "$SPRO"]) == [1]
    assert not account.client().folder_exists("Traités")


def test_a_mailbox_that_keeps_no_mark_is_not_read(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its mails would be looked at again each time: somebody is told."""
    account.deliver()
    monkeypatch.setattr(Selected, "keeps", lambda *_: False)  # Dovecot always does

    with pytest.raises(Unreachable, match="ne garde pas les marques mises sur les messages") as refused:
        account.mailbox(MARKED).waiting(10)

    assert refused.value.is_lasting


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """Give what is closed at the end."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.parametrize(
    "capability", [LEAST, f"{LEAST} UIDPLUS", f"{LEAST} MOVE", f"{LEAST} NAMESPACE UIDPLUS MOVE", f"{LEAST} NAMESPACE"]
)
def test_a_mail_is_moved_whatever_the_server_can_do(
    dovecot_program: Path, monkeypatch: pytest.MonkeyPatch, opened: ExitStack, capability: str
) -> None:
    """By MOVE, or copied and deleted; a mail that somebody else marked as deleted stays, as they left it."""
    server = opened.enter_context(running(dovecot_program, more=f"imap_capability = {capability}"))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    account = Account(server, opened)
    for subject in ("d'un autre", "un", "deux"):
        account.deliver(titled(subject))
    account.client().delete_messages([1])
    mailbox = account.mailbox()

    for mail in mailbox.waiting(10):
        mailbox.done(mail)
    left = mailbox.waiting(10)

    assert left == []
    assert account.subjects("Traités") == ["un", "deux"]
    assert "d'un autre" in account.subjects("INBOX")


def test_the_folder_of_registered_mails_is_where_the_server_keeps_folders(
    dovecot_program: Path, monkeypatch: pytest.MonkeyPatch, opened: ExitStack
) -> None:
    """Some keep them all under INBOX."""
    server = opened.enter_context(running(dovecot_program, namespace="prefix = INBOX.\n  separator = ."))
    monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
    account = Account(server, opened)
    account.deliver()
    mailbox = account.mailbox()
    mailbox.done(mailbox.waiting(10)[0])

    mailbox.close()

    assert account.subjects("INBOX.Traités") == ["Candidature"]
    assert [name for *_, name in account.client().list_sub_folders()] == ["INBOX.Traités"]
