"""What falls due, and when: the single answer to « when must the system act next? »."""

from datetime import datetime, timedelta

from sqlalchemy import exists, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.application import Application, CompletionRequest
from models.calendar import business_days
from models.campaign import Campaign, Stage
from models.meeting import Meeting
from models.outbox import Notice
from models.statuses import NoticeStatus, RequestOutcome, Status


def next_due(session: Session, at: datetime) -> datetime | None:
    """Return the first instant strictly after `at` at which something falls due, or None where nothing will.

    One indexed look-up a kind of obligation, whatever the number of dossiers.
    """
    instants = (next_work(session, at), next_attempt(session, at))
    return min((instant for instant in instants if instant), default=None)


def next_work(session: Session, at: datetime) -> datetime | None:
    """Return the next instant at which a session has something to do: a stage, an acknowledgement, a reminder, an
    expiry, an alarm, members to convene, people to tell, dossiers to take over. This is when `derouler-session` must
    run."""
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
        select(func.min(Meeting.convene_at)).where(col(Meeting.convene_at) > at),
        select(func.min(Application.next_alarm_at)).where(col(Application.next_alarm_at) > at),
        select(func.min(Campaign.digest_at)).where(col(Campaign.digest_at) > at),
        select(func.min(Campaign.opens_at)).where(Campaign.opens_at > at, exists().where(col(former.opens_at) <= at)),
    )
    instants = [session.exec(statement).one() for statement in looked_up]
    instants.append(_next_expiry(session, at))
    return min((instant for instant in instants if instant), default=None)


def next_attempt(session: Session, at: datetime) -> datetime | None:
    """Return when the outbox next has a notice to send or to try again, strictly after `at`."""
    waiting = select(func.min(Notice.due_at)).where(Notice.status == NoticeStatus.queued, col(Notice.due_at) > at)
    return session.exec(waiting).one()


def _next_expiry(session: Session, at: datetime) -> datetime | None:
    """Return the sending hour of the day after a request's last day: nobody is written to at midnight."""
    campaign = session.exec(select(Campaign).order_by(col(Campaign.opens_at).desc())).first()
    if campaign is None:
        return None
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    today = days.local(at)
    # Those told at an hour that has struck are not ahead, even where nobody closed them yet.
    first_day = today if days.at(today, hour) > at else today + timedelta(days=1)
    ahead = select(func.min(CompletionRequest.due_at)).where(
        CompletionRequest.outcome == RequestOutcome.open, CompletionRequest.due_at >= days.at(first_day)
    )
    first: datetime | None = session.exec(ahead).one()
    return None if first is None else days.at(days.local(first), hour)
