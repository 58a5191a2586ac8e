"""What an act about a dossier changed of it besides its status: read back from the rows that it wrote."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import select

from models.dossiers.application import Application, Organisation
from models.dossiers.journal import JournalLine
from models.forms.intake import IdentificationForm
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import Event


class IdentityAccount(NamedTuple):
    """Whose dossier it is after a person said so, and whether anything of it is new. Never the address itself."""

    has_changed: bool
    organisation: str
    identifier: str
    network: str | None
    circle: int
    contact_said: bool


def read_identity(form: IdentificationForm, *, at: datetime) -> IdentityAccount:
    """Return whose dossier it is that a form identifies."""
    with reading(Settings().database) as session:
        rows = select(Application, Organisation, Campaign).join(Organisation).join(Campaign)
        found = session.exec(rows.where(Application.reference == form.dossiers[0])).one()
        application, organisation, campaign = found
        written = select(JournalLine.id).where(
            JournalLine.application_id == application.id, JournalLine.event == Event.identify, JournalLine.at == at
        )
        network = campaign.rules.networks.get(application.network or "")
        return IdentityAccount(
            has_changed=session.exec(written).first() is not None,
            organisation=organisation.name,
            identifier=form.identity.said,
            network=network.label if network else None,
            circle=application.circle,
            contact_said=bool(form.contact),
        )
