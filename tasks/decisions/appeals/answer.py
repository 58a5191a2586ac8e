"""An appeal answered: rejected, in a letter of its own; or upheld, by the decision that takes the place of the former,
whose letter is the only one that leaves."""

from datetime import datetime

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.appeal import Appeal, open_appeals
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.forms.appeals import AppealAnswerForm, ContestedAct
from models.forms.decisions import RectificationForm
from models.sessions.campaign import Campaign
from models.vocabulary import AppealOutcome, DecisionSense, NoticeKind
from notifications.loading.appeals import appeal_view
from notifications.outbox.act_files import SignedCopy, carried
from notifications.outbox.enqueue import notify
from tasks.decisions.answered import Answer, answer
from tasks.decisions.appeals.contested import act_of, contested
from tasks.decisions.appeals.upheld import KEPT_OUT
from tasks.decisions.rectify import in_force, rectify
from tasks.intake.sorting.open_dossier import is_kept_out
from tasks.members.leave import reinstate, signed_act


def answer_appeal(
    session: Session, form: AppealAnswerForm, *, at: datetime, signed: SignedCopy | None = None
) -> list[Application]:
    """Answer the appeal that waits about a dossier. Raises Refusal where none does, where several do and none is named,
    and where what is contested is an acceptance, which nothing is granted in the place of."""
    [application] = find_applications(session, form.dossiers)
    appeal = _one(open_appeals(session, application), form, application)
    if form.outcome is AppealOutcome.rejected:
        _reject(session, application, appeal, form, at=at, signed=signed)
    else:
        _uphold(session, application, appeal, form, at=at, signed=signed)
    return [application]


def _one(waiting: list[Appeal], form: AppealAnswerForm, application: Application) -> Appeal:
    named = [one for one in waiting if form.kind in {None, one.kind}]
    if not named:
        raise Refusal("Dossier", application.reference, "aucun recours n'y attend de réponse (enregistrer-recours).")
    if len(named) > 1:
        raise Refusal("Recours", "", "deux recours attendent une réponse : dites lequel, gracieux ou hiérarchique.")
    return named[0]


def _accept(
    session: Session,
    application: Application,
    _appeal: Appeal,
    form: AppealAnswerForm,
    *,
    at: datetime,
    signed: SignedCopy | None,
) -> None:
    if in_force(session, application)[-1].decision is DecisionSense.accepted:
        mend = (
            "la candidature est déjà acceptée ; dites ce qui remplace cette décision (formulaire rectifier-decision)."
        )
        raise Refusal("Réponse", "accueilli", mend)
    said = RectificationForm(
        reference=application.reference,
        decision=DecisionSense.accepted,
        law=form.law,
        reasons=form.reasons,
        signatory=form.signatory,
        by=form.by,
    )
    rectify(session, said, at=at, signed=signed)


def _reinstate(
    session: Session,
    application: Application,
    appeal: Appeal,
    form: AppealAnswerForm,
    *,
    at: datetime,
    signed: SignedCopy | None,
) -> None:
    region = session.get_one(Campaign, application.campaign_id).rules
    view = appeal_view(appeal, contested(session, region, appeal))
    act = signed_act(form, signed.on if signed else business_days(region).local(at))
    reinstate(session, application, act, view, by=form.by, at=at, signed=signed)
    answer(session, application, appeal, _said(form), at=at)


def _uphold(
    session: Session,
    application: Application,
    appeal: Appeal,
    form: AppealAnswerForm,
    *,
    at: datetime,
    signed: SignedCopy | None,
) -> None:
    """Take a contested act back. Raises Refusal, naming the form, where another act does that."""
    act = act_of(session, appeal)
    if act in KEPT_OUT or act is ContestedAct.not_required:
        raise Refusal("Réponse", "accueilli", _instead(session, application, act))
    undo = _reinstate if act is ContestedAct.termination else _accept
    undo(session, application, appeal, form, at=at, signed=signed)


def _instead(session: Session, application: Application, act: ContestedAct) -> str:
    """Return which form takes back an act that keeps a dossier out, or sets it aside."""
    if act is ContestedAct.not_required:
        do = "dites de quel réseau est cet organisme, ou qu'il n'est d'aucun (formulaire identifier-dossier)"
    elif is_kept_out(session, session.get_one(Campaign, application.campaign_id), application):
        do = "admettez ce dossier, reçu hors délai (formulaire admettre-hors-delai)"
    else:
        do = "présentez à nouveau ce dossier (formulaire representer-dossier)"
    return f"{do} : le recours est alors accueilli, et son auteur en est informé."


def _reject(
    session: Session,
    application: Application,
    appeal: Appeal,
    form: AppealAnswerForm,
    *,
    at: datetime,
    signed: SignedCopy | None,
) -> None:
    campaign = session.get_one(Campaign, application.campaign_id)
    act = contested(session, campaign.rules, appeal)
    answer(session, application, appeal, _said(form), at=at)
    notify(
        session,
        campaign,
        NoticeKind.appeal_rejected,
        [application.id or 0],
        at=at,
        occurrence=str(appeal.id),
        files=carried(signed, application.id),
        appeal=appeal_view(appeal, act),
        decision=signed_act(form, signed.on if signed else business_days(campaign.rules).local(at)),
    )


def _said(form: AppealAnswerForm) -> Answer:
    return Answer(form.outcome, form.reasons, form.by, form.law, form.signatory.name, form.signatory.capacity)
