"""What a session goes on saying of the dossiers that left it for another: how they stood, and what they held."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.columns import chunks
from models.dossiers.application import Application, Passage, Piece
from models.sessions.campaign import Campaign
from models.vocabulary import PieceState, Status


class Left(NamedTuple):
    """A dossier that left a session: how it stood there, when it left, and what it held of each piece then."""

    application_id: int
    circle: int
    status: Status
    at: datetime | None
    pieces: dict[str, PieceState]


def leave(session: Session, ids: Sequence[int], *, at: datetime) -> None:
    """Note how some dossiers stand in the session that they are about to leave."""
    for part in chunks(ids):
        here = and_(
            col(Passage.application_id) == col(Application.id), col(Passage.campaign_id) == col(Application.campaign_id)
        )
        passing = select(Passage.id, Application.id, Application.status).join(Application, here)
        held = _held(session, part)
        rows = [
            {"id": passage_id, "left_at": at, "left_as": status, "left_with": held.get(application_id or 0, {})}
            for passage_id, application_id, status in session.exec(passing.where(col(Application.id).in_(part)))
        ]
        if rows:
            session.execute(update(Passage), rows)


def _held(session: Session, ids: Sequence[int]) -> dict[int, dict[str, PieceState]]:
    found: dict[int, dict[str, PieceState]] = {}
    states = select(Piece.application_id, Piece.piece_id, Piece.state).where(col(Piece.application_id).in_(ids))
    for application_id, name, state in session.exec(states):
        found.setdefault(application_id, {})[name] = PieceState(state)
    return found


def left_of(session: Session, campaign: Campaign) -> list[Left]:
    """Return the dossiers that left a session for another, in the order of their passages."""
    gone = (
        select(Passage, Application.circle)
        .join(Application)
        .where(Passage.campaign_id == campaign.id, Application.campaign_id != campaign.id)
        .order_by(col(Passage.id))
    )
    return [
        Left(
            passage.application_id,
            circle,
            passage.left_as or Status.carried_over,
            passage.left_at,
            {name: PieceState(state) for name, state in (passage.left_with or {}).items()},
        )
        for passage, circle in session.exec(gone)
    ]


def went_through(campaign: Campaign) -> ColumnElement[bool]:
    """SQL condition: a dossier is in a session, or was before it left for another."""
    passed = exists().where(col(Passage.application_id) == col(Application.id), col(Passage.campaign_id) == campaign.id)
    return (col(Application.campaign_id) == campaign.id) | passed


@cache
def came_before() -> ColumnElement[bool]:
    """SQL condition: a passage is not the first of its dossier, which was deposited in a former session."""
    former = aliased(Passage)
    return exists().where(col(former.application_id) == col(Passage.application_id), col(former.id) < col(Passage.id))
