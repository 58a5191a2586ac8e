"""The sessions that a page may be about, and the one that it is about."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign


class Named(NamedTuple):
    """A session as it is chosen: its code, and what it is called."""

    code: str
    label: str


def all_sessions(session: Session) -> tuple[Named, ...]:
    """Return the sessions, the latest first."""
    statement = select(Campaign.code, Campaign.label).order_by(col(Campaign.opens_at).desc(), col(Campaign.id).desc())
    return tuple(Named(*row) for row in session.exec(statement))


def session_of(session: Session, code: str) -> Campaign | None:
    """Return the session of a code, the latest without one, None before the first; raise Refusal for a code that is no
    session's."""
    if code:
        return find_campaign(session, code)
    return session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc(), col(Campaign.id).desc())).first()
