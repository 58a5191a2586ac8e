"""A session cancelled by the Région: nobody loses a place in the queue, and everybody that it concerns is told why.

What is undecided is kept for the next session, as an applicant who did all that was asked would expect: closing those
dossiers would ask each for a new deposit, and cost it its rank. What was decided stays decided.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from models.columns import chunks
from models.dossiers.actor import Person
from models.dossiers.application import Application, by_receipt
from models.dossiers.completeness import close_requests
from models.dossiers.lifecycle import advance
from models.errors import Refusal
from models.forms.mending import SessionCancellationForm
from models.meetings.agenda import has_begun, open_meeting
from models.sessions.campaign import Campaign, Stage, StageChange
from models.sessions.opening import find_campaign, stages
from models.vocabulary import UNDECIDED, Event, NoticeKind, RequestOutcome, StageKind, Status
from notifications.outbox.enqueue import Letter, call_off, enqueue, notify
from tasks.implied_decision import refresh_clock
from tasks.meetings.calendar.recusals import lock_stage
from tasks.meetings.convening.called_off import call_off_meeting
from tasks.meetings.recording.sitting import close_meeting
from tasks.sessions.daily import silent_prospects


def cancel_session(session: Session, form: SessionCancellationForm, *, at: datetime) -> list[Application]:
    """Cancel a session: carry its undecided dossiers over and tell their applicants, call its meetings off and tell
    their members. Returns those dossiers; of a session that is cancelled already, none. Raises Refusal once its
    memberships took effect."""
    campaign = find_campaign(session, form.session)
    _must_end(campaign)
    for name in stages(session, campaign):
        lock_stage(session, campaign, name)
    if campaign.cancelled_at:
        return []
    effect = stages(session, campaign).effect
    if effect and effect.done_at:
        raise Refusal("Session", campaign.code, "ses adhésions ont pris effet : elle ne s'annule plus.")
    prospects = silent_prospects(session, campaign)
    campaign.cancelled_at, campaign.cancelled_by, campaign.cancelled_for = at, form.by, form.reason
    campaign.label = f"{campaign.label} (annulée)"
    _end_stages(session, campaign, form, at=at)
    ids = _carry_over(session, campaign, form, at=at)
    _tell(session, campaign, form, ids, prospects, at=at)
    _call_meetings_off(session, campaign, form, at=at)
    concerned = select(Application).where(col(Application.id).in_(ids)).order_by(*by_receipt())
    return list(session.exec(concerned))


def _must_end(campaign: Campaign) -> None:
    """Raise Refusal where dossiers come in all year, and go on from a session into the next as they are."""
    if campaign.rules.stages.go_on:
        mend = "on y entre toute l'année : rien ne s'y reporte à la session suivante ; une ouverture faite par erreur "
        raise Refusal("Session", campaign.code, f"{mend}se reprend par annuler-ouverture.")


def _end_stages(session: Session, campaign: Campaign, form: SessionCancellationForm, *, at: datetime) -> None:
    """End what is to come of a session but the effect, which those that were accepted still wait for."""
    for stage in stages(session, campaign).values():
        if stage.kind is StageKind.effect:
            continue
        if stage.due_at > at:
            session.add(_ended_before(stage, form, at=at))
            stage.due_at, stage.revision, stage.meeting_on = at, stage.revision + 1, None
        stage.done_at, stage.next_reminder_at = stage.done_at or at, None
        session.add(stage)


def _ended_before(stage: Stage, form: SessionCancellationForm, *, at: datetime) -> StageChange:
    """Return what is kept of the end that a stage was to have."""
    return StageChange(
        stage_id=stage.id or 0, former_due_at=stage.due_at, due_at=at, reason=form.reason, by=form.by, at=at
    )


def _carry_over(session: Session, campaign: Campaign, form: SessionCancellationForm, *, at: datetime) -> list[int]:
    """Keep the undecided dossiers of a session for the next one, and return them: nothing is asked till then."""
    undecided = (Application.campaign_id == campaign.id, col(Application.status).in_(UNDECIDED))
    found = select(Application.id).where(*undecided).order_by(*by_receipt()).with_for_update()
    ids = [i or 0 for i in session.exec(found)]
    advance(session, ids, Event.cancel_session, Status.carried_over, at=at, by=Person(form.by), reason=form.reason)
    for part in chunks(ids):
        session.execute(update(Application).where(col(Application.id).in_(part)).values(acknowledge_at=None))
    close_requests(session, ids, RequestOutcome.cancelled, at=at)
    refresh_clock(session, campaign, ids, at=at)
    return ids


def _tell(
    session: Session,
    campaign: Campaign,
    form: SessionCancellationForm,
    ids: Sequence[int],
    prospects: Sequence[str],
    *,
    at: datetime,
) -> None:
    """Write to the applicants, and to those who were told of the session and have not deposited."""
    for kind in (NoticeKind.opening, NoticeKind.deposit_reminder):
        call_off(session, campaign, kind)
    kind, reason = NoticeKind.session_cancelled, form.reason
    notify(session, campaign, kind, ids, at=at, occurrence=campaign.code, reason=reason)
    said = {"application": None, "reason": reason}
    letters = [Letter(f"{campaign.code}/{kind}/{address}", address, said) for address in prospects]
    enqueue(session, campaign, kind, letters, at=at)


def _call_meetings_off(session: Session, campaign: Campaign, form: SessionCancellationForm, *, at: datetime) -> None:
    for name in campaign.rules.stages.meetings:
        meeting = open_meeting(session, campaign, name)
        if meeting and has_begun(session, meeting):
            close_meeting(session, campaign, meeting, by=form.by, at=at)
        elif meeting:
            call_off_meeting(session, campaign, meeting, reason=form.reason, at=at)
