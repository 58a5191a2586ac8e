"""What the diaries of members answer to invitations: told to the secretary of the body, who counts on whom, and shown
with the meeting."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.columns import among
from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.meetings.agenda import meeting_key
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of
from models.notices import Notice
from models.region.parts import Body
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.writing.diary import mark_of
from tasks.intake.opened_mail import Arrival
from tasks.intake.replies.members import tell_secretary
from tasks.intake.store import Missing, Store
from tasks.reading.mail.diary import DiaryAnswer, read_answer

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
    seat = _seat(body, answer)
    if seat is None:
        return False
    deposit.nature, deposit.meaning = Nature.member, Meaning.member
    text = f"Réponse donnée dans son agenda : {WORDS[answer.comes]}."
    tell_secretary(session, deposit, text, campaign=campaign, meeting=meeting, seat=seat, at=arrival.at)
    return True


def _seat(body: Body, answer: DiaryAnswer) -> str | None:
    return next((one.label for one in body.members.values() if one.email.lower() == answer.address), None)


def _meeting(session: Session, event: str) -> tuple[Campaign, Meeting] | None:
    """Return the meeting that an event of ours is, unless it is over."""
    rows = select(Campaign, Meeting).join(Meeting).where(col(Meeting.closed_at).is_(None))
    return next((row for row in session.exec(rows) if _is_of(event, *row)), None)


def _is_of(event: str, campaign: Campaign, meeting: Meeting) -> bool:
    return mark_of(meeting_key(campaign, meeting)) == event.partition("@")[0]


class Presence(NamedTuple):
    """What the diary of a member answered last: for which seat, whether they come, and when that was received."""

    seat: str
    said: str
    at: datetime


def presences(session: Session, campaign: Campaign, meeting: Meeting, store: Store) -> list[Presence]:
    """Return what diaries answer to the invitation to a meeting, the latest of each seat, read from their mails: one
    that is not there any more says nothing."""
    _, body = body_of(campaign.rules, meeting.stage)
    found = dict[str, Presence]()
    for at, digest in _mails(session, campaign):
        answer = None
        with suppress(Missing):
            answer = read_answer(store.get(digest))
        if answer and _is_of(answer.event, campaign, meeting) and (seat := _seat(body, answer)):
            found[seat] = Presence(seat, WORDS[answer.comes], at)
    return [found[one.label] for one in body.members.values() if one.label in found]


def _mails(session: Session, campaign: Campaign) -> Iterator[tuple[datetime, str]]:
    """Yield the mails of members that secretaries of a session were told of, by receipt."""
    told = select(Notice.key).where(Notice.campaign_id == campaign.id, Notice.kind == NoticeKind.member_answer)
    ids = [int(key.rpartition("/")[2]) for key in session.exec(told)]
    mails = select(Deposit.received_at, Deposit.raw_digest).where(among(Deposit.id, ids))
    for at, digest in session.exec(mails.order_by(col(Deposit.received_at), col(Deposit.id))):
        if digest:
            yield at, digest
