"""A date to hold: members learn the day of a meeting as soon as it is set; papers come later, with the convening."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.meetings.agenda import meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, secretary_of
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.invitation import TO_HOLD
from notifications.outbox.enqueue import Letter, enqueue
from tasks.meetings.calendar.papers import meeting_view
from tasks.meetings.convening.diary import for_the_diary


def tell_dates(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Queue to their members the day of meetings to come that they are not convened to yet, once for each day and hour
    that a meeting is given; return how many letters are new."""
    coming = select(Meeting).where(
        Meeting.campaign_id == campaign.id,
        col(Meeting.closed_at).is_(None),
        col(Meeting.convened_at).is_(None),
        col(Meeting.starts_at) > at,
        or_(col(Meeting.dated_for).is_(None), col(Meeting.dated_for) != col(Meeting.starts_at)),
    )
    return sum(_tell(session, campaign, one, at=at) for one in session.exec(coming.order_by(col(Meeting.id))).all())


def _tell(session: Session, campaign: Campaign, meeting: Meeting, *, at: datetime) -> int:
    _, body = body_of(campaign.rules, meeting.stage)
    view, secretary = meeting_view(campaign, meeting), secretary_of(campaign, body)
    said = {"meeting": view, "former": meeting.dated_for, "convening_days": body.convening_days}
    key = f"{meeting_key(campaign, meeting)}/{NoticeKind.meeting_date}/{meeting.revision}"
    letters = [
        Letter(
            f"{key}/member/{seat}",
            member.email,
            said,
            files=(for_the_diary(campaign, meeting, member.email, TO_HOLD, at=at),),
            reply_to=secretary,
        )
        for seat, member in body.members.items()
    ]
    meeting.dated_for = meeting.starts_at
    session.add(meeting)
    return enqueue(session, campaign, NoticeKind.meeting_date, letters, at=at)
