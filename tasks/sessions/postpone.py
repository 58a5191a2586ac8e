"""A stage's date is moved, and the applicants whom it still concerns get a notice."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import advance
from models.forms.dossiers import PostponementForm
from models.meetings.agenda import has_begun, open_meeting
from models.sessions.campaign import Campaign, Stage, StageChange
from models.sessions.opening import find_campaign, is_at, move_stage, must_run, stages
from models.sessions.order import Move, refuse_out_of_order
from models.vocabulary import CONCERNED_BY, MEETINGS, Event, NoticeKind, StageKind, Status
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.notices import ChangeView
from tasks.dossiers.admit_late import plan_acknowledgement
from tasks.intake.sorting.open_dossier import came_late
from tasks.meetings.calendar.recusals import lock_stage
from tasks.meetings.calendar.scheduling import next_meeting, schedule
from tasks.meetings.recording.sitting import close_meeting
from tasks.sessions.daily import silent_prospects


def postpone(session: Session, form: PostponementForm, *, at: datetime) -> tuple[Campaign, Stage]:
    """Move a stage's date and tell every applicant whom it still concerns; late deposits that are now in time are
    registered, and the meeting of a body follows. A date that is the stage's already changes nothing."""
    campaign = find_campaign(session, form.session)
    must_run(campaign)
    stage = lock_stage(session, campaign, form.stage)
    if not is_at(campaign, stage, form.to):
        move = Move(form.stage, form.to, "Nouvelle date", form.reason, form.day_off)
        refuse_out_of_order(campaign, stages(session, campaign), move, at=at)
    change = move_stage(session, campaign, stage, to=form.to, reason=form.reason, by=form.by, at=at)
    if change:
        _move_meeting(session, campaign, stage, form, at=at)
        admitted = _admit_those_in_time(session, campaign, stage, form, at=at)
        _tell(session, campaign, stage, change, admitted=admitted, at=at)
    return campaign, stage


def _move_meeting(session: Session, campaign: Campaign, stage: Stage, form: PostponementForm, *, at: datetime) -> None:
    """Move a body's meeting to the new date of its stage; its members, if they were convened, are convened anew. One
    that has begun is over: what it leaves goes to the new date."""
    if stage.kind not in MEETINGS:
        return
    meeting = open_meeting(session, campaign, stage.name)
    if meeting and has_begun(session, meeting):
        close_meeting(session, campaign, meeting, by=form.by, at=at)
        meeting = None
    meeting = meeting or next_meeting(session, campaign, stage.name, by=form.by, at=at)
    schedule(session, campaign, meeting, form.to, hour=None, urgency=form.reason, at=at)


def _admit_those_in_time(
    session: Session, campaign: Campaign, stage: Stage, form: PostponementForm, *, at: datetime
) -> list[int]:
    if stage.kind is not StageKind.deposit:
        return []
    late = select(Application).where(Application.campaign_id == campaign.id, Application.status == Status.late)
    in_order = session.exec(late.order_by(col(Application.received_at)))
    ids = [one.id or 0 for one in in_order if not came_late(session, campaign, one, due_at=stage.due_at)]
    reason = f"date limite reportée : {form.reason}"
    advance(session, ids, Event.postpone, Status.registered, at=at, by=Person(form.by), reason=reason)
    plan_acknowledgement(session, campaign, ids, at=at)
    return ids


def _tell(
    session: Session, campaign: Campaign, stage: Stage, change: StageChange, *, admitted: list[int], at: datetime
) -> None:
    days = business_days(campaign.rules)
    last = days.local if stage.kind is StageKind.effect else days.last_day
    view = ChangeView(
        stage=campaign.rules.words(stage.name).subject,
        former_last_day=last(change.former_due_at),
        last_day=last(change.due_at),
        reason=change.reason,
    )
    concerned = select(Application.id).where(
        Application.campaign_id == campaign.id, col(Application.status).in_(CONCERNED_BY[stage.kind])
    )
    others = sorted({i or 0 for i in session.exec(concerned)} - set(admitted))
    occurrence = f"{stage.name}/{stage.revision}"
    for ids, now_in_time in ((admitted, True), (others, False)):
        said: dict[str, Any] = {"change": view, "admitted": now_in_time, "request": None}
        notify(session, campaign, NoticeKind.postponed, ids, at=at, occurrence=occurrence, **said)
    if stage.kind is StageKind.deposit:
        said = {"application": None, "change": view, "admitted": False, "request": None}
        addresses = silent_prospects(session, campaign)
        prefix = f"{campaign.code}/postponed/{occurrence}"
        letters = [Letter(f"{prefix}/{address}", address, said) for address in addresses]
        enqueue(session, campaign, NoticeKind.postponed, letters, at=at)
