"""What falls due, and when: the single answer to « when must the system act next? »."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, latest_sending_day, next_morning
from models.calendar.legal_delays import (
    CONVENING,
    REGISTRATION,
    SORTING,
    acknowledgement,
    latest_morning,
    near_until,
    received_until,
    told_at,
)
from models.dossiers.advice import AdviceRequest
from models.dossiers.appeal import Appeal
from models.dossiers.application import Application, CompletionRequest
from models.intake.deposit import Deposit, is_unsorted
from models.meetings.agenda import awaits_nobody
from models.meetings.meeting import Meeting
from models.members.renewal import next_step
from models.members.reports.rows import ReportRequest, next_late
from models.members.tax import next_tax_step
from models.members.terms import next_agreement_announcement, next_announcement
from models.members.territories import next_alert
from models.members.texts.acceptance import next_acceptance
from models.notices import Notice
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import all_campaigns, campaign_among
from models.vocabulary import AdviceOutcome, NoticeStatus, RequestOutcome, Status

_A_SECOND = timedelta(seconds=1)


def next_due(session: Session, at: datetime) -> datetime | None:
    """Return the first instant strictly after `at` at which something falls due, or None where nothing will.

    One indexed look-up a kind of obligation, whatever the number of dossiers.
    """
    instants = (next_work(session, at), next_attempt(session, at))
    return min((instant for instant in instants if instant), default=None)


def next_work(session: Session, at: datetime) -> datetime | None:
    """Return the next instant at which a session has something to do: a stage, an acknowledgement, a reminder, an
    expiry, an alarm, what silence decides, members to convene, people to tell (of what waits, or of a date that comes
    near), memberships and conventions that end or are renewed, texts to accept, letters about the tax, territories
    without anybody, reports that are late, dossiers to take over. This is when `derouler-session` must run."""
    instants = [*session.execute(_first_instants(), {"at": at}).one()]
    instants.append(_next_implied(session, at))
    if campaigns := all_campaigns(session):
        instants += [_next_expiry(session, campaigns[-1], at), *_next_mornings(session, campaigns[-1], at)]
        region = campaign_among(campaigns, at).rules
        looks = (next_announcement, next_agreement_announcement, next_step, next_acceptance)
        instants += [look(session, region, at) for look in looks]
        instants.append(next_tax_step(region, at))
        instants += _next_empty_agendas(session, at)
        latest = campaigns[-1].rules
        instants += [next_alert(session, latest, at), next_late(session, latest, at)]
    return min((instant for instant in instants if instant), default=None)


@cache
def _first_instants() -> Select[Any]:
    """Return what looks up all that stands in one column: written once, since it is asked at each step of a year."""
    at: Any = bindparam("at")
    former = aliased(Campaign)
    looked_up = (
        select(func.min(Stage.due_at)).where(col(Stage.done_at).is_(None), Stage.due_at > at),
        select(func.min(Stage.next_reminder_at)).where(col(Stage.next_reminder_at) > at),
        select(func.min(Application.acknowledge_at)).where(
            col(Application.acknowledge_at) > at, Application.status == Status.registered
        ),
        select(func.min(CompletionRequest.next_reminder_at)).where(
            col(CompletionRequest.next_reminder_at) > at, CompletionRequest.outcome == RequestOutcome.open
        ),
        select(func.min(AdviceRequest.next_reminder_at)).where(
            col(AdviceRequest.next_reminder_at) > at, AdviceRequest.outcome == AdviceOutcome.open
        ),
        select(func.min(ReportRequest.next_reminder_at)).where(col(ReportRequest.next_reminder_at) > at),
        select(func.min(Meeting.convene_at)).where(col(Meeting.convene_at) > at),
        select(func.min(Application.next_alarm_at)).where(col(Application.next_alarm_at) > at),
        select(func.min(Appeal.next_alarm_at)).where(col(Appeal.next_alarm_at) > at),
        select(func.min(Campaign.digest_at)).where(col(Campaign.digest_at) > at),
        select(func.min(Campaign.opens_at)).where(Campaign.opens_at > at, exists().where(col(former.opens_at) <= at)),
    )
    return columns(*(one.scalar_subquery() for one in looked_up))


def next_attempt(session: Session, at: datetime) -> datetime | None:
    """Return when the outbox next has a notice to send or to try again, strictly after `at`."""
    return session.exec(_FIRST_ATTEMPT, params={"at": at}).one()


_FIRST_ATTEMPT = select(func.min(Notice.due_at)).where(
    Notice.status == NoticeStatus.queued, col(Notice.due_at) > bindparam("at")
)


def _next_implied(session: Session, at: datetime) -> datetime | None:
    """Return the instant that follows the next last second after which silence decides."""
    first = session.exec(_FIRST_SILENCE, params={"after": at - _A_SECOND}).one()
    return first + _A_SECOND if first else None


_FIRST_SILENCE = select(func.min(Application.silence_at)).where(col(Application.silence_at) > bindparam("after"))


def _next_expiry(session: Session, campaign: Campaign, at: datetime) -> datetime | None:
    """Return the sending hour of the day after a request's last day: nobody is written to at midnight."""
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    # Those told at an hour that has struck are not ahead, even where nobody closed them yet.
    told = days.at(latest_sending_day(days, at, hour=hour))
    first: datetime | None = session.exec(_FIRST_EXPIRY, params={"told": told}).one()
    return None if first is None else days.at(days.local(first), hour)


