"""The sender's side of the outbox, in SQL: notices taken under a lease, and what became of them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, literal, or_, update
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.notices import Notice
from models.storage.pages import HANDED
from models.vocabulary import NoticeStatus
from notifications.outbox.truth import drop_what_is_over

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)

_QUEUED = col(Notice.status) == NoticeStatus.queued
_SECRET = re.compile(rf"({HANDED}/)[\w-]{{20,}}")


class Outcome(NamedTuple):
    """What one attempt did to one notice: its new status, when it is due again or when it left, why it did not."""

    notice_id: int
    status: NoticeStatus
    due_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None


def backoff(attempts: int) -> timedelta:
    """Return the wait after a refusal that comes after `attempts` others: 5, 15, 45 minutes…, and 6 hours at most."""
    return min(FIRST_WAIT * int(3 ** min(attempts, 10)), LONGEST_WAIT)


GRIDS = (timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=5))
"""The marks on which notices are tried again, the widest that a wait reaches."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def retry_at(at: datetime, attempts: int) -> datetime:
    """Return when to try again: after the wait, on a mark that all notices share. During an outage they are tried
    together, by as many runs as there are marks, and not by one run each."""
    wait = backoff(attempts)
    grid = next(grid for grid in GRIDS if wait >= grid)
    return at + wait + (_EPOCH - at - wait) % grid


def still_waits(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a notice that no sender holds at an instant, and that may be changed or dropped before it leaves.
    What one holds is on its way already."""
    return and_(_QUEUED, or_(col(Notice.claimed_until).is_(None), col(Notice.claimed_until) <= at))


def _claimable(at: datetime) -> ColumnElement[bool]:
    free = or_(col(Notice.claimed_until).is_(None), col(Notice.claimed_until) < at)
    return and_(_QUEUED, col(Notice.due_at) <= at, free)


def claim(session: Session, *, at: datetime, until: datetime, limit: int, answers_only: bool = False) -> list[Notice]:
    """Take at most `limit` notices due at `at`: those that answer a mail first, or alone, since who wrote waits for
    them; then oldest first. Until the lease ends, nobody else gets them. What is not true any more is called off."""
    ids = _next_true(session, at=at, limit=limit, answers_only=answers_only)
    if not ids:
        return []
    taken = update(Notice).where(col(Notice.id).in_(ids), _claimable(at)).values(claimed_until=until)
    place = {notice_id: number for number, notice_id in enumerate(ids)}
    return sorted(session.scalars(taken.returning(Notice)), key=lambda notice: place[notice.id or 0])


def _next_true(session: Session, *, at: datetime, limit: int, answers_only: bool) -> list[int]:
    answers = col(Notice.deposit_id).is_not(None)
    due = select(Notice.id).where(_claimable(at), *([answers] if answers_only else []))
    first = due.order_by(answers.desc(), col(Notice.due_at), col(Notice.id)).limit(limit)
    while ids := [one or 0 for one in session.exec(first.with_for_update(skip_locked=True))]:
        if true := drop_what_is_over(session, ids, at=at):
            return true
    return []


def record(session: Session, outcomes: Sequence[Outcome]) -> None:
    """Write what the attempts did, and end their leases; a notice that already left stays so. What is kept of one that
    left opens nothing."""
    if not outcomes:
        return
    fields = ("status", "due_at", "sent_at", "last_error")
    written: dict[str, BindParameter[object]] = {name: bindparam(f"new_{name}") for name in fields}
    statement = (
        update(Notice)
        .where(col(Notice.id) == bindparam("of"), _QUEUED)
        .values(attempts=Notice.attempts + 1, claimed_until=None, **written)
    )
    rows = [{"of": each.notice_id} | {f"new_{name}": getattr(each, name) for name in fields} for each in outcomes]
    session.connection().execute(statement, rows)
    _forget_secrets(session, [each.notice_id for each in outcomes if each.status is NoticeStatus.sent])


def _forget_secrets(session: Session, ids: Sequence[int]) -> None:
    """Take the secrets of links to dossiers out of letters: their readers have them, and nobody else."""
    with_links = col(Notice.id).in_(ids), col(Notice.text).contains(f"{HANDED}/")
    for notice in session.exec(select(Notice).where(*with_links)):
        notice.text, notice.html = (_SECRET.sub(r"\1…", said) for said in (notice.text, notice.html))
        session.add(notice)


def release(session: Session, ids: Sequence[int]) -> None:
    """Give back notices that were taken and not tried."""
    if ids:
        session.connection().execute(update(Notice).where(col(Notice.id).in_(ids), _QUEUED).values(claimed_until=None))


def postpone_all(session: Session, *, at: datetime, reason: str) -> int:
    """Put off, each by its own wait, all that is due at `at` and that no sender holds; return how many that is."""
    kind = UTCDateTime()
    growing = range(next(number for number in range(100) if backoff(number) == LONGEST_WAIT))
    waits = {number: literal(retry_at(at, number), kind) for number in growing}
    later = case(waits, value=col(Notice.attempts), else_=literal(retry_at(at, len(growing)), kind))
    values = {"attempts": Notice.attempts + 1, "due_at": later, "last_error": reason, "claimed_until": None}
    return session.connection().execute(update(Notice).where(_claimable(at)).values(values)).rowcount
