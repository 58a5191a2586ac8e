"""What a body said of the dossiers of a session, and how far its decisions are on their way to the applicants."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.columns import chunks
from models.dossiers.application import Application, Decision, Examination, Handover, Opinion, Organisation, Validation
from models.forms.meetings import Sense
from models.meetings.meeting import Meeting
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import DecisionSense, NoticeStatus, OpinionSense, StageKind, StageName, Status
from notifications.loading.proof_of_notification import letters_of_decisions
from tasks.meetings.pages.page import PROPOSED, given_at


class Said(NamedTuple):
    """What a body said of a dossier, as it stands. `basis` is what it started from: the examiner's finding, in the
    words of an opinion, or the working group's opinion; `former`, what a rectification replaced since. Of a decision:
    how its letter stands, None where there is none, and when it was notified, by it or otherwise; whether it
    `is_signed`, where the Région decides once the commission has spoken."""

    reference: str
    organisation: str
    sense: Sense
    at: datetime
    basis: OpinionSense | None
    former: Sense | None
    letter: NoticeStatus | None
    notified_on: date | None
    is_signed: bool = True

    @property
    def differs(self) -> bool:
        """Return True if it differs from what it started from."""
        proposed: Sense | None = self.basis
        if self.basis and isinstance(self.sense, DecisionSense):
            proposed = PROPOSED[self.basis]
        return proposed not in {None, self.sense}


class _Row(NamedTuple):
    id: int
    application_id: int
    sense: Sense
    at: datetime
    meeting_id: int | None
    reference: str
    organisation: str
    is_signed: bool = True


def said_by(session: Session, campaign: Campaign, stage: StageName) -> list[Said]:
    """Return what a body said in a session, in the order in which it did: a few look-ups, whatever their number."""
    latest, former = _latest([*_rows(session, campaign, stage), *_unsigned(session, campaign, stage)])
    bases = bases_of(session, campaign, list(latest), stage)
    is_decision = campaign.rules.stages.kind_of(stage) is StageKind.decision
    told = _told(session, campaign) if is_decision and latest else _Told({}, {})
    days = business_days(campaign.rules)
    found = []
    for application_id, row in latest.items():
        status, sent_at = told.letters.get(application_id, (None, None)) if row.is_signed else (None, None)
        by_mail = days.local(sent_at) if sent_at and status is NoticeStatus.sent else None
        found.append(
            Said(
                reference=row.reference,
                organisation=row.organisation,
                sense=row.sense,
                at=row.at,
                basis=_before(bases.get(application_id, ()), row.at),
                former=former.get(application_id),
                letter=status,
                notified_on=told.handed.get(row.id, by_mail) if row.is_signed else None,
                is_signed=row.is_signed,
            )
        )
    return found


def _rows(session: Session, campaign: Campaign, stage: StageName) -> Iterator[_Row]:
    table: Any = Opinion if campaign.rules.stages.kind_of(stage) is StageKind.opinion else Decision
    sense, at = ("opinion", "given_at") if table is Opinion else ("decision", "decided_at")
    spoken = (col(Decision.by_silence).is_not(True),) if table is Decision else ()  # silence is no body
    statement = (
        columns(table.id, table.application_id, getattr(table, sense), getattr(table, at), table.meeting_id)
        .add_columns(col(Application.reference), col(Organisation.name))
        .join(Application, col(Application.id) == table.application_id)
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(table.campaign_id == campaign.id, *spoken, *_counts(table), *_there(campaign, stage, table))
        .order_by(table.id)
    )
    return (_Row(*row) for row in session.execute(statement))


def _unsigned(session: Session, campaign: Campaign, stage: StageName) -> Iterator[_Row]:
    """Yield what the commission said of the dossiers on which the Région has still to decide."""
    if campaign.rules.stages.kind_of(stage) is not StageKind.decision:
        return
    statement = (
        select(Validation, Application.reference, Organisation.name)
        .join(Application, col(Application.id) == col(Validation.application_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(Validation.campaign_id == campaign.id, Application.status == Status.validated)
        .where(col(Validation.mended_at).is_(None), *_there(campaign, stage, Validation))
    )
    for one, reference, name in session.exec(statement.order_by(col(Validation.id))):
        row = (one.id or 0, one.application_id, one.decision, one.given_at, one.meeting_id)
        yield _Row(*row, reference, name, is_signed=False)


def _there(campaign: Campaign, stage: StageName, table: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401
    """SQL conditions: it was said at one stage, where several are of its kind; what no meeting said is of each."""
    if not campaign.rules.stages.of_kind(campaign.rules.stages.kind_of(stage))[1:]:
        return []
    if table is Opinion:
        return [given_at(campaign, [stage])]
    held = select(Meeting.id).where(Meeting.campaign_id == campaign.id, Meeting.stage == stage)
    return [or_(table.meeting_id.is_(None), table.meeting_id.in_(held))]


def _counts(table: Any) -> list[ColumnElement[bool]]:  # noqa: ANN401  one of several
    """SQL conditions: what was typed wrong, and mended since, is nothing that was said."""
    return [col(Opinion.mended_at).is_(None)] if table is Opinion else []


def _latest(rows: Iterable[_Row]) -> tuple[dict[int, _Row], dict[int, Sense]]:
    """Return the latest word on each application, and what a rectification, which no meeting says, replaced."""
    latest: dict[int, _Row] = {}
    former: dict[int, Sense] = {}
    for row in rows:
        before = latest.get(row.application_id)
        if before and row.meeting_id is None:
            former.setdefault(row.application_id, before.sense)
        else:
            former.pop(row.application_id, None)
        latest[row.application_id] = row
    return latest, former


_Given = tuple[datetime, OpinionSense]


def bases_of(session: Session, campaign: Campaign, ids: Sequence[int], stage: StageName) -> dict[int, list[_Given]]:
    """Return the findings, or the opinions, on some applications, with their instants, the latest last: what a body
    starts from."""
    stages = campaign.rules.stages
    is_decision = stages.kind_of(stage) is StageKind.decision
    before = stages.of_kind(StageKind.opinion) if is_decision else stages.before(stage)
    table: Any = Opinion if before else Examination
    theirs = [given_at(campaign, before)] if before and not is_decision else []
    given = (table.at, table.finding) if table is Examination else (table.given_at, table.opinion)
    found: dict[int, list[_Given]] = {}
    for part in chunks(ids):
        statement = columns(table.application_id, *given).where(
            table.application_id.in_(part), *_counts(table), *theirs
        )
        for application_id, at, basis in session.execute(statement.order_by(table.id)):
            if basis:
                found.setdefault(application_id, []).append((at, OpinionSense(basis)))
    return found


def _before(given: Sequence[_Given], at: datetime) -> OpinionSense | None:
    return next((basis for when, basis in reversed(given) if when <= at), None)


class _Told(NamedTuple):
    """The latest letter of a decision, by application; the day on which a decision was handed over, by its id."""

    letters: dict[int | None, tuple[NoticeStatus, datetime | None]]
    handed: dict[int, date]


def _told(session: Session, campaign: Campaign) -> _Told:
    letters = (
        select(Notice.application_id, Notice.status, Notice.sent_at)
        .where(Notice.campaign_id == campaign.id, letters_of_decisions())
        .order_by(col(Notice.id))
    )
    handed = select(Handover).join(Decision).where(Decision.campaign_id == campaign.id).order_by(col(Handover.id))
    return _Told(
        {application_id: (NoticeStatus(status), sent_at) for application_id, status, sent_at in session.exec(letters)},
        {handover.decision_id: handover.on for handover in session.exec(handed)},
    )
