"""What is found wrong without Prefect: the outbox, the mailboxes, exchanges without end, the disk."""

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlmodel import Session

from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import IncidentKind, NoticeStatus
from tasks.incidents.checks import LEAST_FREE, LOOPING, check, check_disk, check_outbox, check_unanswered
from tasks.intake.registering.reply_limits import BOUNDS
from tests.factories import arrival, campaign_with, notice, paris

AT = paris("2026-04-20 09:00")
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def waiting(session: Session, *, since: timedelta, attempts: int = 3) -> None:
    """Add a notice that waits, tried in vain; the next try is ahead."""
    campaign = campaign_with(session)
    notice(session, campaign, enqueued_at=AT - since, due_at=AT + MINUTE, attempts=attempts)


@pytest.mark.parametrize(
    ("since", "attempts", "is_stuck"),
    [(HOUR, 3, True), (HOUR - MINUTE, 3, False), (30 * HOUR, 0, False)],
)
def test_letters_that_wait_for_an_hour_are_an_incident(
    session: Session, since: timedelta, attempts: int, *, is_stuck: bool
) -> None:
    """Not those that are to leave later: an acknowledgement waits for the next morning."""
    waiting(session, since=since, attempts=attempts)

    assert bool(list(check_outbox(session, at=AT))) is is_stuck


def test_one_recipient_that_puts_us_off_is_no_incident(session: Session) -> None:
    """As long as other letters leave, the machine is well."""
    waiting(session, since=2 * HOUR)
    notice(session, campaign_with(session), due_at=None, status=NoticeStatus.sent, sent_at=AT - 5 * MINUTE)

    assert list(check_outbox(session, at=AT)) == []


@pytest.mark.parametrize(
    ("held", "since", "is_said"),
    [(LOOPING, HOUR - MINUTE, True), (LOOPING - 1, HOUR - MINUTE, False), (LOOPING, HOUR, False)],
)
def test_mails_left_without_an_answer_are_an_incident(
    session: Session, held: int, since: timedelta, *, is_said: bool
) -> None:
    """Two programs that answer each other: not a person who writes seven times, and no more once it has ended."""
    campaign = campaign_with(session)
    for bound in list(BOUNDS.values())[:1] * held:
        arrival(session, campaign, trouble=bound.said, processed_at=AT - since)

    assert [one.kind for one in check_unanswered(session, at=AT)] == [IncidentKind.unanswered] * is_said


@pytest.mark.parametrize(("unread", "is_said"), [(HOUR, True), (HOUR - MINUTE, False)])
def test_a_mailbox_that_was_not_read_for_an_hour_is_an_incident(
    database: str, tmp_path: Path, unread: timedelta, *, is_said: bool
) -> None:
    """Each mailbox on its own: the others may be well."""
    with transaction(database) as session:
        campaign_with(session)
    settings = Settings(home=tmp_path, database_url=database)

    seen = list(check(settings, {"deposit_mailbox": timedelta(), "content_contact": unread}, at=AT))

    assert [(one.kind, one.about) for one in seen] == ([(IncidentKind.mailbox, "content_contact")] if is_said else [])


@pytest.mark.parametrize(("free", "is_full"), [(LEAST_FREE, False), (LEAST_FREE - 1, True)])
def test_a_disk_that_is_nearly_full_is_an_incident(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, *, is_full: bool
) -> None:
    """Before it is full: then, no mail could be registered."""
    usage: Callable[[Path], SimpleNamespace] = lambda _: SimpleNamespace(free=free)  # noqa: E731
    monkeypatch.setattr(shutil, "disk_usage", usage)

    assert bool(list(check_disk(tmp_path))) is is_full
