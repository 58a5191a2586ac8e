"""How all that an act may move stands at one instant: dossiers, letters that wait or were printed, dates,
memberships."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, CompletionRequest
from models.meetings.meeting import Meeting
from models.members.membership import Membership
from models.notices import Notice, Posting
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import NoticeKind, NoticeStatus, RequestOutcome, StageKind, Status


class Place(NamedTuple):
    """Where a dossier is: its session, by its code, and its status."""

    session: str
    status: Status


class Waiting(NamedTuple):
    """A letter that waits to leave: its kind, the reference of its dossier where it has one, who would read it, and
    whether it is held for a while, or until a person lets it go."""

    kind: NoticeKind
    reference: str | None
    recipient: str
    is_held: bool


class Dated(NamedTuple):
    """What has a date: a session, a dossier or a membership, and which of its dates it is, in French."""

    of: str
    what: str


class Standing(NamedTuple):
    """How everything stands: dossiers by their references, letters by their keys, those that left `on_paper` apart,
    dates, last days of memberships."""

    dossiers: Mapping[str, Place]
    waiting: Mapping[str, Waiting]
    on_paper: Mapping[str, Waiting]
    dates: Mapping[Dated, date | None]
    members: Mapping[str, date]


def standing(session: Session) -> Standing:
    """Return how everything stands in a transaction: one look-up a table, whatever there is."""
    session.flush()
    waiting, on_paper = _letters(session, _WAIT), _letters(session, _ON_PAPER)
    return Standing(
        dict(_dossiers(session)), dict(waiting), dict(on_paper), dict(_dates(session)), dict(_members(session))
    )


def _dossiers(session: Session) -> Iterator[tuple[str, Place]]:
    found = columns(col(Application.reference), col(Campaign.code), col(Application.status)).join(
        Campaign, col(Campaign.id) == col(Application.campaign_id)
    )
    for reference, code, status in session.execute(found.order_by(col(Application.id))):
        yield reference, Place(code, status)


_WAIT = col(Notice.status) == NoticeStatus.queued
_ON_PAPER = col(Notice.id).in_(select(Posting.notice_id))


def _letters(session: Session, those: ColumnElement[bool]) -> Iterator[tuple[str, Waiting]]:
    """Yield letters by their keys: the number of one that is called off may be another's."""
    is_held = or_(col(Notice.due_at).is_(None), col(Notice.due_at) > col(Notice.enqueued_at))
    letter = (col(Notice.kind), col(Application.reference), col(Notice.recipient), is_held)
    found = columns(col(Notice.key), *letter).outerjoin(Application).where(those).order_by(col(Notice.id))
    for key, *waiting in session.execute(found):
        yield key, Waiting(*waiting)


def _dates(session: Session) -> Iterator[tuple[Dated, date | None]]:
    sessions = {one.id: one for one in session.exec(select(Campaign))}
    for stage in session.exec(select(Stage).order_by(col(Stage.id))):
        campaign = sessions[stage.campaign_id]
        days = business_days(campaign.rules)
        last = days.local if stage.kind is StageKind.effect else days.last_day
        yield Dated(campaign.code, campaign.rules.words(stage.name).label), last(stage.due_at)
    for meeting in session.exec(select(Meeting).order_by(col(Meeting.id))):
        campaign = sessions[meeting.campaign_id]
        what = f"{campaign.rules.words(meeting.stage).label}, séance n° {meeting.number}"
        yield Dated(campaign.code, what), meeting.on
    asked = columns(col(Application.reference), col(CompletionRequest.due_on)).join(Application)
    for reference, due_on in session.execute(asked.where(col(CompletionRequest.outcome) == RequestOutcome.open)):
        yield Dated(reference, "dernier jour des compléments"), due_on


def _members(session: Session) -> Iterator[tuple[str, date]]:
    found = select(Membership, Application.reference).outerjoin(Application).order_by(col(Membership.id))
    for membership, reference in session.exec(found):
        yield reference or membership.number, membership.ends_on or date.max
