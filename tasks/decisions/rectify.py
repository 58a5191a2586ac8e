"""A decision that another replaces, or that is notified otherwise than by our mail: nothing of the former is erased."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import takewhile
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days, plus_months
from models.dossiers.actor import Person
from models.dossiers.appeal import open_appeals
from models.dossiers.application import Application, Decision, Handover, Piece, Reach
from models.dossiers.completeness import close_requests, find_applications
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import BY_MOVE, LABELS, TRANSITIONS
from models.errors import Refusal
from models.forms.decisions import CHANNELS, HandoverForm, RectificationForm
from models.members.register import end_memberships
from models.sessions.campaign import Campaign
from models.vocabulary import (
    ENDED,
    AppealOutcome,
    DecisionSense,
    Event,
    Ground,
    NoticeKind,
    PieceState,
    RequestOutcome,
    Status,
)
from notifications.loading.proof_of_notification import rectification
from notifications.outbox.act_files import SignedCopy, carried
from notifications.outbox.enqueue import notify
from notifications.outbox.untold import call_off_decisions
from tasks.decisions.answered import Answer, answer
from tasks.decisions.awaited import ask_before_effect
from tasks.decisions.record import DECIDED, WANTED, must_be_known, set_aside
from tasks.implied_decision import accepted_by_silence, note_implied, refresh_clock
from tasks.members.joining.effect import must_have_a_term, take_effect
from tasks.members.sites.decided import decide_sites

DECIDED_UPON: frozenset[Status] = frozenset().union(*(row.sources for row in TRANSITIONS if row.event is Event.rectify))
"""Those on which a decision is in force, that another may replace."""

MONTHS_TO_UNDO = 4
"""CRPA L242-1: how long after it was made an illegal decision that granted something may be taken back."""


def rectify(
    session: Session, form: RectificationForm, *, at: datetime, signed: SignedCopy | None = None
) -> list[Application]:
    """Put a decision in the place of the one in force, that of silence too: a further version, of which its applicant
    gets a notice. In the words of the latest, nothing changes."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    note_implied(session, campaign, at=at)
    former = in_force(session, application)
    if _facts(former[-1]) == _said(form):
        return [application]
    must_be_known(campaign.rules, form.pieces)
    _must_oppose_silence(application, former[-1], form)
    if form.decision is DecisionSense.accepted is not former[-1].decision:
        must_have_a_term(session, campaign, [application], at=at)
    days = business_days(campaign.rules)
    _must_be_lawful(days, application, former, form, today=signed.on if signed else days.local(at))
    decision = _replace(session, application, former[-1], form, at=at, signed=signed)
    _move(session, campaign, application, former[-1], decision)
    _count_pieces(session, application, form.pieces)
    refresh_clock(session, campaign, ids, at=at)
    if application.status is Status.accepted:
        ask_before_effect(session, campaign, ids, at=at)
    _tell(session, campaign, application, former, decision, signed=signed)
    take_effect(session, campaign, at=at)
    return [application]


def _tell(
    session: Session,
    campaign: Campaign,
    application: Application,
    former: Sequence[Decision],
    decision: Decision,
    *,
    signed: SignedCopy | None,
) -> None:
    """Queue the letter of a decision that replaces another: where the former one was told to nobody, it never leaves,
    and the new one is told as if it were the first (CRPA L221-8), but where silence had decided before."""
    ids, at, files = [application.id or 0], decision.decided_at, carried(signed, application.id)
    was_silent = any(version.by_silence for version in former)
    if call_off_decisions(session, application) and not was_silent:
        for kind in BY_MOVE[Event.decision, DECIDED[decision.decision]].notices:
            notify(session, campaign, kind, ids, at=at, occurrence=str(decision.version), files=files)
        return
    which = rectification(decision)
    notify(session, campaign, NoticeKind.rectified, ids, at=at, occurrence=which, files=files, reason=None)


