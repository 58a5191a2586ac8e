"""A meeting called off: those who were convened to it are told."""

from datetime import datetime

from sqlmodel import Session

from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from tasks.meetings.calendar.papers import meeting_view
from tasks.meetings.calendar.recusals import body_of, secretary_of


def call_off_meeting(session: Session, campaign: Campaign, meeting: Meeting, *, reason: str, at: datetime) -> int:
    """Close a meeting that will not be held, and return how many letters say so: to its members and its secretary,
    where they were convened."""
    meeting.closed_at, meeting.convene_at = at, None
    session.add(meeting)
    if meeting.convened_at is None:
        return 0
    _, body = body_of(campaign.rules, meeting.stage)
    said = {"meeting": meeting_view(campaign, meeting), "reason": reason}
    guests = {f"member/{seat}": member.email for seat, member in body.members.items()}
    guests["secretary"] = secretary_of(campaign, body)
    key = f"{campaign.code}/{meeting.stage}/{meeting.number}/{NoticeKind.meeting_called_off}"
    letters = [Letter(f"{key}/{guest}", address, said) for guest, address in guests.items()]
    return enqueue(session, campaign, NoticeKind.meeting_called_off, letters, at=at)
