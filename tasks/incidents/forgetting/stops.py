"""What keeps something that has been held for its time: an appeal, a request of access, a person, work that is left."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.appeals import court_until
from models.calendar.business_days import business_days
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application
from models.dossiers.forgetting import Hold, HoldGround, holds
from models.intake.deposit import EXAMINED, WORDS, Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.aside.row import SetAside
from models.vocabulary import AppealOutcome, NoticeStatus

GROUNDS: Mapping[HoldGround, str] = {
    HoldGround.access: "demande d'accès en cours",
    HoldGround.dispute: "litige en cours",
    HoldGround.other: "conservé par la Région",
}
"""Why a person keeps a dossier, in words of ours: what they typed is for their eyes."""

_LEFT = "un envoi attend d'être lu"


def stops(session: Session, dossiers: Sequence[Application], *, at: datetime) -> dict[int, str]:
    """Return what keeps each of some dossiers that something keeps, by number: the first reason, in French."""
    found: dict[int, str] = {}
    by_number = {one.id or 0: one for one in dossiers}
    for stop in (_held, _appealed, _unsent, _unread, _set_aside) if dossiers else ():
        for number, why in stop(session, by_number, at):
            found.setdefault(number, why)
    return found


Stop = Callable[[Session, Mapping[int, Application], datetime], Iterator[tuple[int, str]]]


def _held(session: Session, dossiers: Mapping[int, Application], _at: datetime) -> Iterator[tuple[int, str]]:
    for one in holds(session, col(Hold.application_id).in_(dossiers)):
        yield one.application_id, GROUNDS[one.ground]


def _appealed(session: Session, dossiers: Mapping[int, Application], at: datetime) -> Iterator[tuple[int, str]]:
    """Yield those about which a court has not judged, or an appeal may still be brought before it."""
    made = select(Appeal).where(col(Appeal.application_id).in_(dossiers), Appeal.outcome == AppealOutcome.open)
    for appeal in session.exec(made.order_by(col(Appeal.id))):
        if appeal.implied_on is None:
            yield appeal.application_id, "recours contentieux en cours"
        elif _may_go_to_court(session, dossiers[appeal.application_id], appeal, at):
            yield appeal.application_id, "recours en cours"


def _may_go_to_court(session: Session, dossier: Application, appeal: Appeal, at: datetime) -> bool:
    rules = session.get_one(Campaign, dossier.campaign_id).rules
    days = business_days(rules)
    until = court_until(days, appeal.received_on, rejected_on=None, months=rules.remedies.months)
    return days.local(at) <= until


def _unsent(session: Session, dossiers: Mapping[int, Application], _at: datetime) -> Iterator[tuple[int, str]]:
    waiting = select(Notice.application_id).where(
        col(Notice.application_id).in_(dossiers), Notice.status == NoticeStatus.queued
    )
    yield from ((number or 0, "une lettre attend de partir") for number in session.exec(waiting))


def _unread(session: Session, dossiers: Mapping[int, Application], _at: datetime) -> Iterator[tuple[int, str]]:
    came = select(Deposit).where(col(Deposit.application_id).in_(dossiers), col(Deposit.seen_at).is_(None))
    for one in session.exec(came.order_by(col(Deposit.id))):
        if _asks(one):
            yield one.application_id or 0, _LEFT


def _set_aside(session: Session, dossiers: Mapping[int, Application], _at: datetime) -> Iterator[tuple[int, str]]:
    names = {one.reference: number for number, one in dossiers.items()}
    aside = columns(col(SetAside.reference)).where(col(SetAside.reference).in_(names))
    yield from ((names[name], "une de ses lignes est illisible") for name in session.execute(aside).scalars())


def waits(arrival: Deposit) -> str | None:
    """Return what keeps an arrival that is of no dossier, in French; None where nothing does."""
    return _LEFT if arrival.seen_at is None and (_asks(arrival) or _is_unsorted(arrival)) else None


def _asks(one: Deposit) -> bool:
    """Return True if somebody wrote what only a person can settle."""
    return one.meaning in WORDS or one.wish is not None


def _is_unsorted(one: Deposit) -> bool:
    return one.sorted_at is None and one.nature in EXAMINED
