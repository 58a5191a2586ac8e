"""Forms as people fill them in, and when: one finding, opinion or decision on dossiers of the session of 2026."""

from datetime import date
from typing import Any

from models.dossiers.application import Application
from models.forms.decisions import SigningForm
from models.forms.dossiers import DecisionForm, ExaminationForm, OpinionForm, Signatory
from models.forms.mending import Entry, EntryCorrectionForm
from tests.factories import paris

APRIL, JUNE, JULY = paris("2026-04-20 10:00"), paris("2026-06-18 10:00"), paris("2026-07-09 10:00")
SIGNED = date(2026, 7, 15)
SIGNATORY = Signatory(name="Camille Essai", capacity="Présidente de la commission")


def finding(application: Application, **fields: object) -> ExaminationForm:
    """Return a form that finds in favour of a dossier, unless `fields` says otherwise."""
    row = {"applications": [application.reference], "finding": "favourable", "by": "Mme Essai"}
    return ExaminationForm.model_validate(row | fields)


def opinion(*applications: Application, **fields: object) -> OpinionForm:
    """Return a form with a favourable opinion on some dossiers, unless `fields` says otherwise."""
    row = {"applications": [one.reference for one in applications], "opinion": "favourable", "by": "M. Essai"}
    return OpinionForm.model_validate(row | fields)


def decision(*applications: Application, **fields: object) -> DecisionForm:
    """Return a form that accepts some dossiers, unless `fields` says otherwise."""
    row = {"applications": [one.reference for one in applications], "decision": "accepted", "by": "M. Essai"}
    return DecisionForm.model_validate(row | {"signatory": SIGNATORY} | fields)


def refusal(
    *applications: Application, reasons: str = "Article 3 du cahier des charges : aucun accueil."
) -> DecisionForm:
    """Return a form that refuses a dossier, with its reasons."""
    return decision(*applications, decision="refused", reasons=reasons)


def signing(*applications: Application, **fields: object) -> SigningForm:
    """Return a form by which the Région signed its decisions on 15 July."""
    row = {"references": [one.reference for one in applications], "signed_on": SIGNED, "signatory": SIGNATORY}
    return SigningForm.model_validate(row | {"by": "Mme Essai"} | fields)


def correction(application: Application, entry: Entry, **fields: Any) -> EntryCorrectionForm:  # noqa: ANN401
    """Return a form that corrects an entry of a dossier."""
    said = {"reference": application.reference, "entry": entry, "reason": "Mauvaise ligne", "by": "Coordination"}
    return EntryCorrectionForm.model_validate(said | fields)
