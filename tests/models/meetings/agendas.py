"""Meetings of the working group of 2026, and dossiers that wait for them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from models.dossiers.application import Application
from models.meetings.agenda import agenda
from models.meetings.meeting import AgendaItem, Meeting
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tests.factories import application, paris

AT = paris("2026-06-02 10:00")


def meeting(session: Session, campaign: Campaign, *, number: int = 1, **fields: object) -> Meeting:
    """Return a meeting of the working group."""
    row = {"campaign_id": campaign.id, "stage": "working_group", "number": number, "set_by": "Mme Essai", "set_at": AT}
    made = Meeting.model_validate(row | fields)
    session.add(made)
    session.flush()
    return made


def examined(session: Session, campaign: Campaign, received_at: str, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier that waits for the working group, received on a day at nine."""
    return application(session, campaign, Status.examined, received_at=paris(f"{received_at} 09:00"), **fields)


def order(items: Sequence[AgendaItem]) -> list[tuple[int, int]]:
    """Return the ranks and the dossiers of an agenda."""
    return [(item.position, item.application_id) for item in items]


def item_of(session: Session, of: Meeting, dossier: Application) -> AgendaItem:
    """Return the item of a dossier."""
    return next(item for item in agenda(session, of) if item.application_id == dossier.id)
