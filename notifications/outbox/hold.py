"""What waits before it leaves: for some minutes, or until a person lets it go (`policies.hold` of the region file)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.columns import chunks
from models.notices import Notice
from models.region.model import Region
from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.leaving import Hold
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.leases import still_waits


def is_held(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a notice that waits before its first attempt, and that a person may let go or call off."""
    is_ahead = or_(col(Notice.due_at).is_(None), col(Notice.due_at) > at)
    return and_(still_waits(), col(Notice.attempts) == 0, col(Notice.put_off) == 0, is_ahead)


@cache
def to_post() -> ColumnElement[bool]:
    """SQL condition: a letter whose reader has no mail address: it leaves on paper alone."""
    return (col(Notice.recipient) != "") & ~col(Notice.recipient).contains("@")


def first_attempts(
    session: Session, region: Region, kind: NoticeKind, readers: Sequence[int | None], *, together: int, at: datetime
) -> Mapping[int | None, datetime | None]:
    """Return when letters of a kind may leave, of which so many are queued `together`, by the dossier of their reader;
    None: once a person says so. What follows from a decision leaves with its letter, never before; what a date causes,
    by day."""
    first = dict.fromkeys(readers, at) | _held(session, region, kind, readers, together=together, at=at)
    if not KINDS[kind].in_daytime:
        return first
    days = business_days(region)
    morning = days.at(days.local(at), region.policies.send_hour)
    return {reader: max(due_at, morning) if due_at else None for reader, due_at in first.items()}


def _held(
    session: Session, region: Region, kind: NoticeKind, readers: Sequence[int | None], *, together: int, at: datetime
) -> dict[int | None, datetime | None]:
    hold, policy = KINDS[kind].hold, region.policies.hold
    if hold is Hold.with_its_decision:
        return _of_their_decisions(session, [i for i in readers if i], at=at)
    is_held = hold is Hold.always or (hold is Hold.in_mass and together >= policy.mass)
    return dict.fromkeys(readers, policy.until(at)) if is_held else {}


def _of_their_decisions(session: Session, ids: Sequence[int], *, at: datetime) -> dict[int | None, datetime | None]:
    due = select(Notice.application_id, Notice.due_at).where(letters_of_decisions(), is_held(at))
    return {
        application_id: due_at
        for part in chunks(ids)
        for application_id, due_at in session.exec(due.where(col(Notice.application_id).in_(part)))
    }
