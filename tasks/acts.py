"""What people record: findings, opinions and decisions.

An act that was already recorded in the same words changes nothing; in other words, it is refused.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from models.application import Application, Decision, Examination, Opinion, Piece
from models.calendar import business_days
from models.campaign import Campaign
from models.dossier import close_requests, find_applications
from models.errors import Refusal
from models.forms import DecisionForm, ExaminationForm, OpinionForm
from models.lifecycle import advance
from models.opening import STAGE_WORDS, stages
from models.region import Region
from models.statuses import ENDED, DecisionSense, Event, PieceState, RequestOutcome, StageName, Status
from models.workflow import LABELS
from notifications.outbox import notify
from tasks.clock import refresh_clock
from tasks.obligations import take_effect

Act = TypeVar("Act", Examination, Opinion, Decision)

DECIDED: dict[DecisionSense, Status] = {
    DecisionSense.accepted: Status.accepted,
    DecisionSense.refused: Status.refused,
    DecisionSense.adjourned: Status.adjourned,
}
"""The status that a decision leads to; the notice of the same name tells it."""

EXAMINABLE = frozenset({Status.registered, Status.incomplete, Status.under_examination})
"""Where pieces may be noted without a finding."""


def examine(session: Session, form: ExaminationForm, *, at: datetime) -> list[Application]:
    """Note the pieces that cannot be used, then the finding; without a finding the status stays."""
    applications = find_applications(session, form.dossiers)
    unusable = {line.piece: line.reason for line in form.unusable}
    for application in applications:
        _must_be_examinable(session, application, form, unusable)
    said = {"finding": form.finding, "comment": form.comment}
    for campaign, application in _fresh(session, applications, Status.examined, Examination, **said):
        if form.finding is None and _noted_already(session, application, form, unusable):
            continue
        _note_unusable(session, campaign.rules, application, unusable)
        session.add(
            Examination(
                application_id=application.id or 0, finding=form.finding, comment=form.comment, by=form.by, at=at
            )
        )
    if form.finding:
        ids = [application.id or 0 for application in applications]
        advance(session, ids, Event.examine, Status.examined, at=at, by=form.by, reason=form.comment)
    return applications


def record_opinions(session: Session, form: OpinionForm, *, at: datetime) -> list[Application]:
    """Record the working group's opinion on each dossier of the form, from the day its stage opens."""
    applications = find_applications(session, form.dossiers)
    said = {"opinion": form.opinion, "reasons": form.reasons}
    for campaign, application in _fresh(session, applications, Status.studied, Opinion, **said):
        _must_be_open(session, campaign, StageName.working_group, at=at)
        session.add(
            Opinion(
                application_id=application.id or 0,
                campaign_id=campaign.id or 0,
                body=campaign.rules.stages.working_group.body,
                opinion=form.opinion,
                reasons=form.reasons,
                by=form.by,
                given_at=at,
            )
        )
    ids = [application.id or 0 for application in applications]
    advance(session, ids, Event.opinion, Status.studied, at=at, by=form.by, reason=form.reasons)
    return applications


def record_decisions(session: Session, form: DecisionForm, *, at: datetime) -> list[Application]:
    """Record the decision on each dossier of the form, and queue its notice (CRPA L221-8: it binds once notified)."""
    applications = find_applications(session, form.dossiers)
    target = DECIDED[form.decision]
    fresh = list(_fresh(session, applications, target, Decision, **_said(form)))
    versions = {a.id or 0: _record_decision(session, campaign, a, form, at=at) for campaign, a in fresh}
    ids = [application.id or 0 for application in applications]
    advance(session, ids, Event.decision, target, at=at, by=form.by, reason=form.reasons)
    if target in ENDED:
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
    for campaign, application in fresh:
        _set_aside(session, application, form.pieces)
        refresh_clock(session, campaign, [application.id or 0], at=at)
    for campaign, group in groupby(fresh, key=lambda pair: pair[0]):
        decided = [application.id or 0 for _, application in group]
        notify(session, campaign, target, decided, at=at, occurrence=versions)
        # Accepted after the effective date: nothing is refused for coming after a stage, and nothing waits for it.
        take_effect(session, campaign, at=at)
    return applications


