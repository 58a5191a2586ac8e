"""Advice from outside: what was asked about a dossier, of whom and until when, and what was said in answer.

Nothing of this reaches an applicant, unless a person says so.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import JSON, ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select

from models.calendar.business_days import business_days, next_reminder, reminders
from models.columns import none, word
from models.dossiers.application import Application
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, AdviceOutcome


class AdviceRequest(SQLModel, table=True):
    """What was asked about a dossier of somebody who is not of its session's desks, or of another desk: `whom`, at
    which address, with which pieces, until the end of `due_on`.

    `next_reminder_at` is when somebody is next told, while it is open, that an answer is awaited: whom it was asked of,
    and people once the last day is over; `shown_at`, when a person had its advice
    told to the applicant.
    """

    __tablename__ = "advice_request"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    whom: str
    address: str = Field(index=True)
    question: str
    pieces: list[str] = Field(default_factory=none, sa_type=JSON)
    by: str
    asked_at: datetime
    due_on: date
    due_at: datetime = Field(index=True)
    outcome: AdviceOutcome = Field(default=AdviceOutcome.open, sa_type=word(AdviceOutcome), index=True)
    closed_at: datetime | None = None
    next_reminder_at: datetime | None = Field(default=None, index=True)
    shown_at: datetime | None = None
    shown_by: str | None = None


class Advice(SQLModel, table=True):
    """What was said in answer to a request, as often as it was answered: in the arrival that brought it, whose files
    are its own, or recorded by a person."""

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="advice_request.id", index=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    text: str
    by: str
    given_at: datetime


def requests_for(session: Session, application: Application) -> Sequence[AdviceRequest]:
    """Return what was asked about a dossier, in order."""
    asked = select(AdviceRequest).where(AdviceRequest.application_id == application.id)
    return session.exec(asked.order_by(col(AdviceRequest.id))).all()


def with_requests(session: Session) -> set[int]:
    """Return the applications about which advice was asked."""
    return set(session.exec(select(AdviceRequest.application_id)))


def given_to(session: Session, request: AdviceRequest) -> Sequence[Advice]:
    """Return what was said in answer to a request, in order."""
    said = select(Advice).where(Advice.request_id == request.id)
    return session.exec(said.order_by(col(Advice.given_at), col(Advice.id))).all()


def awaited_about(session: Session, request_id: int) -> tuple[int, ...]:
    """Return the dossier about which a request awaits an advice; none once that is given, asked no more, or of no use:
    the dossier is decided."""
    request = session.get_one(AdviceRequest, request_id)
    application = session.get_one(Application, request.application_id)
    is_awaited = request.outcome is AdviceOutcome.open and application.status in UNDECIDED
    return (request.application_id,) if is_awaited else ()


def plan_reminder(campaign: Campaign, request: AdviceRequest, *, after: datetime) -> None:
    """Set when somebody is next told of a request: by a reminder, then at its end."""
    policy, hour = campaign.rules.policies.advice, campaign.rules.policies.send_hour
    schedule = reminders(business_days(campaign.rules), request.due_on, before=policy.remind_before, hour=hour)
    at_its_end = request.due_at if request.due_at > after else None
    request.next_reminder_at = next_reminder(schedule, after=after) or at_its_end


def close(request: AdviceRequest, outcome: AdviceOutcome, *, at: datetime) -> None:
    """End a request: nobody is reminded of it any more, and its link opens nothing."""
    request.outcome, request.closed_at, request.next_reminder_at = outcome, at, None


def give(session: Session, request: AdviceRequest, advice: Advice, *, at: datetime) -> None:
    """File what was said in answer to a request, which answers it."""
    session.add_all([request, advice])
    if request.outcome is AdviceOutcome.open:
        close(request, AdviceOutcome.answered, at=at)
    session.flush()


def is_late(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a request that nothing has answered by its last day, of a dossier that is to be decided yet."""
    is_open = (col(AdviceRequest.outcome) == AdviceOutcome.open) & (col(AdviceRequest.due_at) <= at)
    return is_open & col(Application.status).in_(UNDECIDED)


def take_back(session: Session, deposit_id: int, *, at: datetime) -> list[Application]:
    """Undo that an arrival brought an advice, and return the dossiers that it was about: a request that nothing else
    answered is open again."""
    found = session.exec(select(Advice).where(Advice.deposit_id == deposit_id)).all()
    return [_take_back(session, advice, at=at) for advice in found]


def _take_back(session: Session, advice: Advice, *, at: datetime) -> Application:
    request = session.get_one(AdviceRequest, advice.request_id)
    application = session.get_one(Application, request.application_id)
    session.delete(advice)
    session.flush()
    if request.outcome is AdviceOutcome.answered and not given_to(session, request):
        request.outcome, request.closed_at = AdviceOutcome.open, None
        plan_reminder(session.get_one(Campaign, application.campaign_id), request, after=at)
        session.add(request)
    return application
