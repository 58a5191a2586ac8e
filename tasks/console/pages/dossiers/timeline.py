"""All that happened to a dossier, in order: what came in, what went out, who did what and why, what went by itself."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, or_, select

from models.calendar.business_days import BusinessDays
from models.dossiers.actor import SYSTEM
from models.dossiers.advice import Advice, AdviceRequest
from models.dossiers.application import Application, Decision, Examination, Opinion
from models.dossiers.journal import JournalLine
from models.dossiers.workflow import EVENT_LABELS
from models.forms.decisions import GROUNDS
from models.forms.dossiers import FINDINGS
from models.forms.meetings import DECISIONS, OPINIONS
from models.intake.deposit import Deposit, File, number_of
from models.intake.words import Way
from models.notices import Notice
from models.vocabulary import Event, NoticeStatus, Status
from notifications.catalogue import KINDS
from notifications.writing.wording import count

APART = timedelta(minutes=1)
"""How far an instant and that at which it was recorded are apart, for both to be shown."""


class Source(IntEnum):
    """Where a line comes from, in the order in which those of one instant are told."""

    mail = auto()
    paper = auto()
    act = auto()
    system = auto()
    letter = auto()


class Moment(NamedTuple):
    """A line: the instant that it is about, and the one at which it was recorded, where that is another; what it was,
    by whom and why; from which status to which, where it moved the dossier. `details` are what else is known of it,
    `arrival` the number of what came, `letter` the id of what went out, with how it stands."""

    at: datetime
    source: Source
    what: str
    recorded_at: datetime | None = None
    by: str | None = None
    why: str | None = None
    former: Status | None = None
    status: Status | None = None
    details: tuple[str, ...] = ()
    arrival: str | None = None
    letter: int | None = None
    stands: NoticeStatus | None = None


Said = Mapping[tuple[Event, datetime], tuple[str, ...]]
"""What was said of a dossier at an instant: a finding, an opinion, a decision."""


def journal_of(session: Session, application: Application) -> Sequence[JournalLine]:
    """Return the journal of a dossier, in order."""
    lines = select(JournalLine).where(JournalLine.application_id == application.id).order_by(col(JournalLine.id))
    return session.exec(lines).all()


def timeline_of(
    session: Session, application: Application, lines: Sequence[JournalLine], days: BusinessDays
) -> tuple[Moment, ...]:
    """Return all that happened to a dossier, the latest last."""
    examinations = _rows(session, Examination, application)
    said = dict(_said(session, application, examinations))
    found = [
        *_arrivals(session, application, days),
        *(_act(line, said) for line in lines),
        *(_noted(one) for one in examinations if one.finding is None),
        *_letters(session, application),
        *_answers(session, application, days),
    ]
    return tuple(sorted(found, key=lambda moment: (moment.at, moment.source)))


def _rows(session: Session, table: Any, application: Application) -> Sequence[Any]:  # noqa: ANN401  one of several
    return session.exec(select(table).where(table.application_id == application.id).order_by(col(table.id))).all()


def _arrivals(session: Session, application: Application, days: BusinessDays) -> Iterator[Moment]:
    files: dict[int, int] = {}
    of_dossier = Deposit.application_id == application.id
    for deposit_id in session.exec(
        select(File.deposit_id).join(Deposit).where(of_dossier, col(File.parent_id).is_(None))
    ):
        files[deposit_id] = files.get(deposit_id, 0) + 1
    for deposit in _rows(session, Deposit, application):
        held = count(files[deposit.id], "fichier") if deposit.id in files else None
        is_mail = deposit.way is Way.email
        yield Moment(
            at=deposit.received_at,
            source=Source.mail if is_mail else Source.paper,
            what=deposit.subject or "sans objet",
            recorded_at=_apart(deposit.received_at, deposit.processed_at),
            by=deposit.sender,
            details=tuple(filter(None, (held, deposit.trouble))),
            arrival=number_of(deposit, days.zone),
        )


def _act(line: JournalLine, said: Said) -> Moment:
    is_system = line.by == str(SYSTEM)
    return Moment(
        at=line.at,
        source=Source.system if is_system else Source.act,
        what=EVENT_LABELS[line.event],
        recorded_at=_apart(line.at, line.recorded_at),
        by=None if is_system else line.by,
        why=line.reason,
        former=line.former if line.former is not line.status else None,
        status=line.status if line.former is not line.status else None,
        details=said.get((line.event, line.at), ()),
    )


def _noted(examination: Examination) -> Moment:
    """Return what an examiner noted without a finding: the journal holds what moves a dossier."""
    return Moment(
        at=examination.at, source=Source.act, what="pièces notées", by=examination.by, why=examination.comment
    )


def _letters(session: Session, application: Application) -> Iterator[Moment]:
    told = (Notice.id, Notice.kind, Notice.recipient, Notice.status, Notice.enqueued_at, Notice.sent_at)
    asked = select(AdviceRequest.id).where(AdviceRequest.application_id == application.id)
    of_dossier = or_(col(Notice.application_id) == application.id, col(Notice.advice_id).in_(asked))
    query = columns(*map(col, told)).where(of_dossier).order_by(col(Notice.id))
    for notice_id, kind, recipient, status, enqueued_at, sent_at in session.execute(query):
        yield Moment(
            at=sent_at or enqueued_at,
            source=Source.letter,
            what=KINDS[kind].title,
            by=recipient,
            letter=notice_id,
            stands=status,
        )


def _answers(session: Session, application: Application, days: BusinessDays) -> Iterator[Moment]:
    """Yield the mails that brought an advice: they are of no dossier."""
    brought = select(Deposit).join(Advice).join(AdviceRequest).where(AdviceRequest.application_id == application.id)
    for deposit in session.exec(brought.order_by(col(Deposit.id))):
        yield Moment(
            at=deposit.received_at,
            source=Source.mail,
            what=deposit.subject or "sans objet",
            recorded_at=_apart(deposit.received_at, deposit.processed_at),
            by=deposit.sender,
            details=("avis",),
            arrival=number_of(deposit, days.zone),
        )


def _said(
    session: Session, application: Application, examinations: Sequence[Examination]
) -> Iterator[tuple[tuple[Event, datetime], tuple[str, ...]]]:
    for one in examinations:
        if one.finding:
            yield (Event.examine, one.at), (f"conclusion : {FINDINGS[one.finding]}",)
    for opinion in _rows(session, Opinion, application):
        yield (Event.opinion, opinion.given_at), (f"avis : {OPINIONS[opinion.opinion]}",)
    for decision in _rows(session, Decision, application):
        for event in (Event.decision, Event.rectify, Event.take_back):
            yield (event, decision.decided_at), _told(decision)


def _told(decision: Decision) -> tuple[str, ...]:
    signed = f"signée par {decision.signatory_name}, {decision.signatory_capacity}"
    ground = f"fondement : {GROUNDS[decision.ground]}" if decision.ground else None
    return tuple(filter(None, (f"décision : {DECISIONS[decision.decision]}", signed, ground)))


def _apart(at: datetime, recorded_at: datetime | None) -> datetime | None:
    return recorded_at if recorded_at and abs(recorded_at - at) >= APART else None
