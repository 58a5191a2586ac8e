"""Advice asked of somebody from outside, and given, as the forms do it."""

from typing import Any

from sqlmodel import Session, col, select

from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application
from models.forms.advice import AdviceForm, AdviceRequestForm
from models.vocabulary import Status
from tasks.dossiers.advice.ask import record
from tasks.dossiers.in_hand.contents import read_contents
from tests.factories import application, paris
from tests.support.mails import Desk

EXPERT = "avis@observatoire.example"
ASKED_AT = paris("2026-04-13 10:00")
LINKS = "https://spro.region.example/spro/remise"


def request_form(reference: str, **fields: Any) -> AdviceRequestForm:  # noqa: ANN401  whatever a test cares for
    """Return a form that asks the observatory a question, without pieces."""
    said = {"whom": "Observatoire de l'orientation", "address": EXPERT, "question": "Le territoire est-il couvert ?"}
    return AdviceRequestForm.model_validate({"reference": reference, "by": "Mme Essai"} | said | fields)


def consult(session: Session, dossier: Application, **fields: Any) -> AdviceRequest:  # noqa: ANN401
    """Ask for advice about a dossier, its pieces behind a link, and return the latest request."""
    form = request_form(dossier.reference, **fields)
    record(session, form, read_contents(session, dossier, only=form.pieces), None, links=LINKS, at=ASKED_AT)
    return session.exec(select(AdviceRequest).order_by(col(AdviceRequest.id).desc())).all()[0]


def advised(desk: Desk) -> Application:
    """Return a dossier about which an advice was asked."""
    dossier = application(desk.session, desk.campaign, Status.under_examination)
    consult(desk.session, dossier)
    return dossier


def given(dossier: Application, **fields: object) -> AdviceForm:
    """Return the form of an advice given on the telephone."""
    said = {"reference": dossier.reference, "text": "Rien à redire.", "by": "Mme Essai"}
    return AdviceForm.model_validate(said | fields)
