"""How fast letters may leave, where the relay bounds it: one pace for all senders, kept in the database."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from models.notices import SendingPace
from models.storage.clock import clock
from models.storage.database import add_new
from models.storage.patience import trouble_of

_A_TURN = 20
"""Turns a minute in which a bounded number is taken: what is urgent goes first at each."""

_LONGEST = timedelta(minutes=1)
"""The longest wait for a turn; a longer one comes of a clock that was put back."""


class Turn(NamedTuple):
    """How many notices may be taken now, and how many seconds to wait where none may."""

    allowed: int
    wait: float = 0.0


def turn(session: Session, *, per_minute: int, wanted: int) -> Turn:
    """Return how many of the notices that are wanted may be taken now."""
    now = session.exec(select(clock())).one()
    wait = _pace(session, now).free_at - now
    if timedelta() < wait <= _LONGEST:
        return Turn(0, wait.total_seconds())
    return Turn(min(wanted, max(1, per_minute // _A_TURN)))


def spend(session: Session, taken: int, *, per_minute: int) -> None:
    """Note that so many were taken: the next turn comes once they, and what was taken before, have had their time."""
    now = session.exec(select(clock())).one()
    pace = _pace(session, now)
    is_ahead = timedelta() < pace.free_at - now <= _LONGEST
    pace.free_at = (pace.free_at if is_ahead else now) + taken * timedelta(minutes=1) / per_minute
    session.flush()


def _pace(session: Session, now: datetime) -> SendingPace:
    add_new(session, SendingPace, [{"id": 1, "free_at": now}])
    try:
        return session.get_one(SendingPace, 1, with_for_update=True)
    except (ValueError, DBAPIError) as error:
        if trouble_of(error):
            raise
        # It is no instant: the pace begins anew, or no letter would leave any more.
        session.connection().execute(update(SendingPace).values(free_at=now))
        return session.get_one(SendingPace, 1, with_for_update=True)
