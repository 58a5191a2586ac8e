"""The agenda of a meeting: in order of receipt, carried-over dossiers included; who wants another order says why."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.meetings.meeting import AgendaItem, Meeting
from models.meetings.queue import is_ready, ready
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import NoticeKind, StageName

PAGE = 25
"""Dossiers on a page of the form that records what a body said: more is slow to draw, and to reread."""


def meeting_key(campaign: Campaign, meeting: Meeting) -> str:
    """Return what names a meeting for ever: how the keys of its letters begin, and which event of a diary it is."""
    return f"{campaign.code}/{meeting.stage}/{meeting.number}"


def convening_key(campaign: Campaign, meeting: Meeting) -> str:
    """Return how the keys of the letters of the latest convening of a meeting begin; its guest's follows."""
    return f"{meeting_key(campaign, meeting)}/{NoticeKind.convening}/{meeting.revision}/"


_LATEST = (
    select(Meeting)
    .where(col(Meeting.campaign_id) == bindparam("campaign_id"), col(Meeting.stage) == bindparam("stage"))
    .order_by(col(Meeting.number).desc())
    .limit(1)
)
_ITEMS = (
    select(AgendaItem)
    .where(col(AgendaItem.meeting_id) == bindparam("meeting_id"))
    .order_by(col(AgendaItem.position), col(AgendaItem.id))
)


def latest_meeting(session: Session, campaign: Campaign, stage: StageName) -> Meeting | None:
    """Return the latest meeting of a body in a session, or None before the first."""
    return session.exec(_LATEST, params={"campaign_id": campaign.id, "stage": stage}).first()


def open_meeting(session: Session, campaign: Campaign, stage: StageName) -> Meeting | None:
    """Return the meeting of a body that is to come or under way, or None where there is none."""
    latest = latest_meeting(session, campaign, stage)
    return latest if latest and latest.closed_at is None else None


def may_still_meet(session: Session, campaign: Campaign, stage: Stage, *, effect_at: datetime, at: datetime) -> bool:
    """Return True if a body has still to meet in a session: its stage runs; or, until its memberships take effect, what
    its meeting said is awaited, or that one lacked its quorum and a second is due (CRPA R133-10)."""
    if stage.due_at > at or effect_at <= at:
        return stage.due_at > at
    latest = latest_meeting(session, campaign, stage.name)
    return latest is not None and (latest.closed_at is None or latest.quorate is False)


