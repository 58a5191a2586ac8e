"""The minutes of a meeting, sent to the desk that keeps them as soon as the meeting is over."""

from datetime import datetime

from sqlmodel import Session

from models.meetings.agenda import meeting_key, waiting
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.typeset import typeset
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import Letter, enqueue
from tasks.meetings.calendar.papers import minutes_document


def send_minutes(
    session: Session, campaign: Campaign, meeting: Meeting, *, by: str, at: datetime, corrected: str | None = None
) -> None:
    """Queue the minutes of a meeting (CRPA R133-13) to the desk that keeps them, once, and again each time that they
    are `corrected`, for that reason."""
    document = minutes_document(session, campaign, meeting, by=by, at=at)
    said = {
        "meeting": document.meeting,
        "recorded": len(document.items),
        "left": len(waiting(session, meeting)),
        "quorate": meeting.quorate,
        "corrected": corrected,
    }
    files = (Enclosure("proces-verbal.pdf", "application/pdf", typeset("minutes", document)),)
    _, body = body_of(campaign.rules, meeting.stage)
    key = f"{meeting_key(campaign, meeting)}/minutes" + (f"/{at.isoformat()}" if corrected else "")
    enqueue(
        session, campaign, NoticeKind.minutes, [Letter(key, secretary_of(campaign, body), said, files=files)], at=at
    )
