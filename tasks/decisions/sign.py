"""The Région decides on its own, once the commission has spoken, where the region file says whose signature that takes:
its signed decision alone is told, and opens delays. The day that it bears is its own, not the commission's."""

from datetime import date, datetime

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Validation
from models.dossiers.completeness import find_applications
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.decisions import ExportForm, SigningForm
from models.forms.dossiers import DecisionForm
from models.sessions.campaign import Campaign
from models.vocabulary import Status
from tasks.decisions.already_recorded import latest
from tasks.decisions.record import DECIDED, record_decisions


def sign_decisions(session: Session, form: SigningForm, *, at: datetime) -> list[Application]:
    """Record the decisions that the Région signed on some dossiers, in the sense of the commission unless another is
    said, and tell them. Said again, nothing changes. Raises Refusal where no commission has spoken, and for a day
    before it did or to come."""
    applications = find_applications(session, form.dossiers)
    said = latest(session, Validation, applications)
    decided = []
    for application in applications:
        _must_sign_here(session, application)
        given = signable(application, said.get(application.id or 0))
        must_follow(session, application, given, form.signed_on, at=at)
        decided.append(signed_decision(application, given, form))
    return record_decisions(session, *decided, at=at, signed_on=form.signed_on)


def _must_sign_here(session: Session, application: Application) -> None:
    if session.get_one(Campaign, application.campaign_id).rules.decision.parapheur:
        mend = (
            "la région signe au parapheur (decision.parapheur) : exportez l'acte (exporter-parapheur), puis déposez-le "
            "signé (deposer-actes-signes)."
        )
        raise Refusal("Dossiers", application.reference, mend)


def signable(application: Application, given: Validation | None) -> Validation:
    """Return what the commission said of a dossier. Raises Refusal where that is not to be signed, nor was."""
    if given is None or application.status not in {Status.validated, *DECIDED.values(), Status.member}:
        mend = (
            f"ce dossier est « {LABELS[application.status]} » : rien n'y est à signer tant que la commission n'a rien "
            "dit (exécution « commission »)."
        )
        raise Refusal("Dossiers", application.reference, mend)
    return given


def must_follow(
    session: Session, application: Application, given: Validation, signed_on: date, *, at: datetime
) -> None:
    """Raise Refusal for a decision that is signed before the commission spoke, or later than now."""
    days = business_days(session.get_one(Campaign, application.campaign_id).rules)
    said_on, today = days.local(given.given_at), days.local(at)
    if not said_on <= signed_on <= today:
        mend = f"la commission s'est prononcée le {said_on:%d/%m/%Y} ; indiquez un jour entre celui-là et aujourd'hui."
        raise Refusal("Signée le", f"{signed_on:%d/%m/%Y}", mend)


def signed_decision(application: Application, given: Validation, form: ExportForm) -> DecisionForm:
    """Return the decision on a dossier: what the commission said, or what is said instead."""
    sense = form.decision or given.decision
    follows = sense is given.decision
    return DecisionForm(
        references=[application.reference],
        decision=sense,
        law=form.law or (given.law if follows else None),
        reasons=form.reasons or (given.reasons if follows else None),
        pieces=form.pieces or (given.pieces if follows else []),
        signatory=form.signatory,
        by=form.by,
    )
