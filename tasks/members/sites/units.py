"""Sites recorded in a transaction that is shown first."""

from datetime import datetime
from typing import NamedTuple

from models.dossiers.application import Application
from models.forms.membership.sites import SitesForm
from models.storage.preview.deed import deed
from models.storage.settings import Settings
from tasks.concerned import Concerned, concerned, refusable
from tasks.members.sites import record
from tasks.members.sites.record import SitesTold


class Recorded(NamedTuple):
    """What recording sites came to, and the dossier that it was about, if there is one."""

    told: SitesTold
    concerned: list[Concerned]


@refusable("Enregistrer les sites")
async def record_sites(form: SitesForm, *, at: datetime) -> Recorded:
    """Record the sites of a form. Raises Unconfirmed for what is to be shown first: which are new, changed, closed."""
    with deed(Settings().database, form, at=at) as done:
        told = record.record_sites(done.session, form, at=at)
        done.besides = told if told.new or told.changed or told.closed or told.faulty else None
        application = done.session.get(Application, told.application_id) if told.application_id else None
        return Recorded(told, [concerned(done.session, application)] if application else [])
