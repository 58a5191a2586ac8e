"""What an attempt means for a notice, and how long it waits for the next one."""

from datetime import datetime, timedelta

import pytest
from aiosmtplib import SMTPDataError, SMTPNotSupported, SMTPRecipientRefused, SMTPSenderRefused, SMTPServerDisconnected

from models.vocabulary import NoticeStatus
from notifications.delivery.connection import UnbuildableError
from notifications.delivery.delivery import outcome_of
from notifications.delivery.wire import UnheardError
from notifications.outbox.outcomes import Outcome, backoff, retry_at
from tests.notifications.posting import AT, LATER, notice


@pytest.mark.parametrize(
    ("attempts", "wait"),
    [
        (0, timedelta(minutes=5)),
        (1, timedelta(minutes=15)),
        (2, timedelta(minutes=45)),
        (3, timedelta(minutes=135)),
        (4, timedelta(hours=6)),
        (1_000_000, timedelta(hours=6)),
    ],
)
def test_waits_grow(attempts: int, wait: timedelta) -> None:
    """Five minutes, then three times as long each time, six hours at most."""
    assert backoff(attempts) == wait


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(0, 10), (1, 30), (2, 60), (3, 180), (4, 420)],
)
def test_notices_that_wait_are_tried_together(attempts: int, minutes: int) -> None:
    """The wait ends on a mark that all share: one run tries them all, however many dossiers an outage has touched."""
    due = {retry_at(AT + timedelta(minutes=late), attempts) for late in (1, 2, 3, 4, 5)}

    assert due == {AT + timedelta(minutes=minutes)}


FIVE_DAYS = AT - timedelta(days=5)
OLDER = FIVE_DAYS - timedelta(seconds=1)
WAITS = (NoticeStatus.queued, LATER)
FAILED = (NoticeStatus.failed, None)


@pytest.mark.parametrize(
    ("error", "enqueued_at", "expected"),
    [
        (SMTPRecipientRefused(450, "", ""), AT, WAITS),
        (SMTPRecipientRefused(450, "", ""), FIVE_DAYS, WAITS),
        (SMTPRecipientRefused(450, "", ""), OLDER, FAILED),
        (SMTPRecipientRefused(550, "", ""), AT, FAILED),
        (SMTPDataError(451, ""), AT, WAITS),
        (SMTPDataError(554, ""), AT, FAILED),
        (SMTPSenderRefused(530, "", ""), AT, WAITS),
        (SMTPSenderRefused(530, "", ""), OLDER, FAILED),
        (SMTPSenderRefused(552, "", ""), AT, FAILED),
        (SMTPNotSupported(""), AT, FAILED),
        (SMTPServerDisconnected(""), OLDER, WAITS),
        (TimeoutError(), OLDER, WAITS),
        (ValueError(), AT, FAILED),
        (UnbuildableError(), AT, FAILED),
        (UnheardError(), OLDER, WAITS),
    ],
)
def test_what_an_attempt_means(
    error: Exception, enqueued_at: datetime, expected: tuple[NoticeStatus, datetime | None]
) -> None:
    """Refused for good, or for five days: failed. Our own address or a silent server is no fault of the notice."""
    outcome = outcome_of(notice(enqueued_at=enqueued_at), error, at=AT)

    assert (outcome.status, outcome.due_at) == expected


def test_an_accepted_notice_is_sent_for_ever() -> None:
    """Nothing is due for it any more, whenever it was queued."""
    row = notice(id=7, enqueued_at=OLDER)

    assert outcome_of(row, None, at=AT) == Outcome(7, NoticeStatus.sent)
