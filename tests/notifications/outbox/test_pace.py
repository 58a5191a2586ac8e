"""What leaves first, and how much a minute, where the relay bounds it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import Session, text

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


def test_what_leaves_out_of_turn_makes_the_next_wait_longer(any_database: str) -> None:
    """The minute of a letter that is tried alone is its own: it takes none from those before it."""
    with transaction(any_database) as session:
        spend(session, turn(session, per_minute=60, wanted=3).allowed, per_minute=60)
        spend(session, 1, per_minute=60)

        assert 3 < turn(session, per_minute=60, wanted=1).wait <= 4


def test_a_pace_that_cannot_be_read_begins_anew(any_database: str) -> None:
    """No letter would leave any more otherwise."""
    no_instant = "hier" if any_database.startswith("sqlite") else "infinity"
    with transaction(any_database) as session:
        spend(session, 60, per_minute=60)
        session.connection().execute(text("UPDATE sending_pace SET free_at = :said"), {"said": no_instant})
        session.expire_all()

        assert turn(session, per_minute=60, wanted=3).allowed == 3
