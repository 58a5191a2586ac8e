"""An agenda on which nothing stands: who keeps it is told before members would be convened to nothing (CRPA R133-8)."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import BusinessDays, business_days
from models.calendar.legal_delays import CONVENING, told_at
from models.meetings.agenda import awaits_nobody, meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from tasks.meetings.calendar.papers import meeting_view


def tell_empty_agendas(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Queue a letter to the secretary of each body that is soon to be convened, or was to be by now, and that no
    dossier awaits: once for each day that its meeting is given. Return how many are new."""
    days = business_days(campaign.rules)
    coming = select(Meeting).where(
        Meeting.campaign_id == campaign.id, col(Meeting.convene_at).is_not(None), col(Meeting.convened_at).is_(None)
    )
    letters = [
        _letter(campaign, meeting, days, at=at)
        for meeting in session.exec(coming.order_by(col(Meeting.id)))
        if _is_near(campaign, meeting, days, at=at) and awaits_nobody(session, campaign, meeting)
    ]
    return enqueue(session, campaign, NoticeKind.empty_agenda, letters, at=at)


def _is_near(campaign: Campaign, meeting: Meeting, days: BusinessDays, *, at: datetime) -> bool:
    """Return True from two business days before the convening, to the day of the meeting."""
    if meeting.convene_at is None or meeting.on is None or meeting.on < days.local(at):
        return False
    hour = campaign.rules.policies.send_hour
    return told_at(days, CONVENING, days.local(meeting.convene_at), hour=hour) <= at


def _letter(campaign: Campaign, meeting: Meeting, days: BusinessDays, *, at: datetime) -> Letter:
    is_ahead = meeting.convene_at is not None and meeting.convene_at > at
    convening_on = days.local(meeting.convene_at) if meeting.convene_at and is_ahead else None
    _, body = body_of(campaign.rules, meeting.stage)
    key = f"{meeting_key(campaign, meeting)}/{NoticeKind.empty_agenda}/{meeting.revision}"
    said = {"meeting": meeting_view(campaign, meeting), "convening_on": convening_on}
    return Letter(key, secretary_of(campaign, body), said)