def agenda(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """Return the items of a meeting, in order."""
    return list(session.exec(_ITEMS, params={"meeting_id": meeting.id}))


def waiting(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """Return the items on which the body has not spoken, and that wait for it, in order: neither what was withdrawn or
    is lacking a piece since, nor what went on to another session."""
    statement = (
        select(AgendaItem)
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .where(
            AgendaItem.meeting_id == meeting.id,
            col(AgendaItem.recorded_at).is_(None),
            is_ready(session.get_one(Campaign, meeting.campaign_id), meeting.stage),
        )
    )
    return list(session.exec(statement.order_by(col(AgendaItem.position), col(AgendaItem.id))))


def awaits_nobody(session: Session, campaign: Campaign, meeting: Meeting) -> bool:
    """Return True if a meeting to come has nothing on its agenda: no dossier waits for the body, or at a second meeting
    none of those that the first one left."""
    return not (waiting(session, meeting) if meeting.is_second else ready(session, campaign, meeting.stage))


def has_begun(session: Session, meeting: Meeting) -> bool:
    """Return True if something of a meeting is recorded: it took place, and can be moved no more."""
    return meeting.present is not None or any(item.recorded_at for item in agenda(session, meeting))


class Item(NamedTuple):
    """What an order rests on, of a dossier on an agenda: why it was moved, if it was, whether the body has spoken of
    it, and whether its page was shown."""

    application_id: int
    moved: str | None
    is_recorded: bool
    has_page: bool


class Place(NamedTuple):
    """A dossier that waits for a body, its rank at the meeting to come (None: that one has no place for it), and why it
    was moved there, if it was."""

    rank: int | None
    application_id: int
    moved: str | None


def fix_agenda(session: Session, campaign: Campaign, meeting: Meeting) -> list[AgendaItem]:
    """Put on an agenda the dossiers that wait for the body, as `in_order` has them, and return its items."""
    received = dict.fromkeys(ready(session, campaign, meeting.stage))
    items = {item.application_id: item for item in agenda(session, meeting)}
    order = in_order(
        [Item(i, item.moved_reason, item.recorded_at is not None, item.page is not None) for i, item in items.items()],
        received,
        is_known=_is_known(meeting),
        is_second=meeting.is_second,
    )
    for application_id in items.keys() - set(order):
        session.delete(items[application_id])
    fixed = [items.get(i) or AgendaItem(meeting_id=meeting.id or 0, application_id=i, position=0) for i in order]
    for item in fixed:
        if item.recorded_at and item.application_id in received:
            item.recorded_at = item.dissent = item.page = None
    _number(session, fixed)
    session.flush()
    return fixed


def foresee(latest: Meeting | None, items: Sequence[Item], received: Collection[int]) -> list[Place]:
    """Return where `fix_agenda` would put the dossiers that wait for a body, at the meeting that follows its latest one
    or that is the latest; nothing is put there. What a second meeting leaves to another one comes last."""
    if latest and latest.closed_at:
        is_known, is_second = False, latest.quorate is False
        items = [item._replace(has_page=False) for item in items if not item.is_recorded]
    else:
        is_known, is_second = (_is_known(latest), latest.is_second) if latest else (False, False)
    order = in_order(items, received, is_known=is_known, is_second=is_second)
    moved = {item.application_id: item.moved for item in items}
    waits, placed = set(received), set(order)
    ranked = [Place(rank, i, moved.get(i)) for rank, i in enumerate(order, start=1) if i in waits]
    return [*ranked, *(Place(None, i, None) for i in received if i not in placed)]


def in_order(items: Sequence[Item], received: Collection[int], *, is_known: bool, is_second: bool) -> list[int]:
    """Return the dossiers of an agenda, in order: by receipt (`received` are those that wait, in that order), except
    those that somebody moved, at the rank that they were given.

    Once its members know it, or have seen a page of it, nothing moves and nothing leaves: what becomes ready then comes
    last. A second meeting after a missing quorum has the same agenda as the first, and nothing else: without a quorum,
    nobody could speak of the rest (CRPA R133-10). Presented again since the body spoke of it, a dossier is as one that
    nobody has seen.
    """
    waits, known = set(received), {item.application_id for item in items}
    is_seen = any(_was_seen(item) and not (item.is_recorded and item.application_id in waits) for item in items)
    if is_known or is_second or is_seen:
        new = () if is_second else (i for i in received if i not in known)
        return [*(item.application_id for item in items), *new]
    moved = {
        item.application_id: rank
        for rank, item in enumerate(items)
        if item.moved is not None and item.application_id in waits
    }
    ordered = [i for i in received if i not in moved]
    for application_id, rank in moved.items():
        ordered.insert(rank, application_id)
    return ordered


def _was_seen(item: Item) -> bool:
    return item.has_page or item.is_recorded


def _is_known(meeting: Meeting) -> bool:
    """Return True if the members of a meeting have its agenda, and are not about to be sent it anew."""
    return meeting.convened_at is not None and meeting.convene_at is None


def move(session: Session, meeting: Meeting, item: AgendaItem, *, to: int, reason: str) -> tuple[int, int]:
    """Move an item to a rank, from 1, and return its former rank and its new one."""
    items = [other for other in agenda(session, meeting) if other.id != item.id]
    former, rank = item.position, min(to, len(items) + 1)
    item.moved_reason = reason
    items.insert(rank - 1, item)
    _number(session, items)
    return former, rank


def _number(session: Session, items: Sequence[AgendaItem]) -> None:
    for position, item in enumerate(items, start=1):
        item.position = position
        session.add(item)


def fix_pages(session: Session, meeting: Meeting) -> None:
    """Give a page to each item that waits and has none, after those that have one: a page once shown never changes."""
    of_pages = [item.page for item in agenda(session, meeting) if item.page]
    first = max(of_pages, default=0) + 1
    new = (item for item in waiting(session, meeting) if item.page is None)
    for place, item in enumerate(new):
        item.page = first + place // PAGE
        session.add(item)
    session.flush()


def forget_pages(session: Session, meeting: Meeting) -> None:
    """Take their pages back from the items of a meeting that moves before anything of it was recorded."""
    for item in agenda(session, meeting):
        item.page = None
        session.add(item)
