"""What was set aside for a person, once that person has read it: arrivals in trouble, notices that reached nobody."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import NamedTuple, TypeVar

from sqlalchemy import ColumnElement, case, exists
from sqlmodel import Session, col, or_, select, update

from models.columns import row_number
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.held import settle_files
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.handling import SeenForm
from models.forms.parts import SEPARATOR
from models.intake.deposit import Deposit, File, is_to_read, meaning_of, number_of
from models.intake.words import Nature, Trouble
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Event, NoticeStatus
from notifications.catalogue import KINDS
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.doubts import is_doubted
from tasks.intake.reclassify.judge import label_of

R = TypeVar("R", Deposit, Notice)

ARRIVAL, NOTICE = "envoi", "courriel"
"""What may be read, as its choice begins: « envoi-12 », « courriel-45 »."""

STOPPED = frozenset({NoticeStatus.failed, NoticeStatus.bounced, NoticeStatus.held})
"""A notice that will not leave, or arrive, by itself."""

MOST = 200  # choices of each sort


class Unread(NamedTuple):
    """Something to read: its choice, in words that the console may show."""

    key: str
    label: str


def arrival_key(deposit_id: int) -> str:
    """Return how a form names an arrival to read."""
    return f"{ARRIVAL}-{deposit_id}"


def notice_key(notice_id: int) -> str:
    """Return how a form names a notice to deal with."""
    return f"{NOTICE}-{notice_id}"


def unread(session: Session, campaign: Campaign) -> list[str]:
    """Return what there is to read in a session, as a form offers it: numbers, references and kinds, nobody's name."""
    found = (*_arrivals(session, campaign), *_notices(session, campaign))
    return [SEPARATOR.join(filter(None, one)) for one in found]


def unread_arrivals() -> ColumnElement[bool]:
    """SQL condition: an arrival that was given to a person, or holds a dangerous file or words that no rule settles,
    and that nobody has read; or one whose files may be pieces: who answered it has not looked at them yet."""
    infected = exists().where(col(File.deposit_id) == col(Deposit.id), col(File.trouble) == Trouble.infected)
    given = col(Deposit.trouble).is_not(None) & col(Deposit.sorted_at).is_not(None)
    return _holds_loose_files() | or_(given, infected, is_to_read()) & col(Deposit.seen_at).is_(None)


def _holds_loose_files() -> ColumnElement[bool]:
    return exists().where(col(File.deposit_id) == col(Deposit.id), col(File.is_loose).is_(True))


@cache
def unread_notices() -> ColumnElement[bool]:
    """SQL condition: a notice that reached nobody, and that nobody has dealt with; for the letter of a decision, the
    applicant must be notified otherwise."""
    return col(Notice.status).in_(STOPPED) & col(Notice.seen_at).is_(None) & ~letters_of_decisions()


def _arrivals(session: Session, campaign: Campaign) -> Iterator[tuple[str, str, str | None]]:
    rows = select(Deposit, Application.reference).outerjoin(Application).where(Deposit.campaign_id == campaign.id)
    for deposit, reference in session.exec(rows.where(unread_arrivals()).order_by(col(Deposit.id)).limit(MOST)):
        yield arrival_key(deposit.id or 0), f"envoi {number_of(deposit, campaign.rules.zone)}", reference


def _notices(session: Session, campaign: Campaign) -> Iterator[tuple[str, str, str | None]]:
    rows = select(Notice, Application.reference).outerjoin(Application).where(Notice.campaign_id == campaign.id)
    to_settle = unread_notices() | is_doubted()
    for notice, reference in session.exec(rows.where(to_settle).order_by(col(Notice.id)).limit(MOST)):
        yield notice_key(notice.id or 0), KINDS[notice.kind].title, reference


def reclassifiable(session: Session, campaign: Campaign) -> list[str]:
    """Return the arrivals of a session that a person may put right, as a form offers them: those that wait, then the
    latest, whatever they were taken for."""
    rows = select(Deposit, Application.reference).outerjoin(Application)
    of_session = (Deposit.campaign_id == campaign.id, col(Deposit.nature) != Nature.again)
    waits = case((unread_arrivals(), 0), else_=1)
    found = session.exec(rows.where(*of_session).order_by(waits, col(Deposit.id).desc()).limit(MOST))
    return [
        SEPARATOR.join(
            filter(None, (number_of(deposit, campaign.rules.zone), label_of(meaning_of(deposit)), reference))
        )
        for deposit, reference in found
    ]


def mark_seen(session: Session, form: SeenForm, *, at: datetime) -> list[Application]:
    """Note that a person has read what was set aside, and return the dossiers that it is about, if any. Marked again,
    nothing changes; raises Refusal for what is nothing of the sort."""
    rows = [_read(session, key) for key in dict.fromkeys(form.what)]
    fresh = [row for row in rows if row.seen_at is None or _waits(session, row)]
    for row in fresh:
        if isinstance(row, Notice) and _is_doubted(session, row):
            row.doubt_settled_at = at
        else:
            row.seen_at, row.seen_by = at, form.by
        session.add(row)
        if isinstance(row, Deposit) and row.application_id:
            settle_files(session, session.get_one(Application, row.application_id), deposit=row, at=at)
    ids = dict.fromkeys(row.application_id for row in fresh if row.application_id)
    found = [session.get_one(Application, i) for i in ids]
    for application in found:
        note(session, application, Event.see, at=at, by=Person(form.by), reason=form.comment)
    return found


def _is_doubted(session: Session, notice: Notice) -> bool:
    return session.exec(select(Notice.id).where(Notice.id == notice.id, is_doubted())).first() is not None


def _waits(session: Session, row: Deposit | Notice) -> bool:
    """Return True if what was read already waits all the same."""
    if isinstance(row, Notice):
        return _is_doubted(session, row)
    waits = select(Deposit.id).where(Deposit.id == row.id, unread_arrivals())
    return session.exec(waits).first() is not None


def _held(session: Session, table: type[R], number: int) -> R | None:
    """Return a row, which nobody else changes: of two who mark it at once, the second finds it marked."""
    return session.get(table, number, with_for_update=True)


def _read(session: Session, key: str) -> Deposit | Notice:
    sort, _, said = key.partition("-")
    row: Deposit | Notice | None = None
    if number := row_number(said):
        arrival, notice = sort == ARRIVAL, sort == NOTICE
        row = _held(session, Deposit, number) if arrival else _held(session, Notice, number) if notice else None
    if row is None:
        raise Refusal("Ce qui est réglé", key, "choisissez dans la liste : un envoi mis de côté, un courriel revenu.")
    decision = select(Notice.id).where(Notice.id == row.id, letters_of_decisions(), ~is_doubted())
    if isinstance(row, Notice) and session.exec(decision).first():
        mend = "c'est une décision : dites comment le candidat l'a reçue (formulaire notifier-autrement)."
        raise Refusal("Ce qui est réglé", key, mend)
    return row


def arrivals_are_read(session: Session, application: Application, *, by: str, at: datetime) -> None:
    """Note that a person has looked at the arrivals of a dossier that were set aside."""
    theirs = (col(Deposit.application_id) == application.id, col(Deposit.trouble).is_not(None))
    unread_ones = update(Deposit).where(*theirs, col(Deposit.seen_at).is_(None))
    session.execute(unread_ones.values(seen_at=at, seen_by=by))
