"""The secretary of a body is told that its meeting waits to be recorded, and where."""

from datetime import datetime

from sqlmodel import Session

from models.meetings.agenda import meeting_key, open_meeting, waiting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, StageName
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import GateView


def tell_secretary(session: Session, campaign: Campaign, stage: StageName, *, link: str, at: datetime) -> int:
    """Queue the letter that leads the secretary of a body to its form, once for each day that the meeting is given;
    return how many are new."""
    meeting = open_meeting(session, campaign, stage)
    if meeting is None:
        return 0
    _, body = body_of(campaign.rules, stage)
    left = waiting(session, meeting)
    pages = len({item.page for item in left})
    gate = GateView(body=body.label, on=meeting.on, dossiers=len(left), pages=pages, link=link)
    key = f"{meeting_key(campaign, meeting)}/gate/{meeting.revision}"
    letter = Letter(key, secretary_of(campaign, body), {"gate": gate})
    return enqueue(session, campaign, NoticeKind.gate_open, [letter], at=at)
