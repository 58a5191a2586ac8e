"""A deposit that arrived late is admitted."""

from datetime import datetime

from sqlmodel import Session, col, update

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications, next_sending
from models.dossiers.lifecycle import advance, chunks
from models.forms.dossiers import AdmissionForm
from models.sessions.campaign import Campaign
from models.sessions.opening import must_run
from models.vocabulary import Event, Status


def admit_late(session: Session, form: AdmissionForm, *, at: datetime) -> list[Application]:
    """Admit a late deposit: it is registered like the others, and its acknowledgement follows."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    must_run(campaign)
    if advance(session, ids, Event.admit_late, Status.registered, at=at, by=Person(form.by), reason=form.reason):
        plan_acknowledgement(session, campaign, ids, at=at)
    return [application]


def plan_acknowledgement(session: Session, campaign: Campaign, ids: list[int], *, at: datetime) -> None:
    """Have the acknowledgement of dossiers leave on the next morning of a business day."""
    due = next_sending(campaign, at=at)
    for part in chunks(ids):
        session.execute(update(Application).where(col(Application.id).in_(part)).values(acknowledge_at=due))
