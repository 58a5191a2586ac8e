"""What waits for a body: the dossiers that are ready, in the order of its agenda, and those that are not, and why."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.dossiers.application import Application, CompletionRequest, Organisation, by_receipt
from models.meetings.agenda import Item, Place
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.queue import is_ready, ready
from models.meetings.recusals import body_of, recusals
from models.sessions.campaign import Campaign
from models.vocabulary import OpinionSense, RequestOutcome, StageKind, StageName, Status
from tasks.console.boards.meeting_said import bases_of
from tasks.console.waiting.reasons import SHOWN

_BEFORE_ANY_BODY = (
    Status.registered,
    Status.incomplete,
    Status.under_examination,
    Status.adjourned,
    Status.carried_over,
    Status.late,
)
BLOCKED: dict[StageKind, tuple[Status, ...]] = {
    StageKind.opinion: _BEFORE_ANY_BODY,
    StageKind.decision: (Status.examined, *_BEFORE_ANY_BODY),
}
"""Where the dossiers stand that a body cannot study yet, in the order in which they are told."""


class Ready(NamedTuple):
    """A dossier that waits for the body, at its rank on the agenda; None where that has no place for it. `basis` is
    what the body starts from; `recused`, the seats that keep out of it, None for somebody without a seat; `moved`, why
    it is not in order of receipt."""

    position: int | None
    reference: str
    organisation: str
    basis: OpinionSense | None
    recused: tuple[str | None, ...]
    moved: str | None


class Dropped(NamedTuple):
    """A dossier that is on an agenda its members know, and is not ready any more."""

    position: int
    reference: str
    organisation: str
    status: Status


class Waits(NamedTuple):
    """A dossier that is not ready: `since` when, and the last day of what is asked of it, if anything is."""

    reference: str
    organisation: str
    since: datetime
    due_on: date | None


class Blocked(NamedTuple):
    """The dossiers that one status keeps from a body: how many, and the first of them."""

    status: Status
    total: int
    first: tuple[Waits, ...]


class Awaiting(NamedTuple):
    """A dossier that is ready."""

    id: int
    reference: str
    organisation: str


def waiting_for(session: Session, campaign: Campaign, stage: StageName) -> list[Awaiting]:
    """Return the dossiers that wait for a body, in the order of its agenda."""
    statement = (
        columns(col(Application.id), col(Application.reference), col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(is_ready(campaign, stage))
    )
    named = {row.id: Awaiting(*row) for row in session.execute(statement)}
    return [named[application_id] for application_id in ready(session, campaign, stage)]


def items_of(session: Session, meeting: Meeting) -> list[Item]:
    """Return the agenda of a meeting, in order: no more of it than is asked, since a page may hold a long draft."""
    statement = (
        columns(col(AgendaItem.application_id), col(AgendaItem.moved_reason))
        .add_columns(col(AgendaItem.recorded_at).is_not(None), col(AgendaItem.page).is_not(None))
        .where(col(AgendaItem.meeting_id) == meeting.id)
        .order_by(col(AgendaItem.position), col(AgendaItem.id))
    )
    return [Item(*row) for row in session.execute(statement)]


def dropped(session: Session, latest: Meeting | None) -> list[Dropped]:
    """Return what was withdrawn, or lacks a piece, since the members of the meeting to come were convened."""
    if latest is None or latest.closed_at or not latest.convened_at:
        return []
    statement = (
        columns(col(AgendaItem.position), col(Application.reference), col(Organisation.name), col(Application.status))
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(AgendaItem.meeting_id) == latest.id, col(AgendaItem.recorded_at).is_(None))
        .where(~is_ready(session.get_one(Campaign, latest.campaign_id), latest.stage))
        .order_by(col(AgendaItem.position))
    )
    return [Dropped(*row) for row in session.execute(statement)]


def ready_of(
    session: Session, campaign: Campaign, stage: StageName, waits: Sequence[Awaiting], places: Sequence[Place]
) -> list[Ready]:
    """Return the dossiers that wait for a body as its secretary needs them, each at its place."""
    by_id = {one.id: one for one in waits}
    key, body = body_of(campaign.rules, stage)
    bases, kept_out = bases_of(session, campaign, list(by_id), stage), recusals(session, key, list(by_id))
    seats = {seat: member.label for seat, member in body.members.items()}
    return [
        Ready(
            position=place.rank,
            reference=by_id[place.application_id].reference,
            organisation=by_id[place.application_id].organisation,
            basis=bases[place.application_id][-1][1] if place.application_id in bases else None,
            recused=tuple(seats.get(recusal.seat or "") for recusal in kept_out.get(place.application_id, ())),
            moved=place.moved,
        )
        for place in places
    ]


def blocked(session: Session, campaign: Campaign, kind: StageKind) -> list[Blocked]:
    """Return what is not ready, by status: one look-up, of the first few of each."""
    asked = (
        columns(col(CompletionRequest.application_id), func.max(CompletionRequest.due_on).label("due_on"))
        .where(col(CompletionRequest.outcome) == RequestOutcome.open)
        .group_by(col(CompletionRequest.application_id))
        .subquery()
    )
    alike, due_on = col(Application.status), asked.c.due_on
    first = (due_on.is_(None), due_on, *by_receipt())
    ranked = (
        columns(alike, col(Application.reference), col(Organisation.name), col(Application.status_at), due_on)
        .add_columns(func.row_number().over(partition_by=alike, order_by=first).label("rank"))
        .add_columns(func.count().over(partition_by=alike).label("total"))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .outerjoin(asked, asked.c.application_id == col(Application.id))
        .where(col(Application.campaign_id) == campaign.id, alike.in_(BLOCKED[kind]))
        .subquery()
    )
    found: dict[Status, Blocked] = {}
    for status, *waits, _, total in session.execute(columns(ranked).where(ranked.c.rank <= SHOWN).order_by("rank")):
        former = found.get(status, Blocked(status, total, ()))
        found[status] = former._replace(first=(*former.first, Waits(*waits)))
    return [found[status] for status in BLOCKED[kind] if status in found]
