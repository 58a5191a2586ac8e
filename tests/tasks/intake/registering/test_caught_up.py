"""Until when a mailbox was read through is known: by who registers its mails, and by who sees that none waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from models.intake.reading import MailboxReading
from models.storage.database import reading, transaction
from models.storage.settings import Settings
from tasks.intake.registering.caught_up import note_unread
from tasks.intake.registering.readings import register_waiting
from tasks.mailboxes.lookout import Mailboxes, look_out
from tests.conftest import Installation
from tests.factories import campaign_with
from tests.support.mailing import AT, deliver, refuse_to_open

ROLE = "deposit_mailbox"
LATER = AT + timedelta(hours=1)


@pytest.fixture
def office(spro: Installation) -> Installation:
    """Give an installation with a session."""
    with transaction(spro.database) as session:
        campaign_with(session)
    return spro


def known(office: Installation) -> dict[str, datetime | None]:
    """Return until when each mailbox was read."""
    with reading(office.database) as session:
        return {one.role: one.read_at for one in session.exec(select(MailboxReading))}


def test_who_registers_all_that_waits_has_read_it_through(office: Installation) -> None:
    """What came before the instant of the run is registered."""
    deliver(office.mailbox)

    register_waiting(Settings(), now=lambda: AT)

    assert known(office) == {ROLE: AT}


@pytest.mark.usefixtures("quiet")
def test_a_mail_that_is_left_may_be_the_one(office: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has read it: the mailbox stays as unread as it was."""
    register_waiting(Settings(), now=lambda: AT)
    deliver(office.mailbox)
    [name] = [path.name for path in (office.mailbox / "new").iterdir()]
    refuse_to_open(monkeypatch, name)

    taken = register_waiting(Settings(), now=lambda: LATER)

    assert (len(taken.unread), known(office)) == (1, {ROLE: AT})


def test_nor_has_who_skips_it(office: Installation) -> None:
    """A mail that is at fault is tried again minutes later: meanwhile it waits."""
    deliver(office.mailbox)
    [name] = [path.name for path in (office.mailbox / "new").iterdir()]

    register_waiting(Settings(), now=lambda: AT, skipping=[f"{ROLE}/{name}"])

    assert known(office) == {ROLE: None}


def test_a_mailbox_out_of_reach_is_not_read(office: Installation) -> None:
    """A file where a folder should be: from its first try on, nobody knows what it holds."""
    office.mailbox.parent.mkdir(parents=True, exist_ok=True)
    office.mailbox.write_text("ceci n'est pas une boîte")

    taken = register_waiting(Settings(), now=lambda: AT)

    assert (len(taken.obstacles), known(office)) == (1, {ROLE: None})


@pytest.fixture
def mailboxes(office: Installation) -> Iterator[Mailboxes]:
    """Give what is seen of its mailboxes."""
    del office  # Its settings are those of this process.
    with look_out(Settings(), lambda: None) as seen:
        yield seen


def test_an_empty_mailbox_is_read_by_who_looks_at_it(office: Installation, mailboxes: Mailboxes) -> None:
    """The watcher need not register anything for it to be known that nothing came."""
    office.mailbox.mkdir(parents=True, exist_ok=True)
    mailboxes.names()

    note_unread(Settings(), mailboxes, at=AT)

    found = known(office)[ROLE]
    assert found
    assert timedelta() <= AT - found < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("names", "reached"),
    [
        pytest.param({f"{ROLE}/1"}, {ROLE}, id="a mail waits"),
        pytest.param(set(), set(), id="never reached since the watch began"),
    ],
)
def test_what_waits_or_was_never_seen_is_unread(office: Installation, names: set[str], reached: set[str]) -> None:
    """A watcher that has just begun knows nothing of what came while it was away."""
    note_unread(
        Settings(),
        Mailboxes(lambda: frozenset(names), lambda: {ROLE: timedelta()}, lambda: frozenset(reached)),
        at=AT,
    )

    assert known(office) == {ROLE: None}
