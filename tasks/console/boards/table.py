"""The dossiers of a session, one line each: what an officer sorts and searches."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.dossiers.application import Application, CompletionRequest, Organisation, Passage, Piece, by_receipt
from models.sessions.campaign import Campaign
from models.vocabulary import PieceState, RequestOutcome, Status
from notifications.loading.proof_of_notification import served
from tasks.decisions.rectify import DECIDED_UPON


class DossierLine(NamedTuple):
    """One dossier in the table. `position` is its place in the queue, from 1, while it is under examination;
    `lacking` are the required pieces that it lacks, by label; `due_on` is an open request's last day; `sessions` are
    the years of those that it went through, where there are several; `contestable_until`, the last day to contest the
    decision that was notified."""

    reference: str
    organisation: str
    circle: int
    status: Status
    status_at: datetime
    received_at: datetime
    position: int | None
    lacking: Mapping[str, PieceState]
    due_on: date | None
    represented_at: datetime | None
    silence_at: datetime | None
    contestable_until: date | None
    sessions: tuple[int, ...]
    flags: tuple[str, ...]


class Table(NamedTuple):
    """The dossiers of a session, in the order in which they were registered."""

    code: str
    label: str
    zone: ZoneInfo
    lines: tuple[DossierLine, ...]


def table_of(session: Session, campaign: Campaign) -> Table:
    """Return the dossiers of a session: three look-ups, whatever their number, and three for those that are decided."""
    lacking, sessions = _lacking(session, campaign), _sessions(session, campaign)
    rows = session.execute(_dossiers(campaign)).all()
    decided = [row.Application.id for row in rows if row.Application.status in DECIDED_UPON]
    until = {i: one.contestable_until for i, one in served(session, campaign.rules, decided).items()}
    lines = tuple(
        _line(row, lacking[row.Application.id], sessions[row.Application.id], until.get(row.Application.id))
        for row in rows
    )
    return Table(campaign.code, campaign.label, campaign.rules.zone, lines)


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


def _sessions(session: Session, campaign: Campaign) -> defaultdict[int | None, list[int]]:
    """Return the years of the sessions of each dossier that went through several, the earliest first."""
    statement = (
        select(Passage.application_id, Campaign.year)
        .join(Application, col(Application.id) == col(Passage.application_id))
        .join(Campaign, col(Campaign.id) == col(Passage.campaign_id))
        .where(Application.campaign_id == campaign.id, Passage.campaign_id != campaign.id)
    )
    former: defaultdict[int | None, list[int]] = defaultdict(list)
    for application_id, year in session.exec(statement.order_by(col(Campaign.opens_at))):
        former[application_id].append(year)
    return defaultdict(list, {application_id: [*years, campaign.year] for application_id, years in former.items()})


def _dossiers(campaign: Campaign) -> Select[Any]:
    """Each dossier of a session, its rank by receipt among those of its status, its open request's last day, and when
    it was presented again."""
    asked = (
        columns(col(CompletionRequest.application_id), func.max(CompletionRequest.due_on).label("due_on"))
        .where(col(CompletionRequest.outcome) == RequestOutcome.open)
        .group_by(col(CompletionRequest.application_id))
        .subquery()
    )
    of_dossier = col(Passage.application_id) == col(Application.id)
    rank = func.row_number().over(partition_by=col(Application.status), order_by=by_receipt())
    return (
        columns(Application, col(Organisation.name), rank.label("rank"), asked.c.due_on, col(Passage.represented_at))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .outerjoin(asked, asked.c.application_id == col(Application.id))
        .outerjoin(Passage, and_(of_dossier, col(Passage.campaign_id) == campaign.id))
        .where(col(Application.campaign_id) == campaign.id)
        .order_by(col(Application.id))
    )


def _line(row: Row[Any], lacking: Mapping[str, PieceState], sessions: Sequence[int], until: date | None) -> DossierLine:
    application: Application = row.Application
    return DossierLine(
        reference=application.reference,
        organisation=row.name,
        circle=application.circle,
        status=application.status,
        status_at=application.status_at,
        received_at=application.received_at,
        position=row.rank if application.status is Status.under_examination else None,
        lacking=lacking,
        due_on=row.due_on,
        represented_at=row.represented_at,
        silence_at=application.silence_at,
        contestable_until=until,
        sessions=tuple(sessions),
        flags=tuple(application.flags),
    )
