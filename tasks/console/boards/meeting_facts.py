"""A body's meeting as its secretary needs it: when it is, who was convened and not reached, who came, how it ended.

Seats by role only: who has none is counted, never named.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.forms.meetings import MODES
from models.meetings.agenda import convening_key, meeting_key
from models.meetings.mandates import mandates
from models.meetings.meeting import Meeting
from models.meetings.recusals import body_of, seat_of
from models.notices import Notice
from models.region.parts import Body
from models.sessions.campaign import Campaign, Stage, StageChange
from models.vocabulary import MeetingMode, NoticeKind, NoticeStatus
from tasks.reading.mail.text import without_addresses

SECRETARY = "secrétariat"
"""What the desk that keeps the papers of a body is called beside its members."""


class Step(StrEnum):
    """What comes next for a body, of a person or by itself."""

    set_day = auto()
    set_second = auto()
    set_another = auto()
    convening = auto()
    wait = auto()
    record = auto()
    idle = auto()
    sign = auto()


class Unreached(NamedTuple):
    """A letter of a meeting that did not arrive: to which seat, how it ended, and what the mail server said."""

    name: str
    status: NoticeStatus
    said: str


class Former(NamedTuple):
    """An earlier meeting of the session; `quorate` is None where nobody said who was there."""

    number: int
    on: date | None
    quorate: bool | None


class Facts(NamedTuple):
    """A meeting. `former_on` is the day it was to be before it last moved; `needed`, how many must be there, 0 where no
    quorum is asked; `letters` counts its latest convening; `present` are the seats that came, None until that is
    recorded, and `others` how many came besides; `by_proxy`, who gave a proxy that counts, or
    will if its holder comes."""

    number: int
    on: date | None
    starts_at: datetime | None
    former_on: date | None
    mode: str | None
    place: str | None
    is_second: bool
    needed: int
    convene_at: datetime | None
    convened_at: datetime | None
    letters: Mapping[NoticeStatus, int]
    unreached: tuple[Unreached, ...]
    present: tuple[str, ...] | None
    others: int
    by_proxy: tuple[str, ...]
    quorate: bool | None
    minutes: NoticeStatus | None
    closed_at: datetime | None
    former: tuple[Former, ...]


def next_step(meeting: Facts | None, ready: int, *, at: datetime) -> Step:
    """Return what comes next, where some dossiers are ready for a body."""
    if meeting is None:
        return Step.set_day
    if meeting.closed_at:
        again = Step.set_second if meeting.quorate is False else Step.set_another
        return again if ready else Step.sign
    if meeting.starts_at is None or meeting.starts_at <= at or meeting.present is not None:
        return Step.record if ready else Step.idle
    return Step.convening if meeting.convene_at else Step.wait


def facts_of(session: Session, campaign: Campaign, meetings: Sequence[Meeting]) -> Facts | None:
    """Return the latest of the meetings of a body, or None before the first."""
    if not meetings:
        return None
    *former, meeting = meetings
    _, body = body_of(campaign.rules, meeting.stage)
    mode = meeting.mode if meeting.mode is not MeetingMode.sitting else None
    convening, minutes = _letters(session, campaign, meeting)
    seats = [seat_of(body, name) for name in meeting.present or ()]
    return Facts(
        number=meeting.number,
        on=meeting.on,
        starts_at=meeting.starts_at,
        former_on=_former_day(session, campaign, meetings) if meeting.revision else None,
        mode=MODES[mode] if mode else None,
        place=meeting.place or body.place,
        is_second=meeting.is_second,
        needed=0 if meeting.is_second else body.needed,
        convene_at=meeting.convene_at,
        convened_at=meeting.convened_at,
        letters=Counter(status for status, _ in convening.values()),
        unreached=tuple(_unreached(body, convening)),
        present=None if meeting.present is None else tuple(body.members[seat].label for seat in seats if seat),
        others=seats.count(None),
        by_proxy=_by_proxy(meeting),
        quorate=meeting.quorate,
        minutes=minutes,
        closed_at=meeting.closed_at,
        former=tuple(Former(one.number, one.on, one.quorate) for one in former),
    )


def _by_proxy(meeting: Meeting) -> tuple[str, ...]:
    proxies = meeting.proxies or {}
    return tuple(proxies if meeting.present is None else mandates(proxies, meeting.present))


_Letters = dict[str, tuple[NoticeStatus, str]]


def _letters(session: Session, campaign: Campaign, meeting: Meeting) -> tuple[_Letters, NoticeStatus | None]:
    """Return how the letters of the latest convening stand, by guest, and how the minutes do."""
    of_meeting, latest = f"{meeting_key(campaign, meeting)}/", convening_key(campaign, meeting)
    statement = (
        select(Notice.key, Notice.kind, Notice.status, Notice.last_error)
        .where(
            col(Notice.kind).in_([NoticeKind.convening, NoticeKind.minutes]),
            col(Notice.key).startswith(of_meeting, autoescape=True),
        )
        .order_by(col(Notice.id))
    )
    rows = session.exec(statement).all()
    convening = {
        key.removeprefix(latest): (NoticeStatus(status), without_addresses(error or ""))
        for key, _, status, error in rows
        if key.startswith(latest)
    }
    minutes = [NoticeStatus(status) for _, kind, status, _ in rows if kind == NoticeKind.minutes]
    return convening, minutes[-1] if minutes else None


def _unreached(body: Body, letters: _Letters) -> list[Unreached]:
    names = {f"member/{seat}": member.label for seat, member in body.members.items()}
    return [
        Unreached(names.get(guest, SECRETARY), status, said)
        for guest, (status, said) in letters.items()
        if status not in {NoticeStatus.sent, NoticeStatus.queued}
    ]


def _former_day(session: Session, campaign: Campaign, meetings: Sequence[Meeting]) -> date | None:
    """Return the day on which the latest meeting was to be before it moved, or None where only its hour or its place
    did: neither the end of its month, which stood for it first, nor the day on which an earlier one was held."""
    moved = select(StageChange.former_due_at).join(Stage)
    of_stage = moved.where(Stage.campaign_id == campaign.id, Stage.name == meetings[-1].stage)
    former = session.exec(of_stage.order_by(col(StageChange.id))).all()[1:]
    day = business_days(campaign.rules).last_day(former[-1]) if former else None
    return day if day not in {one.on for one in meetings[:-1]} else None