def _record_decision(
    session: Session, campaign: Campaign, application: Application, form: DecisionForm, *, at: datetime
) -> int:
    """Add a version of the decision, never erasing a former one, and return its number."""
    _must_be_open(session, campaign, StageName.commission, at=at)
    _must_be_known(campaign.rules, form.pieces)
    former = _latest(session, Decision, application)
    decision = Decision(
        application_id=application.id or 0,
        campaign_id=campaign.id or 0,
        version=former.version + 1 if former else 1,
        **_said(form),
        by=form.by,
        decided_at=at,
    )
    session.add(decision)
    return decision.version


def _set_aside(session: Session, application: Application, wanted: list[str]) -> None:
    """Hold that the pieces an adjournment asks for are not there as they should be."""
    for piece in session.exec(select(Piece).where(Piece.application_id == application.id)):
        if piece.piece_id in wanted and piece.state is PieceState.received:
            piece.state, piece.reason = PieceState.unusable, "demandée par la décision d'ajournement"
            session.add(piece)


def _said(form: DecisionForm) -> dict[str, Any]:
    return {
        "decision": form.decision,
        "reasons": form.reasons,
        "pieces": form.pieces,
        "signatory_name": form.signatory.name,
        "signatory_capacity": form.signatory.capacity,
    }


def _fresh(
    session: Session, applications: list[Application], target: Status, act: type[Act], **facts: object
) -> Iterator[tuple[Campaign, Application]]:
    for application in applications:
        if not _repeats(session, application, target, act, **facts):
            yield session.get_one(Campaign, application.campaign_id), application


def _repeats(
    session: Session,
    application: Application,
    target: Status,
    act: type[Act],
    **facts: object,
) -> bool:
    """Tell whether the act is recorded already with the same facts; with others, it is refused."""
    if application.status is not target:
        return False
    former = _latest(session, act, application)
    if former and all(getattr(former, name) == fact for name, fact in facts.items()):
        return True
    raise Refusal("Dossier", application.reference, f"{_standing(application)} : cette saisie dit autre chose.")


def _latest(session: Session, act: type[Act], application: Application) -> Act | None:
    statement = select(act).where(act.application_id == application.id).order_by(col(act.id).desc())
    return session.exec(statement).first()


def _standing(application: Application) -> str:
    return f"il est déjà « {LABELS[application.status]} »"


def _must_be_open(session: Session, campaign: Campaign, name: StageName, *, at: datetime) -> None:
    stage = stages(session, campaign)[name]
    if at < stage.opens_at:
        opens_on = business_days(campaign.rules).local(stage.opens_at)
        raise Refusal(
            "Étape", STAGE_WORDS[name].label, f"elle ouvre le {opens_on:%d/%m/%Y} ; rien ne s'y enregistre avant."
        )


def _must_be_known(region: Region, piece_ids: list[str]) -> None:
    for piece_id in piece_ids:
        if piece_id not in region.pieces:
            raise Refusal("Pièce", piece_id, f"inconnue ; pièces de la région : {', '.join(region.pieces)}.")


def _must_be_examinable(
    session: Session, application: Application, form: ExaminationForm, unusable: dict[str, str]
) -> None:
    """Refuse to note pieces once the examination is over, unless they are noted so already."""
    is_noted = form.finding is not None and unusable.items() <= _unusable(session, application).items()
    if application.status not in EXAMINABLE and not is_noted:
        mend = f"ses pièces ne s'instruisent plus : {_standing(application)}."
        raise Refusal("Dossier", application.reference, mend)


def _noted_already(session: Session, application: Application, form: ExaminationForm, unusable: dict[str, str]) -> bool:
    """Tell whether the last thing noted says the same, and still stands: a piece may have come again since."""
    former = _latest(session, Examination, application)
    standing = _unusable(session, application)
    said = (None, form.comment, form.by)
    return (
        former is not None
        and (former.finding, former.comment, former.by) == said
        and unusable.items() <= standing.items()
    )


def _unusable(session: Session, application: Application) -> dict[str, str | None]:
    noted = select(Piece).where(Piece.application_id == application.id, Piece.state == PieceState.unusable)
    return {piece.piece_id: piece.reason for piece in session.exec(noted)}


def _note_unusable(session: Session, region: Region, application: Application, unusable: dict[str, str]) -> None:
    _must_be_known(region, list(unusable))
    for piece in session.exec(select(Piece).where(Piece.application_id == application.id)):
        if piece.piece_id in unusable:
            piece.state, piece.reason = PieceState.unusable, unusable[piece.piece_id]
            session.add(piece)
