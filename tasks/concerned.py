"""The dossiers that a unit of work was about, in words that Prefect may show."""

from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application, Organisation
from models.sessions.campaign import Campaign
from models.vocabulary import Status


class Concerned(NamedTuple):
    """A dossier that an act was about, as it stands after it."""

    session: str
    reference: str
    organisation: str
    status: Status


def concerned(session: Session, application: Application) -> Concerned:
    """Return a dossier as it stands, in words that Prefect may show."""
    session.flush()
    session.refresh(application)
    campaign = session.get_one(Campaign, application.campaign_id)
    organisation = session.get_one(Organisation, application.organisation_id)
    return Concerned(campaign.code, application.reference, organisation.name, application.status)
