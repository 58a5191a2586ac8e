"""What holds a dossier before anything is asked of its applicant, until a person has looked: files that came and are no
piece yet, a network that its name alone tells. It is acknowledged within the delay of the law all the same.

And what waits because of us: nothing lapses, and nobody is reminded, while a mail that may answer is unread or
unsorted. It is done once we have caught up; a person may do it all the same."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, bindparam, cast, exists, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days
from models.columns import among, bind_instant
from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.completeness import blocked, next_sending, unflag, wanting
from models.intake.deposit import Deposit, File, is_unsorted
from models.intake.reading import Instant, unread_since
from models.intake.words import Nature
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import Calendar, stages
from models.vocabulary import UNDECIDED, AdviceOutcome, Flag, RequestOutcome, StageKind, Status


@cache
def is_held() -> ColumnElement[bool]:
    """SQL condition: a person has still to say what some files of a dossier are, or whether it needs one."""
    return or_(_holds_loose_files(), cast(col(Application.flags), Text).contains(f'"{Flag.network_unsure}"'))


@cache
def _holds_loose_files() -> ColumnElement[bool]:
    of_dossier = col(Deposit.application_id) == col(Application.id)
    return exists().where(of_dossier, col(File.deposit_id) == col(Deposit.id), col(File.is_loose).is_(True))


_AMONG = select(Application.id).where(among(Application.id))
_HELD, _LOOSE = _AMONG.where(is_held()), _AMONG.where(_holds_loose_files())


def held_among(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers are held."""
    return {i or 0 for i in session.exec(_HELD, params={"ids": ids})} if ids else set()


