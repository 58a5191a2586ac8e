"""What moved at an instant, whoever moved it: the matter of one event a dossier."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import col

from models.dossiers.application import Application, Organisation
from models.dossiers.journal import JournalLine
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.isolate import goes_on
from models.vocabulary import Event, Status
from tasks.concerned import Concerned


class Move(NamedTuple):
    """A line of the journal: what happened, and the dossier as it stood after it."""

    event: Event
    dossier: Concerned


@goes_on
def moves_at(database: str, *, at: datetime) -> list[Move]:
    """Return what the journal holds of an instant, in its order."""
    lines = (
        columns(
            col(JournalLine.event),
            col(Campaign.code),
            col(Application.reference),
            col(Organisation.name),
            col(JournalLine.status),
        )
        .join(Application, col(Application.id) == col(JournalLine.application_id))
        .join(Campaign, col(Campaign.id) == col(Application.campaign_id))
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(col(JournalLine.at) == at)
        .order_by(col(JournalLine.id))
    )
    with reading(database) as session:
        rows = session.execute(lines).all()
    return [
        Move(Event(event), Concerned(code, reference, organisation, Status(status)))
        for event, code, reference, organisation, status in rows
    ]
