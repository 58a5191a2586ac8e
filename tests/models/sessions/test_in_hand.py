"""Which session is in hand: what is of a region, as its members are, is told and shown by that one, once."""

from sqlmodel import Session

from models.sessions.opening import campaign_in_hand, is_in_hand
from tests.factories import campaign_with, paris

DECEMBER = paris("2026-12-01 10:00")
ELSEWHERE = {"region.id": "bretagne", "region.name": "Bretagne", "session.code": "bre-{year}"}


def test_a_session_that_is_prepared_is_not_in_hand_before_it_opens(session: Session) -> None:
    """From its opening on it is, and the former one no more."""
    former, following = campaign_with(session), campaign_with(session, year=2027)

    told = [
        [is_in_hand(session, one, at) for one in (former, following)] for at in (DECEMBER, paris("2027-02-01 10:00"))
    ]

    assert told == [[True, False], [False, True]]


def test_a_session_that_was_cancelled_is_not_in_hand(session: Session) -> None:
    """As it takes nothing that comes, while there is another."""
    former, cancelled = campaign_with(session, year=2025), campaign_with(session)
    cancelled.cancelled_at = paris("2026-03-02 10:00")
    session.add(cancelled)
    session.flush()

    assert (is_in_hand(session, former, DECEMBER), is_in_hand(session, cancelled, DECEMBER)) == (True, False)


def test_each_region_has_its_own(session: Session) -> None:
    """Where one opens after another, both have theirs."""
    ours, theirs = campaign_with(session, year=2025), campaign_with(session, ELSEWHERE)

    assert (is_in_hand(session, ours, DECEMBER), is_in_hand(session, theirs, DECEMBER)) == (True, True)
    assert campaign_in_hand(session, theirs.region_id, DECEMBER) == theirs
