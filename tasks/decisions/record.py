"""What people record: findings and decisions; opinions are beside.

An act that was already recorded in the same words changes nothing; in other words, it is refused.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application, Decision, Examination, Piece, Validation
from models.dossiers.completeness import await_people, close_requests, find_applications
from models.dossiers.lifecycle import advance
from models.dossiers.workflow import BY_MOVE
from models.errors import Refusal
from models.forms.dossiers import DecisionForm, ExaminationForm, OpinionForm
from models.forms.meetings import DECISIONS
from models.meetings.queue import ready_among
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import first_of, stages
from models.vocabulary import ENDED, DecisionSense, Event, PieceState, RequestOutcome, StageKind, StageName, Status
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import notify
from tasks.decisions.already_recorded import by_session, latest, standing, unrecorded
from tasks.decisions.awaited import ask_before_effect
from tasks.decisions.correct import correct_finding, examined_as
from tasks.decisions.grid import note_grid
from tasks.implied_decision import accepted_by_silence, note_implied, refresh_clock
from tasks.members.joining.effect import must_have_a_term, take_effect
from tasks.members.sites.decided import decide_sites

DECIDED: dict[DecisionSense, Status] = {
    DecisionSense.accepted: Status.accepted,
    DecisionSense.refused: Status.refused,
    DecisionSense.adjourned: Status.adjourned,
}
"""The status that a decision leads to."""

WANTED = "demandée par la décision d'ajournement"
"""Why a piece that was there is held not to be."""

EXAMINABLE = frozenset({Status.registered, Status.incomplete, Status.under_examination})
"""Where pieces may be noted without a finding."""


def examine(session: Session, form: ExaminationForm, *, at: datetime) -> list[Application]:
    """Note the pieces that cannot be used and the grid, then the finding; without a finding the status stays. Another
    finding on one dossier, before the next body has met, corrects the former one."""
    applications = find_applications(session, form.dossiers)
    unusable = {line.piece: line.reason for line in form.unusable}
    _must_be_examinable(session, applications, form, unusable)
    for application in applications:
        note_grid(session, application, form.grid, by=form.by, at=at)
    targets = {one.reference: examined_as(session.get_one(Campaign, one.campaign_id)) for one in applications}
    if form.finding and [application.status for application in applications] == list(targets.values())[:1]:
        [one], why = applications, form.comment
        correct_finding(session, one, form.finding, comment=why, reason=why, by=form.by, at=at)
        return applications
    facts = {name: {"finding": form.finding, "comment": form.comment} for name in form.dossiers}
    for application in unrecorded(session, applications, Examination, targets, facts):
        if form.finding is None and _noted_already(session, application, form, unusable):
            continue
        region = session.get_one(Campaign, application.campaign_id).rules
        _note_unusable(session, region, application, unusable)
        session.add(
            Examination(
                application_id=application.id or 0, finding=form.finding, comment=form.comment, by=form.by, at=at
            )
        )
    if form.finding:
        _find(session, applications, targets, form, at=at)
    return applications


def _find(
    session: Session,
    applications: list[Application],
    targets: Mapping[str, Status],
    form: ExaminationForm,
    *,
    at: datetime,
) -> None:
    for target in dict.fromkeys(targets.values()):
        ids = [application.id or 0 for application in applications if targets[application.reference] is target]
        advance(session, ids, Event.examine, target, at=at, by=Person(form.by), reason=form.comment)


def record_validations(
    session: Session, *forms: DecisionForm, at: datetime, stage: StageName | None = None, meeting_id: int | None = None
) -> list[Application]:
    """Record what the commission said of each dossier of some forms, where the Région then signs its decisions on its
    own: nobody is told, and no delay begins or ends."""
    said = {reference: form for form in forms for reference in form.dossiers}
    applications = find_applications(session, list(said))
    facts = {name: _said(form) for name, form in said.items()}
    targets = dict.fromkeys(said, Status.validated)
    for campaign, new in by_session(session, unrecorded(session, applications, Validation, targets, facts)):
        _must_sit(session, campaign, stage, new, at=at)
        note_implied(session, campaign, at=at)
        _must_take_nothing_back(session, campaign, new, said)
        session.add_all(_validation(campaign, one, said[one.reference], meeting_id, at=at) for one in new)
        await_people(campaign, at=at)
    for application in applications:
        form = said[application.reference]
        reason = ", ".join(filter(None, (DECISIONS[form.decision], form.reasons)))
        by = Person(form.by)
        advance(session, [application.id or 0], Event.validate, Status.validated, at=at, by=by, reason=reason)
    return applications


def _validation(
    campaign: Campaign, application: Application, form: DecisionForm, meeting_id: int | None, *, at: datetime
) -> Validation:
    must_be_known(campaign.rules, form.pieces)
    return Validation(
        application_id=application.id or 0,
        campaign_id=campaign.id or 0,
        **_said(form),
        by=form.by,
        given_at=at,
        meeting_id=meeting_id,
    )


def record_decisions(
    session: Session,
    *forms: DecisionForm,
    at: datetime,
    stage: StageName | None = None,
    meeting_id: int | None = None,
    signed_on: date | None = None,
    files: Mapping[int, tuple[Enclosure, ...]] | None = None,
) -> list[Application]:
    """Record the decision on each dossier of some forms, and queue its notice (CRPA L221-8: it binds once notified);
    `signed_on` is the day that it bears, where that is not the one on which it is recorded, and `files` are the acts
    that were signed outside, by application."""
    said = {reference: form for form in forms for reference in form.dossiers}
    applications = find_applications(session, list(said))
    facts = {name: _said(form) for name, form in said.items()}
    targets = {name: DECIDED[form.decision] for name, form in said.items()}
    new = list(by_session(session, unrecorded(session, applications, Decision, targets, facts)))
    for campaign, those in new:
        _must_sit(session, campaign, stage, those, at=at)
    made = [d for campaign, those in new for d in _decisions(session, campaign, those, said, meeting_id, at=at)]
    for decision in made:
        decision.signed_on = signed_on
    session.add_all(made)
    decide_sites(session, [one for one in applications if targets[one.reference] is Status.accepted])
    advance_each(session, applications, Event.decision, targets, said, at=at)
    set_aside(session, {decision.application_id: decision.pieces for decision in made})
    over = [decision.application_id for decision in made if DECIDED[decision.decision] in ENDED]
    close_requests(session, over, RequestOutcome.cancelled, at=at)
    for campaign, those in new:
        leads_to = {application.id or 0: targets[application.reference] for application in those}
        _tell(session, campaign, leads_to, made, files=files, at=at)
    return applications


def _decisions(
    session: Session,
    campaign: Campaign,
    applications: list[Application],
    said: Mapping[str, DecisionForm],
    meeting_id: int | None,
    *,
    at: datetime,
) -> Iterator[Decision]:
    """Yield a version of the decision on each dossier of a session: a former one is never erased."""
    note_implied(session, campaign, at=at)
    _must_take_nothing_back(session, campaign, applications, said)
    accepted = [one for one in applications if said[one.reference].decision is DecisionSense.accepted]
    if accepted:
        must_have_a_term(session, campaign, accepted, at=at)
    former = latest(session, Decision, applications)
    for application in applications:
        form, before = said[application.reference], former.get(application.id or 0)
        must_be_known(campaign.rules, form.pieces)
        yield Decision(
            application_id=application.id or 0,
            campaign_id=campaign.id or 0,
            version=before.version + 1 if before else 1,
            **_said(form),
            by=form.by,
            decided_at=at,
            meeting_id=meeting_id,
        )


def _must_take_nothing_back(
    session: Session, campaign: Campaign, applications: Sequence[Application], said: Mapping[str, DecisionForm]
) -> None:
    """Raise Refusal where something else than an acceptance would be decided of what silence has accepted."""
    tacit = accepted_by_silence(session, [application.id or 0 for application in applications])
    for application in applications:
        granted = tacit.get(application.id or 0)
        if granted and said[application.reference].decision is not DecisionSense.accepted:
            granted_on = business_days(campaign.rules).local(granted.decided_at)
            mend = (
                f"acceptation implicite du {granted_on:%d/%m/%Y} : elle a créé des droits, et la retirer demande "
                "fondement, observations, confirmation (formulaire rectifier-decision)."
            )
            raise Refusal("Dossier", application.reference, mend)


def _tell(
    session: Session,
    campaign: Campaign,
    targets: Mapping[int, Status],
    made: Sequence[Decision],
    *,
    files: Mapping[int, tuple[Enclosure, ...]] | None,
    at: datetime,
) -> None:
    """Tell what was decided on the dossiers of a session, with what follows: their delay, their effect once due."""
    refresh_clock(session, campaign, list(targets), at=at)
    versions = {decision.application_id: decision.version for decision in made}
    for target in DECIDED.values():
        decided = [i for i, leads_to in targets.items() if leads_to is target]
        if target is Status.accepted:
            ask_before_effect(session, campaign, decided, at=at)
        for kind in BY_MOVE[Event.decision, target].notices:
            notify(session, campaign, kind, decided, at=at, occurrence=versions, files=files)
    # Accepted after the effective date: nothing is refused for coming after a stage, and nothing waits for it.
    take_effect(session, campaign, at=at)


def advance_each(
    session: Session,
    applications: Sequence[Application],
    event: Event,
    targets: Mapping[str, Status],
    said: Mapping[str, OpinionForm] | Mapping[str, DecisionForm],
    *,
    at: datetime,
) -> None:
    """Move each dossier to where what was said of it leads, for the reasons that were said."""
    moves: dict[tuple[Status, str], dict[int, str | None]] = defaultdict(dict)
    for application in applications:
        form = said[application.reference]
        moves[targets[application.reference], form.by][application.id or 0] = form.reasons
    for (target, by), reasons in moves.items():
        advance(session, list(reasons), event, target, at=at, by=Person(by), reason=reasons)


def set_aside(session: Session, wanted: Mapping[int, Collection[str]]) -> None:
    """Record that the pieces which adjournments ask for, by application, are missing or not as they should be."""
    ids = [application_id for application_id, pieces in wanted.items() if pieces]
    there = select(Piece).where(col(Piece.application_id).in_(ids), Piece.state == PieceState.received)
    for piece in session.exec(there):
        if piece.piece_id in wanted[piece.application_id]:
            piece.state, piece.reason = PieceState.unusable, WANTED
            session.add(piece)


def _said(form: DecisionForm) -> dict[str, Any]:
    return {
        "decision": form.decision,
        "law": form.law,
        "reasons": form.reasons,
        "pieces": form.pieces,
        "signatory_name": form.signatory.name,
        "signatory_capacity": form.signatory.capacity,
    }


def _must_sit(
    session: Session, campaign: Campaign, stage: StageName | None, new: Sequence[Application], *, at: datetime
) -> None:
    """Raise Refusal where a commission (None: the first) says anything before its stage opens, or out of turn."""
    must_be_open(session, campaign, stage or first_of(campaign, StageKind.decision), at=at)
    if stage:
        must_be_in_turn(session, campaign, stage, new)


def must_be_in_turn(session: Session, campaign: Campaign, stage: StageName, new: Sequence[Application]) -> None:
    """Raise Refusal for a dossier that waits for another body of the same kind, where a session has several."""
    rules, ids = campaign.rules, [application.id for application in new]
    alike = rules.stages.of_kind(rules.stages.kind_of(stage))
    waits = {one: ready_among(session, campaign, one, ids) for one in alike} if alike[1:] else {}
    for application in new:
        other = next((one for one, those in waits.items() if application.id in those), None)
        if other and application.id not in waits[stage]:
            mend = f"il attend {rules.words(other).subject}, et non {rules.words(stage).subject}."
            raise Refusal("Dossier", application.reference, mend)


def must_be_open(session: Session, campaign: Campaign, name: StageName, *, at: datetime) -> None:
    """Raise Refusal for anything recorded of a stage before the day on which it opens."""
    stage = stages(session, campaign)[name]
    if at < stage.opens_at:
        opens_on = business_days(campaign.rules).local(stage.opens_at)
        raise Refusal(
            "Étape",
            campaign.rules.words(name).label,
            f"elle ouvre le {opens_on:%d/%m/%Y} ; rien ne s'y enregistre avant.",
        )


def must_be_known(region: Region, piece_ids: list[str]) -> None:
    """Raise Refusal for a piece that the region file does not name."""
    region.need_pieces("Pièce", piece_ids)


def _must_be_examinable(
    session: Session, applications: Sequence[Application], form: ExaminationForm, unusable: dict[str, str]
) -> None:
    """Refuse to note pieces once the examination is over, unless they are noted so already."""
    for application in applications:
        is_noted = form.finding is not None and unusable.items() <= _unusable(session, application).items()
        if application.status not in EXAMINABLE and not is_noted:
            mend = f"ses pièces ne s'instruisent plus : {standing(application)}."
            raise Refusal("Dossier", application.reference, mend)


def _noted_already(session: Session, application: Application, form: ExaminationForm, unusable: dict[str, str]) -> bool:
    """Return True if the last thing noted says the same, and still stands: a piece may have come again since."""
    former = latest(session, Examination, [application]).get(application.id or 0)
    said = (None, form.comment, form.by)
    return (
        former is not None
        and (former.finding, former.comment, former.by) == said
        and unusable.items() <= _unusable(session, application).items()
    )


def _unusable(session: Session, application: Application) -> dict[str, str | None]:
    noted = select(Piece).where(Piece.application_id == application.id, Piece.state == PieceState.unusable)
    return {piece.piece_id: piece.reason for piece in session.exec(noted)}


def _note_unusable(session: Session, region: Region, application: Application, unusable: dict[str, str]) -> None:
    must_be_known(region, list(unusable))
    for piece in session.exec(select(Piece).where(Piece.application_id == application.id)):
        if piece.piece_id in unusable:
            piece.state, piece.reason = PieceState.unusable, unusable[piece.piece_id]
            session.add(piece)
