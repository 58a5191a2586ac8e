"""A meeting called off: those who were told its day, or convened to it, are told."""

from datetime import datetime

from sqlmodel import Session

from models.meetings.agenda import meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.invitation import CALLED_OFF
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import Letter, enqueue
from tasks.meetings.calendar.papers import meeting_view
from tasks.meetings.convening.diary import for_the_diary


def call_off_meeting(session: Session, campaign: Campaign, meeting: Meeting, *, reason: str, at: datetime) -> int:
    """Close a meeting that will not be held, and return how many letters say so, each with what takes it out of a
    diary: to its members where they were told its day, to its secretary where they were convened."""
    meeting.closed_at, meeting.convene_at = at, None
    session.add(meeting)
    _, body = body_of(campaign.rules, meeting.stage)
    said = {"meeting": meeting_view(campaign, meeting), "reason": reason}
    is_told = meeting.convened_at is not None or meeting.dated_for is not None
    guests = {f"member/{seat}": member.email for seat, member in body.members.items()} if is_told else {}
    guests |= {"secretary": secretary_of(campaign, body)} if meeting.convened_at else {}
    key = f"{meeting_key(campaign, meeting)}/{NoticeKind.meeting_called_off}"
    letters = [
        Letter(f"{key}/{guest}", address, said, files=_out_of_the_diary(campaign, meeting, address, at=at))
        for guest, address in guests.items()
    ]
    return enqueue(session, campaign, NoticeKind.meeting_called_off, letters, at=at)


def _out_of_the_diary(campaign: Campaign, meeting: Meeting, guest: str, *, at: datetime) -> tuple[Enclosure, ...]:
    """Return what takes a meeting out of a diary, where it had an hour."""
    return (for_the_diary(campaign, meeting, guest, CALLED_OFF, at=at),) if meeting.starts_at else ()
