"""An appeal answered: rejected, in a letter of its own; or upheld, by the decision that takes the place of the former,
whose letter is the only one that leaves."""

from datetime import datetime

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.appeal import Appeal, end, open_appeals
from models.dossiers.application import Application, Decision
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.appeals import AppealAnswerForm
from models.forms.decisions import RectificationForm
from models.sessions.campaign import Campaign
from models.vocabulary import AppealOutcome, DecisionSense, Event, NoticeKind
from notifications.loading.appeals import APPEALS, appeal_view
from notifications.loading.proof_of_notification import served
from notifications.outbox.enqueue import notify
from notifications.views.notices import DecisionView
from tasks.decisions.rectify import in_force, rectify


def answer_appeal(session: Session, form: AppealAnswerForm, *, at: datetime) -> list[Application]:
    """Answer the appeal that waits about a dossier. Raises Refusal where none does, where several do and none is named,
    and where what is contested is an acceptance, which nothing is granted in the place of."""
    [application] = find_applications(session, form.dossiers)
    appeal = _one(open_appeals(session, application), form, application)
    if form.outcome is AppealOutcome.rejected:
        _reject(session, application, appeal, form, at=at)
    else:
        _uphold(session, application, form, at=at)
    return [application]


def _one(waiting: list[Appeal], form: AppealAnswerForm, application: Application) -> Appeal:
    named = [one for one in waiting if form.kind in {None, one.kind}]
    if not named:
        raise Refusal("Dossier", application.reference, "aucun recours n'y attend de réponse (enregistrer-recours).")
    if len(named) > 1:
        raise Refusal("Recours", "", "deux recours attendent une réponse : dites lequel, gracieux ou hiérarchique.")
    return named[0]


def _uphold(session: Session, application: Application, form: AppealAnswerForm, *, at: datetime) -> None:
    if in_force(session, application)[-1].decision is DecisionSense.accepted:
        mend = (
            "la candidature est déjà acceptée ; dites ce qui remplace cette décision (formulaire rectifier-decision)."
        )
        raise Refusal("Réponse", "accueilli", mend)
    said = RectificationForm(
        reference=application.reference,
        decision=DecisionSense.accepted,
        reasons=form.reasons,
        signatory=form.signatory,
        by=form.by,
    )
    rectify(session, said, at=at)


def _reject(
    session: Session, application: Application, appeal: Appeal, form: AppealAnswerForm, *, at: datetime
) -> None:
    campaign = session.get_one(Campaign, application.campaign_id)
    decision = session.get_one(Decision, appeal.decision_id)
    appeal.reasons = form.reasons
    appeal.signatory_name, appeal.signatory_capacity = form.signatory.name, form.signatory.capacity
    end(appeal, AppealOutcome.rejected, by=form.by, at=at)
    session.add(appeal)
    reason = f"{APPEALS[appeal.kind]} rejeté : {form.reasons}"
    note(session, application, Event.appeal_decision, at=at, by=Person(form.by), reason=reason)
    told = served(session, campaign.rules, [application.id or 0])[application.id or 0]
    until = told.first_until if told.decision.id == decision.id else None
    notify(
        session,
        campaign,
        NoticeKind.appeal_rejected,
        [application.id or 0],
        at=at,
        occurrence=str(appeal.id),
        appeal=appeal_view(appeal, decision, until=until, region=campaign.rules),
        decision=DecisionView(
            sense=decision.decision,
            decided_on=business_days(campaign.rules).local(at),
            reasons=form.reasons,
            pieces=(),
            signatory_name=form.signatory.name,
            signatory_capacity=form.signatory.capacity,
        ),
    )
