"""What the Région has still to sign, and its signature."""

from datetime import datetime

from models.dossiers.application import Application
from tasks.decisions.record import record_validations
from tasks.decisions.sign import sign_decisions
from tests.factories import paris
from tests.support.bodies import COMMISSION, waits
from tests.support.forms import decision, signing
from tests.support.mails import Desk

SPOKEN = paris("2026-07-09 16:00")


def validated(desk: Desk) -> Application:
    """Have the commission speak of a dossier on which the Région then decides."""
    dossier = waits(desk, COMMISSION)
    record_validations(desk.session, decision(dossier), at=SPOKEN)
    return dossier


def sign_its_decision(desk: Desk, dossier: Application, at: datetime) -> None:
    """Sign what the commission said."""
    sign_decisions(desk.session, signing(dossier, signed_on=at.date()), at=at)
