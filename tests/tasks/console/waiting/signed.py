"""What the Région has still to sign, and its signature."""

from datetime import datetime

from models.dossiers.application import Application
from models.forms.decisions import RectificationForm
from models.forms.letters import WaitingLettersForm
from models.forms.mending import Entry
from tasks.acts.entries import correct_entry
from tasks.acts.table import ACTS
from tasks.decisions.record import record_validations
from tasks.decisions.sign import sign_decisions
from tasks.dossiers.letters.waiting import settle_letters
from tests.factories import SIGNS_OUTSIDE, paris, rule_by
from tests.support.bodies import COMMISSION, waits
from tests.support.decided import decided, rectification
from tests.support.forms import correction, decision, signing
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


def exported(desk: Desk) -> Application:
    """Have a rectification wait for its signature, where the Région signs outside."""
    dossier = decided(desk, "refused")
    rule_by(desk.campaign, SIGNS_OUTSIDE)
    desk.session.add(desk.campaign)
    rule = ACTS[RectificationForm].rule
    assert rule
    rule(desk.session, rectification(dossier, "accepted"), at=paris("2026-07-20 10:00"))
    return dossier


def take_back(desk: Desk, dossier: Application, at: datetime) -> None:
    """Say that an act is not to be signed any more."""
    correct_entry(desk.session, correction(dossier, Entry.exported_act), at=at)


def let_go(desk: Desk, dossier: Application, at: datetime) -> None:
    """Have the letter of a refusal leave at once."""
    said = {"letters": [f"{dossier.reference}/refused"], "fate": "laisser partir", "by": "Mme Essai"}
    settle_letters(desk.session, WaitingLettersForm.model_validate(said), at=at)
