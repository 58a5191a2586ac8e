"""The agenda of a meeting: in order of receipt, carried-over dossiers included; who wants another order says why."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.meetings.meeting import AgendaItem, Meeting
from models.sessions.campaign import Campaign
from models.vocabulary import StageName, Status

READY: dict[StageName, Status] = {
    StageName.working_group: Status.examined,
    StageName.commission: Status.studied,
}
"""The status in which a dossier waits for each body."""

PAGE = 25
"""Dossiers on a page of the form that records what a body said: more is slow to draw, and to reread."""


def latest_meeting(session: Session, campaign: Campaign, stage: StageName) -> Meeting | None:
    """Return the latest meeting of a body in a session, or None before the first."""
    of_body = select(Meeting).where(Meeting.campaign_id == campaign.id, Meeting.stage == stage)
    return session.exec(of_body.order_by(col(Meeting.number).desc())).first()


def open_meeting(session: Session, campaign: Campaign, stage: StageName) -> Meeting | None:
    """Return the meeting of a body that is to come or under way, or None where there is none."""
    latest = latest_meeting(session, campaign, stage)
    return latest if latest and latest.closed_at is None else None


def agenda(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """Return the items of a meeting, in order."""
    of_meeting = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)
    return list(session.exec(of_meeting.order_by(col(AgendaItem.position), col(AgendaItem.id))))


def waiting(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """Return the items on which the body has not spoken, and that wait for it, in order: neither what was withdrawn or
    is lacking a piece since, nor what went on to another session."""
    statement = (
        select(AgendaItem)
        .join(Application, col(Application.id) == col(AgendaItem.application_id))
        .where(
            AgendaItem.meeting_id == meeting.id,
            col(AgendaItem.recorded_at).is_(None),
            Application.campaign_id == meeting.campaign_id,
            Application.status == READY[meeting.stage],
        )
    )
    return list(session.exec(statement.order_by(col(AgendaItem.position), col(AgendaItem.id))))


def has_begun(session: Session, meeting: Meeting) -> bool:
    """Tell whether something of a meeting is recorded: it took place, and can be moved no more."""
    return meeting.present is not None or any(item.recorded_at for item in agenda(session, meeting))


def fix_agenda(session: Session, campaign: Campaign, meeting: Meeting) -> list[AgendaItem]:
    """Put on an agenda the dossiers that wait for the body, in order of receipt but for those that somebody moved, and
    return its items.

    Once its members know it, nothing moves and nothing leaves: what becomes ready then comes last. A second meeting
    after a missing quorum has the same agenda as the first, and nothing else: without a quorum, nobody could speak of
    the rest (CRPA R133-10).
    """
    received = {i: place for place, i in enumerate(ready(session, campaign, meeting.stage))}
    items = agenda(session, meeting)
    for item in items:
        if item.recorded_at and item.application_id in received:
            # Presented again since: the body speaks of it once more.
            item.recorded_at = item.dissent = item.page = None
    known = {item.application_id for item in items}
    added = [
        AgendaItem(meeting_id=meeting.id or 0, application_id=application_id, position=0)
        for application_id in received
        if application_id not in known and not meeting.is_second
    ]
    if _is_fixed(meeting, items):
        items += added
    else:
        items = _in_order([*(item for item in items if _stays(session, item, received)), *added], received)
    _number(session, items)
    session.flush()
    return items


def ready(session: Session, campaign: Campaign, stage: StageName) -> list[int]:
    """Return the dossiers that wait for a body, in order of receipt."""
    statement = select(Application.id).where(Application.campaign_id == campaign.id, Application.status == READY[stage])
    return [i or 0 for i in session.exec(statement.order_by(col(Application.received_at), col(Application.id)))]


def _is_fixed(meeting: Meeting, items: Sequence[AgendaItem]) -> bool:
    """Tell whether an agenda is known already: its members have it, or its pages were shown. One that they are about to
    be sent anew is not."""
    is_known = meeting.convened_at is not None and meeting.convene_at is None
    return meeting.is_second or is_known or any(item.page or item.recorded_at for item in items)


def _stays(session: Session, item: AgendaItem, received: Mapping[int, int]) -> bool:
    """Take off the agenda what no longer waits for the body."""
    if item.application_id in received:
        return True
    session.delete(item)
    return False


def _in_order(items: Sequence[AgendaItem], received: Mapping[int, int]) -> list[AgendaItem]:
    """Return items in order of receipt, those that somebody moved at the rank that they were given."""
    ordered = sorted((i for i in items if i.moved_reason is None), key=lambda item: received[item.application_id])
    for item in sorted((i for i in items if i.moved_reason is not None), key=lambda item: item.position):
        ordered.insert(item.position - 1, item)
    return ordered


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
