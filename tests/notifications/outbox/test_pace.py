"""What leaves first, and how much a minute, where the relay bounds it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session

from models.notices import SendingPace
from models.storage.database import transaction
from models.vocabulary import Status
from notifications.outbox.leases import Claims
from notifications.outbox.pace import spend, turn
from tests.factories import application, arrival, campaign_with, notice
from tests.notifications.posting import AT


def test_receipts_leave_first_then_decisions(any_database: str) -> None:
    """Of each, the oldest first: what is announced to many waits for them."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        about = application(session, campaign, Status.accepted)
        received = arrival(session, campaign, received_at=AT)
        for kind, deposit in (("opening", None), ("accepted", None), ("registration", received.id), ("refused", None)):
            notice(session, campaign, due_at=AT, application=about, kind=kind, deposit_id=deposit)

        taken = Claims(at=AT, sender="essai").claim(session, 9)

    assert [one.kind for one in taken] == ["registration", "accepted", "refused", "opening"]


def test_no_more_leave_than_a_minute_lets(any_database: str) -> None:
    """Sixty a minute are three at a time; the next wait for as long as these have."""
    with transaction(any_database) as session:
        first = turn(session, per_minute=60, wanted=100)
        spend(session, first.allowed, per_minute=60)
        second = turn(session, per_minute=60, wanted=100)

    assert (first.allowed, second.allowed) == (3, 0)
    assert 2 < second.wait <= 3


@pytest.mark.parametrize(("minutes", "allowed"), [(-1, 1), (60, 1)])
def test_a_clock_that_was_put_back_stops_nothing(session: Session, minutes: int, allowed: int) -> None:
    """No turn is further off than a minute."""
    session.add(SendingPace(id=1, free_at=datetime.now(UTC) + timedelta(minutes=minutes)))
    session.flush()

    assert turn(session, per_minute=5, wanted=100).allowed == allowed