def hand_over(session: Session, form: HandoverForm, *, at: datetime) -> list[Application]:
    """Record on which day, and by which channel, the decision in force was notified otherwise than by our mail (CRPA
    L221-8): the delay to contest it runs from there. Recorded anew otherwise, the latest counts. Raises Refusal for a
    day before the decision or to come."""
    [application] = find_applications(session, form.dossiers)
    days = business_days(session.get_one(Campaign, application.campaign_id).rules)
    decision = in_force(session, application)[-1]
    made_on, today = decision.taken_on(days), days.local(at)
    if not made_on <= form.on <= today:
        mend = f"la décision est du {made_on:%d/%m/%Y} ; indiquez un jour entre celui-là et aujourd'hui."
        raise Refusal("Jour de la notification", form.on, mend)
    recorded = select(Handover).where(Handover.decision_id == decision.id).order_by(col(Handover.id).desc())
    latest = session.exec(recorded).first()
    if latest is None or (latest.on, latest.channel) != (form.on, form.channel):
        session.add(
            Handover(decision_id=decision.id or 0, on=form.on, channel=form.channel, by=form.by, recorded_at=at)
        )
        reason = f"{CHANNELS[form.channel]}, le {form.on:%d/%m/%Y}"
        note(session, application, Event.notify, at=at, by=Person(form.by), reason=reason)
    return [application]


def in_force(session: Session, application: Application) -> list[Decision]:
    """Return the versions of the decision in force on a dossier, the latest last. Raises Refusal for none."""
    versions = standing_versions(session, application)
    if not versions:
        decided = ", ".join(LABELS[status] for status in Status if status in DECIDED_UPON)
        mend = (
            f"ce dossier est « {LABELS[application.status]} », et aucune décision n'y est en vigueur ; il faut un "
            f"dossier décidé, au statut : {decided}."
        )
        raise Refusal("Dossier", application.reference, mend)
    return versions


def standing_versions(session: Session, application: Application) -> list[Decision]:
    """Return the versions of the decision in force on a dossier, the latest last; none where there is none."""
    made = select(Decision).where(Decision.application_id == application.id).order_by(col(Decision.version))
    is_tacit = bool(accepted_by_silence(session, [application.id or 0]))
    return list(session.exec(made)) if is_tacit or application.status in DECIDED_UPON else []


def _facts(decision: Decision) -> tuple[Any, ...]:
    signed = (decision.signatory_name, decision.signatory_capacity)
    return decision.decision, decision.law, decision.reasons, decision.pieces, *signed


def _said(form: RectificationForm) -> tuple[Any, ...]:
    return form.decision, form.law, form.reasons, form.pieces, form.signatory.name, form.signatory.capacity


def _must_oppose_silence(application: Application, former: Decision, form: RectificationForm) -> None:
    """Refuse to accept what silence accepted by this act: that is the commission's express decision."""
    if former.by_silence and form.decision is DecisionSense.accepted:
        mend = "le silence l'a déjà accepté ; la décision expresse s'enregistre à la commission."
        raise Refusal("Dossier", application.reference, mend)


def _takes_back(former: Decision, sense: DecisionSense) -> bool:
    return former.decision is DecisionSense.accepted and sense is not DecisionSense.accepted


def _must_be_lawful(
    days: BusinessDays,
    application: Application,
    former: Sequence[Decision],
    form: RectificationForm,
    *,
    today: date,
) -> None:
    """Check that an acceptance, which created rights, may be taken back: that needs a legal ground, the time limit, a
    hearing. Raises Refusal naming all that is missing."""
    if _takes_back(former[-1], form.decision):
        lacking = list(_lacking(_granted_on(days, former), form, today=today))
        if lacking:
            ends = ", et l'adhésion prend fin ce jour" if application.status is Status.member else ""
            given = (
                "l'acceptation de ce dossier, née du silence,"
                if former[-1].by_silence
                else "l'acceptation de ce dossier"
            )
            warning = f"attention, {given} a créé des droits, et cette décision la retire{ends} : "
            raise Refusal("Rectification", application.reference, f"{warning}{' ; '.join(lacking)}.")


def _granted_on(days: BusinessDays, versions: Sequence[Decision]) -> date:
    """Return when the acceptance in force was first made: reasoned anew since, it granted nothing more."""
    accepted = takewhile(lambda version: version.decision is DecisionSense.accepted, reversed(versions))
    return min(version.taken_on(days) for version in accepted)


