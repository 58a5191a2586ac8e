"""Those who were asked for advice are reminded of it; once the last day is over, people are."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.advice import AdviceRequest, plan_reminder
from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.intake.reading import unread_since
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, AdviceOutcome, NoticeKind
from notifications.loading.advice import advice_view
from notifications.loading.variables import load_applications
from notifications.outbox.enqueue import Letter, enqueue


def remind_of_advice(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind of the advice that is awaited about what is still to be decided. Of several reminders missed only the
    latest leaves; none once the last day is over, when people read of it instead."""
    due = _due(session, campaign, at=at)
    for request in due:
        plan_reminder(campaign, request, after=at)
        session.add(request)
    ahead = [request for request in due if at < request.due_at]
    if len(ahead) < len(due):
        await_people(campaign, at=at)
    letters = [_letter(session, campaign, request, at=at) for request in ahead]
    return enqueue(session, campaign, NoticeKind.advice_reminder, letters, at=at)


def _due(session: Session, campaign: Campaign, *, at: datetime) -> Sequence[AdviceRequest]:
    return session.exec(
        select(AdviceRequest)
        .join(Application)
        .where(
            Application.campaign_id == campaign.id,
            col(Application.status).in_(UNDECIDED),
            AdviceRequest.outcome == AdviceOutcome.open,
            col(AdviceRequest.next_reminder_at) <= at,
            ~unread_since(col(AdviceRequest.next_reminder_at)),
        )
        .order_by(col(AdviceRequest.id))
        .with_for_update(of=AdviceRequest)
    ).all()


def _letter(session: Session, campaign: Campaign, request: AdviceRequest, *, at: datetime) -> Letter:
    left = (request.due_on - business_days(campaign.rules).local(at)).days
    [application] = load_applications(session, campaign.rules, [request.application_id]).values()
    said = {
        "application": application,
        "advice": advice_view(session, campaign.rules, request),
        "days_left": left,
    }
    key = f"{application.reference}/advice_reminder/{request.id}/{left}"
    return Letter(key, request.address, said, advice_id=request.id)