def with_loose_files(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers hold files that are no piece yet."""
    return {i or 0 for i in session.exec(_LOOSE, params={"ids": ids})} if ids else set()


def plan_acknowledgement(session: Session, application: Application, *, at: datetime) -> None:
    """Set when a registered dossier is acknowledged: on the next morning, or, while a person is waited for, on the last
    of the mornings that the law leaves (CRPA R112-11-2)."""
    campaign = session.get_one(Campaign, application.campaign_id)
    due, planned = next_sending(campaign, at=at), application.acknowledge_at
    if _waits_for_a_person(session, campaign, application):
        application.acknowledge_at = max(due, _last_morning(campaign, application))
    else:
        application.acknowledge_at = min(due, planned) if planned else due
    session.add(application)


def _waits_for_a_person(session: Session, campaign: Campaign, application: Application) -> bool:
    session.flush()
    ids = [application.id or 0]
    if Flag.network_unsure in application.flags:
        return True
    may_hold = bool(with_loose_files(session, ids))
    return may_hold and blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))


def _last_morning(campaign: Campaign, application: Application) -> datetime:
    days = business_days(campaign.rules)
    return days.at(days.local(application.acknowledge_by), campaign.rules.policies.send_hour)


def settle_files(session: Session, application: Application, *, at: datetime, deposit: Deposit | None = None) -> None:
    """Note that a person has looked at the files of a dossier, or of one of its arrivals: what it still lacks may be
    asked for."""
    theirs = Deposit.id == deposit.id if deposit else Deposit.application_id == application.id
    of_them = col(File.deposit_id).in_(select(Deposit.id).where(theirs))
    session.execute(update(File).where(of_them, col(File.is_loose).is_(True)).values(is_loose=False))
    if application.status is Status.registered and application.acknowledge_at:
        plan_acknowledgement(session, application, at=at)


def release(session: Session, application: Application, *, at: datetime) -> None:
    """Note that a person asks something of a dossier: its files were looked at, and it needs them."""
    unflag(application, Flag.network_unsure)
    settle_files(session, application, at=at)


MOVED_BY_MAILS = frozenset({StageKind.deposit, StageKind.examination})
"""The kinds of stages whose end a mail that came before it may belie."""


def waits_for_us(instant: Instant) -> ColumnElement[bool]:
    """SQL condition: a mail received before an instant, of a dossier or of nobody knows which yet, is unread, or its
    files were not looked at."""
    of_dossier = or_(col(Deposit.application_id) == col(Application.id), col(Deposit.application_id).is_(None))
    came = exists().where(
        is_unsorted(), col(Deposit.nature) == Nature.written, of_dossier, col(Deposit.received_at) < instant
    )
    return or_(unread_since(instant), came)


@cache
def is_retained() -> ColumnElement[bool]:
    """SQL condition, asked `at` an instant: what was asked of a dossier is over, or it should be carried over since its
    examination `ends`, but for what waits because of us; where `ends` is None, nothing is carried over."""
    at, ends, request = bind_instant("at"), bind_instant("ends"), CompletionRequest
    asked = (col(request.application_id) == col(Application.id), col(request.outcome) == RequestOutcome.open)
    is_over = exists().where(*asked, col(request.due_at) <= at, waits_for_us(col(request.due_at)))
    is_left = and_(
        ends <= at, col(Application.status) == Status.incomplete, ~exists().where(*asked), waits_for_us(ends)
    )
    return and_(or_(is_over, is_left), ~is_held())


def carried_over_at(campaign: Campaign, calendar: Calendar) -> datetime | None:
    """Return when what is incomplete is carried over, the examination of a session being over; None where it is not."""
    ends = calendar.examination if campaign.rules.policies.incomplete_at_end == "carry_over" else None
    return ends.due_at if ends else None


def may_be_answered(opened: Instant) -> ColumnElement[bool]:
    """SQL condition: a dossier is incomplete, and what it lacks may have come before another session opened, which is
    not to take it over as long as we have not looked."""
    return and_(col(Application.status) == Status.incomplete, waits_for_us(opened))


def holds_back(session: Session, campaign: Campaign, *, at: datetime) -> bool:
    """Return True if something that a session owes at an instant waits because of us."""
    asked = {
        "session": campaign.id,
        "at": at,
        "ends": carried_over_at(campaign, stages(session, campaign)),
        "opened": _opened_beside(session, campaign, at=at),
    }
    return bool(session.execute(_what_waits(), asked).scalar_one())


def _opened_beside(session: Session, campaign: Campaign, *, at: datetime) -> datetime | None:
    """Return when another session opened, the last of those beside which one goes on; None where none has."""
    return session.exec(
        _OPENED_SINCE, params={"region_id": campaign.region_id, "at": at, "opens_at": campaign.opens_at}
    ).one()


_OPENED_SINCE = select(func.max(Campaign.opens_at)).where(
    col(Campaign.region_id) == bindparam("region_id"),
    col(Campaign.cancelled_at).is_(None),
    col(Campaign.opens_at) <= bindparam("at"),
    col(Campaign.opens_at) > bindparam("opens_at"),
)


@cache
def _what_waits() -> Select[Any]:
    """Return what looks up whether anything does: made once, since it is asked at each step of a year."""
    at, opened, request, advice = bind_instant("at"), bind_instant("opened"), CompletionRequest, AdviceRequest
    asked = (request.outcome == RequestOutcome.open, col(request.next_reminder_at) <= at, ~is_held())
    advised = (advice.outcome == AdviceOutcome.open, col(Application.status).in_(UNDECIDED))
    is_near = (col(advice.next_reminder_at) <= at, unread_since(col(advice.next_reminder_at)))
    of_session = col(Application.campaign_id) == bindparam("session")
    of_stage = (col(Stage.campaign_id) == bindparam("session"), is_stage_retained(at) | is_reminder_retained(at))
    waiting = (
        select(Stage.id).where(*of_stage),
        select(Application.id).where(of_session, is_retained()),
        # It stays in a session beside which another opened.
        select(Application.id).where(of_session, opened.is_not(None), may_be_answered(opened)),
        select(request.id).join(Application).where(of_session, *asked, waits_for_us(col(request.next_reminder_at))),
        select(advice.id).join(Application).where(of_session, *advised, *is_near),
    )
    return columns(or_(*(one.exists() for one in waiting)))


def is_stage_retained(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a stage is over whose end a mail that is unread may belie."""
    is_over = (col(Stage.done_at).is_(None), col(Stage.due_at) <= at)
    return and_(*is_over, col(Stage.kind).in_(MOVED_BY_MAILS), unread_since(col(Stage.due_at)))


def is_reminder_retained(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a stage owes a reminder that a mail that is unread may make needless."""
    return and_(col(Stage.next_reminder_at) <= at, unread_since(col(Stage.next_reminder_at)))