_FIRST_EXPIRY = select(func.min(CompletionRequest.due_at)).where(
    CompletionRequest.outcome == RequestOutcome.open, col(CompletionRequest.due_at) > bindparam("told")
)


def _next_mornings(session: Session, campaign: Campaign, at: datetime) -> Iterator[datetime | None]:
    """Yield the next mornings on which people read of a date of the law that comes near, or of an arrival that nobody
    sorts: nothing else happens then."""
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    today, delay = latest_morning(days, at, hour=hour), acknowledgement(campaign.rules)
    since = {
        "unsent": received_until(days, REGISTRATION, today),
        "unsorted": received_until(days, delay, today),
        "near": near_until(days, delay, today),
        "left": days.at(today, hour) - SORTING,
    }
    unsent, unsorted, near, left = session.execute(_first_dates(), since).one()
    for length, first in ((REGISTRATION, unsent), (delay, unsorted)):
        yield first and told_at(days, length, days.add(days.local(first), length.within), hour=hour)
    yield near and told_at(days, delay, days.local(near), hour=hour)
    yield left and next_morning(days, left + SORTING, hour=hour)


@cache
def _first_dates() -> Select[Any]:
    """Return what looks up the first dates that people are to read of: of registrations that were not told, of arrivals
    that nobody sorts, of acknowledgements, and of arrivals once they were read."""
    told = select(func.min(Deposit.received_at)).join(Notice, col(Notice.deposit_id) == col(Deposit.id))
    unsorted = select(func.min(Deposit.received_at)).where(is_unsorted())
    registered = select(func.min(Application.acknowledge_by)).where(Application.status == Status.registered)
    read = select(func.min(Deposit.processed_at)).where(is_unsorted())
    looked_up = (
        told.where(Notice.status == NoticeStatus.queued, col(Deposit.received_at) >= bindparam("unsent")),
        unsorted.where(col(Deposit.received_at) >= bindparam("unsorted")),
        registered.where(col(Application.acknowledge_by) >= bindparam("near")),
        read.where(col(Deposit.processed_at) > bindparam("left")),
    )
    return columns(*(one.scalar_subquery() for one in looked_up))


def _next_empty_agendas(session: Session, at: datetime) -> Iterator[datetime]:
    """Yield when who keeps an agenda on which nothing stands is to be told so, before its members are convened."""
    for meeting, campaign in session.exec(_CONVENINGS, params={"at": at}):
        days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
        told = told_at(days, CONVENING, days.local(meeting.convene_at or at), hour=hour)
        if told > at and awaits_nobody(session, campaign, meeting):
            yield told


_CONVENINGS = select(Meeting, Campaign).join(Campaign).where(col(Meeting.convene_at) > bindparam("at"))
