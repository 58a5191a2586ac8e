"""What the diaries of members answer to invitations: told to the secretary of the body, who counts on whom."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.meetings.agenda import meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign
from notifications.writing.diary import mark_of
from tasks.intake.opened_mail import Arrival
from tasks.intake.replies.members import tell_secretary
from tasks.intake.store import Store
from tasks.reading.mail.diary import read_answer

WORDS: Mapping[str, str] = {
    "ACCEPTED": "sera présent",
    "DECLINED": "ne sera pas là",
    "TENTATIVE": "ne sait pas encore s'il sera présent",
    "DELEGATED": "se fait remplacer",
}
"""What a diary answers, of the member whose it is."""


def take_presence(session: Session, deposit: Deposit, arrival: Arrival, store: Store) -> bool:
    """Tell a secretary what the diary of a member answers to the invitation to a meeting that is not over, and tell
    whether a mail is that."""
    answer = read_answer(store.get(arrival.kept.digest)) if deposit.nature is Nature.automatic else None
    found = _meeting(session, answer.event) if answer else None
    if answer is None or found is None:
        return False
    campaign, meeting = found
    _, body = body_of(campaign.rules, meeting.stage)
    seat = next((one.label for one in body.members.values() if one.email.lower() == answer.address), None)
    if seat is None:
        return False
    deposit.nature, deposit.meaning = Nature.member, Meaning.member
    text = f"Réponse donnée dans son agenda : {WORDS[answer.comes]}."
    tell_secretary(session, deposit, text, campaign=campaign, meeting=meeting, seat=seat, at=arrival.at)
    return True


def _meeting(session: Session, event: str) -> tuple[Campaign, Meeting] | None:
    """Return the meeting that an event of ours is, unless it is over."""
    mark = event.partition("@")[0]
    rows = select(Campaign, Meeting).join(Meeting).where(col(Meeting.closed_at).is_(None))
    return next(
        (
            (campaign, meeting)
            for campaign, meeting in session.exec(rows)
            if mark_of(meeting_key(campaign, meeting)) == mark
        ),
        None,
    )
