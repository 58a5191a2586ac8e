"""A dossier whose time is over, and the approval of what is proposed."""

from datetime import datetime

from sqlalchemy import delete

from models.dossiers.application import Application
from models.forms.handling import PurgeForm
from models.sessions.campaign import Prospect
from models.vocabulary import Status
from tasks.incidents.forgetting.proposal import Proposal, approve
from tests.factories import application, paris
from tests.support.mails import Desk

LATER = paris("2031-08-20 10:00")


def over(desk: Desk) -> Application:
    """Have a dossier that was refused five years before, and nothing else."""
    desk.session.execute(delete(Prospect))
    return application(desk.session, desk.campaign, Status.refused, status_at=paris("2026-07-09 10:00"))


def approved(desk: Desk, _: Application, at: datetime) -> Proposal:
    """Have a person approve what is proposed."""
    return approve(desk.session, PurgeForm(visa="Visa du 1er août 2031", by="Mme Essai"), at=at)
