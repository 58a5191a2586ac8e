"""When the bodies meet: a date set, or moved, that the effect of the memberships can still wait for."""

from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session

from models.calendar.business_days import BusinessDays, business_days
from models.errors import Refusal
from models.forms.meetings import MODES, MeetingForm
from models.meetings.agenda import agenda, forget_pages, has_begun, latest_meeting, open_meeting
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.recusals import body_of
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign, move_stage, must_run, stages
from models.sessions.order import Move, refuse_out_of_order
from models.vocabulary import MeetingMode, StageName
from tasks.meetings.calendar.recusals import lock_body

_DAY = "Jour de la séance"


def set_meeting(session: Session, form: MeetingForm, *, at: datetime) -> Meeting:
    """Set the day of a body's next meeting, or another hour or place of the one on that day. The same again changes
    nothing; another day is a postponement."""
    campaign = find_campaign(session, form.session)
    must_run(campaign)
    stage = lock_body(session, campaign, form.stage)
    meeting = open_meeting(session, campaign, form.stage)
    if meeting and meeting.on:
        if _is_said_already(campaign, meeting, form):
            return meeting
        _must_be_changeable(session, meeting, form)
    _refuse_a_day_that_cannot_be(session, campaign, form, is_set=bool(meeting and meeting.on), at=at)
    meeting = meeting or next_meeting(session, campaign, form.stage, by=form.by, at=at)
    _refuse_a_second_one_in_writing(meeting, form)
    meeting.set_by, meeting.set_at, meeting.place = form.by, at, form.place or meeting.place
    meeting.mode = form.mode or meeting.mode
    schedule(session, campaign, meeting, form.on, hour=form.hour, urgency=form.urgency, at=at)
    move_stage(session, campaign, stage, to=form.on, reason=_why(form), by=form.by, at=at)
    return meeting


def _why(form: MeetingForm) -> str:
    """Return what is kept of why a stage has the day of a meeting."""
    return " ; ".join(filter(None, ("séance fixée", form.reason, form.day_off)))


def next_meeting(session: Session, campaign: Campaign, stage: StageName, *, by: str, at: datetime) -> Meeting:
    """Add the meeting that follows the latest one of a body. After a missing quorum, or dossiers left over, it has what
    was left on the agenda, in the same order."""
    former = latest_meeting(session, campaign, stage)
    meeting = Meeting(
        campaign_id=campaign.id or 0,
        stage=stage,
        number=former.number + 1 if former else 1,
        is_second=bool(former and former.quorate is False),
        set_by=by,
        set_at=at,
    )
    session.add(meeting)
    session.flush()
    left = [item for item in agenda(session, former) if item.recorded_at is None] if former else []
    session.add_all(
        AgendaItem(
            meeting_id=meeting.id or 0,
            application_id=item.application_id,
            position=position,
            moved_reason=item.moved_reason,
        )
        for position, item in enumerate(left, start=1)
    )
    session.flush()
    return meeting


def schedule(
    session: Session,
    campaign: Campaign,
    meeting: Meeting,
    on: date,
    *,
    hour: str | None,
    urgency: str | None,
    at: datetime,
) -> None:
    """Fix when a meeting of which nothing is recorded starts, and when its members are convened at the latest (CRPA
    R133-8: five days before); where that delay is cut short, `urgency` is why."""
    _, body = body_of(campaign.rules, meeting.stage)
    days = business_days(campaign.rules)
    former = meeting.starts_at.astimezone(days.zone).time() if meeting.starts_at else time.fromisoformat(body.meets_at)
    meeting.revision += 1 if meeting.starts_at else 0
    meeting.on = on
    meeting.starts_at = datetime.combine(on, time.fromisoformat(hour) if hour else former, days.zone).astimezone(UTC)
    meeting.urgency = (urgency or meeting.urgency) if is_short(days, body, on, at=at) else None
    # What was announced and moves is told at once.
    meeting.convene_at = at if meeting.convened_at else max(_convening(campaign, meeting.stage, on), at)
    forget_pages(session, meeting)
    session.add(meeting)
    session.flush()


def plan_convening(campaign: Campaign, meeting: Meeting, *, at: datetime) -> None:
    """Set anew when the members of a meeting that is told to nobody yet are convened."""
    if meeting.on and meeting.convene_at and not meeting.convened_at:
        meeting.convene_at = max(_convening(campaign, meeting.stage, meeting.on), at)


def _convening(campaign: Campaign, stage: StageName, on: date) -> datetime:
    _, body = body_of(campaign.rules, stage)
    days = business_days(campaign.rules)
    return days.at(days.back(on - timedelta(days=body.convening_days)), campaign.rules.policies.send_hour)


def is_short(days: BusinessDays, body: Body, on: date, *, at: datetime) -> bool:
    """Return True if members convened at an instant would not have the days that the law gives them (CRPA R133-8)."""
    return on - timedelta(days=body.convening_days) < days.local(at)


def _is_said_already(campaign: Campaign, meeting: Meeting, form: MeetingForm) -> bool:
    """Return True if a meeting is as a form says. What the form leaves out stays as it is."""
    starts = meeting.starts_at.astimezone(campaign.rules.zone) if meeting.starts_at else None
    hour = f"{starts:%H:%M}" if starts else None
    is_there = meeting.on == form.on and form.hour in {None, hour} and form.place in {None, meeting.place}
    return is_there and form.mode in {None, meeting.mode or MeetingMode.sitting}


def _must_be_changeable(session: Session, meeting: Meeting, form: MeetingForm) -> None:
    """Refuse to move a meeting otherwise than by a postponement, and to change one that has begun."""
    if has_begun(session, meeting):
        mend = (
            f"la séance du {meeting.on:%d/%m/%Y} a commencé ; terminez-la d'abord (case « Clore la séance » de "
            "l'exécution qui attend)."
        )
        raise Refusal(_DAY, form.on, mend)
    if meeting.on != form.on:
        mend = f"une séance est fixée le {meeting.on:%d/%m/%Y} ; pour la déplacer : reporter-echeance."
        raise Refusal(_DAY, form.on, mend)


def _refuse_a_second_one_in_writing(meeting: Meeting, form: MeetingForm) -> None:
    """Refuse to ask for no quorum in writing: half of the members take part there, or nothing is decided."""
    if meeting.is_second and form.mode is MeetingMode.written:
        mend = (
            "par écrit, la moitié au moins des membres participe (ordonnance n° 2014-1329 du 6 novembre 2014) ; une "
            "seconde séance, sans condition de quorum, se tient en réunion ou par visioconférence."
        )
        raise Refusal("Forme", MODES[form.mode], mend)


def _refuse_a_day_that_cannot_be(
    session: Session, campaign: Campaign, form: MeetingForm, *, is_set: bool, at: datetime
) -> None:
    days = business_days(campaign.rules)
    _, body = body_of(campaign.rules, form.stage)
    if form.on < days.local(at):
        raise Refusal(_DAY, form.on, "ce jour est passé ; indiquez un jour à venir.")
    move = Move(form.stage, form.on, _DAY, form.reason, form.day_off)
    refuse_out_of_order(campaign, stages(session, campaign), move, at=at)
    if is_short(days, body, form.on, at=at) and not (form.urgency or is_set):
        mend = (
            f"les membres doivent être convoqués au moins {body.convening_days} jours avant ; choisissez un jour plus "
            "lointain, ou motivez l'urgence (article R. 133-8 du CRPA)."
        )
        raise Refusal(_DAY, form.on, mend)
