"""The dossiers of a session, one line each: what an officer sorts and searches."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.application import Application, CompletionRequest, Organisation, Piece
from models.campaign import Campaign
from models.database import reading
from models.settings import Settings
from models.statuses import PieceState, RequestOutcome, Status


class Line(NamedTuple):
    """One dossier in the table. `position` is its place in the queue, from 1, while it is under examination;
    `lacking` are the required pieces that it lacks, by label; `due_on` is an open request's last day."""

    reference: str
    organisation: str
    circle: int
    status: Status
    status_at: datetime
    received_at: datetime
    position: int | None
    lacking: Mapping[str, PieceState]
    due_on: date | None
    flags: list[str]


class Table(NamedTuple):
    """The dossiers of a session, in the order in which they were registered."""

    label: str
    zone: ZoneInfo
    lines: list[Line]


def read_table(code: str) -> Table:
    """Return the dossiers of a session."""
    with reading(Settings().database) as session:
        campaign = session.exec(select(Campaign).where(Campaign.code == code)).one()
        return table_of(session, campaign)


def table_of(session: Session, campaign: Campaign) -> Table:
    """Return the dossiers of a session: two look-ups, whatever their number."""
    lacking = _lacking(session, campaign)
    rows = session.execute(_dossiers(campaign)).all()
    lines = [_line(row, lacking[row.Application.id]) for row in rows]
    return Table(campaign.label, campaign.rules.zone, lines)


def _lacking(session: Session, campaign: Campaign) -> defaultdict[int | None, dict[str, PieceState]]:
    """Return the required pieces that each dossier lacks, by label in the order of the region file."""
    pieces = campaign.rules.pieces
    required = campaign.rules.required_pieces
    statement = (
        select(Piece)
        .join(Application)
        .where(
            Application.campaign_id == campaign.id,
            Application.status != Status.not_required,
            Piece.state != PieceState.received,
            col(Piece.piece_id).in_(required),
        )
    )
    lacking: defaultdict[int | None, dict[str, PieceState]] = defaultdict(dict)
    for piece in sorted(session.exec(statement), key=lambda piece: required.index(piece.piece_id)):
        lacking[piece.application_id][pieces[piece.piece_id].label] = piece.state
    return lacking


def _dossiers(campaign: Campaign) -> Select[Any]:
    """Each dossier of a session, its rank by receipt among those of its status, and its open request's last day."""
    asked = (
        columns(col(CompletionRequest.application_id), func.max(CompletionRequest.due_on).label("due_on"))
        .where(col(CompletionRequest.outcome) == RequestOutcome.open)
        .group_by(col(CompletionRequest.application_id))
        .subquery()
    )
    received = (col(Application.received_at), col(Application.id))
    rank = func.row_number().over(partition_by=col(Application.status), order_by=received)
    return (
        columns(Application, col(Organisation.name), rank.label("rank"), asked.c.due_on)
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .outerjoin(asked, asked.c.application_id == col(Application.id))
        .where(col(Application.campaign_id) == campaign.id)
        .order_by(col(Application.id))
    )


def _line(row: Row[Any], lacking: Mapping[str, PieceState]) -> Line:
    application: Application = row.Application
    return Line(
        reference=application.reference,
        organisation=row.name,
        circle=application.circle,
        status=application.status,
        status_at=application.status_at,
        received_at=application.received_at,
        position=row.rank if application.status is Status.under_examination else None,
        lacking=lacking,
        due_on=row.due_on,
        flags=application.flags,
    )
