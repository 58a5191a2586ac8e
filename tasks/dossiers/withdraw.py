"""A candidacy is withdrawn."""

from datetime import datetime

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import close_requests, find_applications
from models.dossiers.lifecycle import advance
from models.forms.dossiers import WithdrawalForm
from models.sessions.campaign import Campaign
from models.vocabulary import Event, NoticeKind, RequestOutcome, Status
from notifications.outbox.enqueue import notify
from tasks.implied_decision import refresh_clock


def withdraw(session: Session, form: WithdrawalForm, *, at: datetime) -> list[Application]:
    """Withdraw a candidacy, close what was asked of it, and confirm it to the applicant."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    if advance(session, ids, Event.withdraw, Status.withdrawn, at=at, by=Person(form.by), reason=form.reason):
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
        refresh_clock(session, campaign, ids, at=at)
        notify(
            session, campaign, NoticeKind.withdrawn, ids, at=at, withdrawn_on=business_days(campaign.rules).local(at)
        )
    return [application]
