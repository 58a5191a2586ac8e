"""What tells the diaries of those who are convened of a meeting: one event for ever, whatever becomes of it."""

from datetime import datetime

from models.meetings.agenda import meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from notifications.documents.invitation import Standing, invitation
from notifications.outbox.enclosures import Enclosure
from tasks.meetings.calendar.papers import meeting_view


def for_the_diary(
    campaign: Campaign, meeting: Meeting, guest: str, standing: Standing, *, at: datetime, dossiers: int = 0
) -> Enclosure:
    """Return the file by which the diary of a guest holds a meeting, expects it, or forgets it."""
    _, body = body_of(campaign.rules, meeting.stage)
    content = invitation(
        meeting_view(campaign, meeting),
        key=meeting_key(campaign, meeting),
        revision=meeting.revision,
        organizer=campaign.rules.roles.deposit_mailbox.email,
        desk=secretary_of(campaign, body),
        attendee=guest,
        dossiers=dossiers,
        standing=standing,
        at=at,
    )
    return Enclosure("seance.ics", standing.media_type, content)