def _lacking(granted_on: date, form: RectificationForm, *, today: date) -> Iterator[str]:
    last_day = plus_months(granted_on, MONTHS_TO_UNDO)
    if form.ground is None:
        yield "choisissez le fondement (articles L. 241-2 et L. 242-1 à L. 242-4 du CRPA)"
    elif form.ground is Ground.illegality and today > last_day:
        yield (
            f"l'illégalité ne peut plus être invoquée : l'acceptation est du {granted_on:%d/%m/%Y}, et les quatre mois "
            f"de l'article L. 242-1 du CRPA ont fini le {last_day:%d/%m/%Y} ; restent une condition qui n'est plus "
            "remplie (L. 242-2), la fraude (L. 241-2) et la demande du bénéficiaire (L. 242-4)"
        )
    if form.reach is None:
        yield "dites si l'acceptation est retirée, dès l'origine, ou abrogée, pour l'avenir (article L. 240-1 du CRPA)"
    elif (form.reach, form.ground) == (Reach.withdrawn, Ground.lapsed):
        yield "une condition qui n'est plus remplie ne permet que l'abrogation (article L. 242-2 du CRPA)"
    if not form.observations:
        yield "dites comment et quand l'organisme a pu présenter ses observations (article L. 121-1 du CRPA)"


def _replace(
    session: Session,
    application: Application,
    former: Decision,
    form: RectificationForm,
    *,
    at: datetime,
    signed: SignedCopy | None,
) -> Decision:
    """Add the version that replaces the former one."""
    takes_back = _takes_back(former, form.decision)
    decision = Decision(
        application_id=application.id or 0,
        campaign_id=application.campaign_id,
        version=former.version + 1,
        decision=form.decision,
        law=form.law,
        reasons=form.reasons,
        pieces=form.pieces,
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
        reach=form.reach if takes_back else None,
        ground=form.ground if takes_back else None,
        observations=form.observations if takes_back else None,
        by=form.by,
        decided_at=at,
        signed_on=signed.on if signed else None,
    )
    session.add(decision)
    session.flush()
    decide_sites(session, [application] if decision.decision is DecisionSense.accepted else [])
    return decision


def _move(session: Session, campaign: Campaign, application: Application, former: Decision, decision: Decision) -> None:
    """Give the dossier the status of its new decision, with all that it ends; in the same sense, it keeps its own."""
    ids, target, at = [application.id or 0], DECIDED[decision.decision], decision.decided_at
    if decision.decision is former.decision:
        note(session, application, Event.rectify, at=at, by=Person(decision.by), reason=decision.reasons)
        return
    event = Event.take_back if former.by_silence else Event.rectify
    advance(session, ids, event, target, at=at, by=Person(decision.by), reason=decision.reasons)
    _answer_appeals(session, application, decision)
    if target in ENDED:
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
    if _takes_back(former, decision.decision):
        on = business_days(campaign.rules).local(at)
        never_was, reason = decision.reach is Reach.withdrawn, decision.reasons or ""
        end_memberships(session, ids, on=on, reason=reason, by=decision.by, at=at, never_was=never_was)


def _answer_appeals(session: Session, application: Application, decision: Decision) -> None:
    """End the appeals that wait for an answer: a decision in another sense is one, and its letter tells it."""
    for appeal in [one for one in open_appeals(session, application) if one.decision_id]:
        signed = (decision.signatory_name, decision.signatory_capacity)
        said = Answer(AppealOutcome.upheld, decision.reasons, decision.by, decision.law, *signed)
        answer(session, application, appeal, said, at=decision.decided_at)


def _count_pieces(session: Session, application: Application, wanted: list[str]) -> None:
    """Count again what a former adjournment held not to be there, except what the new one asks for."""
    aside = select(Piece).where(Piece.application_id == application.id, Piece.state == PieceState.unusable)
    for piece in session.exec(aside.where(Piece.reason == WANTED)).all():
        piece.state, piece.reason = PieceState.received, None
        session.add(piece)
    set_aside(session, {application.id or 0: wanted})
