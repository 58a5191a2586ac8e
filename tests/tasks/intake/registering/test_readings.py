"""Mailboxes read side by side: one that hangs keeps nobody else's mails waiting."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from imapclient import SocketTimeout
from sqlmodel import col, select

from models.intake.deposit import Deposit
from models.intake.reading import MailboxReading
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from tasks.intake.registering import readings
from tasks.intake.registering.readings import register_waiting
from tasks.mailboxes import connection
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.servers.dovecot import Dovecot
from tests.servers.hung import hung
from tests.support.mailing import AT, deliver
from tests.support.mails import compose, said, siret

HUNG, SOUND = "deposit_mailbox", "content_contact"


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation with a session."""
    with transaction(spro.database) as session:
        campaign_with(session)
    return spro


@pytest.fixture
def hangs(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have its deposit mailbox hang."""
    monkeypatch.setattr(connection, "PAUSES", ())
    with hung() as address:
        monkeypatch.setenv("SPRO_MAILBOX_URL", address)
        yield


@pytest.mark.usefixtures("quiet", "hangs")
def test_a_mailbox_that_hangs_is_left_to_itself(
    office: Installation, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is read beside it; whoever reads them says that it hangs, and is not kept for ever."""
    monkeypatch.setattr(readings, "HEAD_START", 0.1)
    monkeypatch.setattr(readings, "SILENCE", 3.0)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    monkeypatch.setenv("SPRO_OTHER_MAILBOXES", f'{{"{SOUND}": "{dovecot.url("voisine")}"}}')
    dovecot.deliver("voisine", compose(said("MJC 1", siret=siret(1))).as_bytes())

    taken = register_waiting(Settings(), now=lambda: AT)

    assert taken.sessions == ["ara-2026"]
    [obstacle] = taken.obstacles
    assert obstacle.startswith("SPRO_MAILBOX_URL « imap://")
    assert obstacle.endswith(" : le serveur ne répond plus.")
    with reading(office.database) as session:
        assert session.exec(select(MailboxReading.role, MailboxReading.read_at)).all() == [(SOUND, AT)]


@pytest.mark.usefixtures("quiet", "hangs", "office")
def test_a_mail_that_never_comes_is_left_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for once: the server has its time, and no more."""
    monkeypatch.setattr(connection, "TIMEOUT", SocketTimeout(connect=20, read=0.5))

    taken = register_waiting(Settings(), now=lambda: AT)

    assert (taken.unread, taken.obstacles) == ([f"{HUNG}/7-1"], [])


def test_each_mail_has_the_instant_at_which_it_was_read(office: Installation) -> None:
    """A mailbox of thousands takes minutes: the last was not read when the first was."""
    for entity in (1, 2):
        deliver(office.mailbox, entity, f"2026-04-15 1{entity}:00")
    ticks = count()

    register_waiting(Settings(), now=lambda: AT + timedelta(seconds=next(ticks)))

    with reading(office.database) as session:
        first, second = session.exec(select(Deposit.processed_at).order_by(col(Deposit.id)))
        assert AT < first < second
