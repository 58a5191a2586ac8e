"""The sender's side of the outbox, in SQL: notices taken under a lease, put off, given back.

Leases run by the database's clock: no sender robs another because its own clock, or the instant that it works for, is
ahead, and none waits for the dead because it is behind.
"""

import time
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from math import inf
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    insert,
    literal,
    or_,
    update,
)
from sqlalchemy import select as columns
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.columns import among
from models.notices import Attempt, Letter, Notice
from models.storage.aside.row import SetAside
from models.storage.clock import clock
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.outcomes import LONGEST_WAIT, backoff, retry_at
from notifications.outbox.truth import drop_what_is_over

LEASE = timedelta(minutes=10)
"""For how long a sender holds what it took; past it, another takes it over."""

_SEEN, _ANEW = 10_000, 1.0
"""Notices of which the order is read together, and seconds after which it is read anew."""

_QUEUED = col(Notice.status) == NoticeStatus.queued
_OF_NOTICE = col(Attempt.notice_id) == col(Notice.id)


def lease_is_over() -> ColumnElement[bool]:
    """SQL condition: the lease of an attempt has ended. One that ends later than any can was given before the clock was
    put back."""
    until = col(Attempt.claimed_until)
    return or_(until <= clock(), until > clock(2 * LEASE))


def is_free() -> ColumnElement[bool]:
    """SQL condition: no living sender holds the notice."""
    return ~exists().where(_OF_NOTICE, ~lease_is_over())


@cache
def still_waits() -> ColumnElement[bool]:
    """SQL condition: a notice that no sender holds, and that may be changed or dropped before it leaves. What one holds
    is on its way already, and what one died on may have left."""
    return and_(_QUEUED, ~exists().where(_OF_NOTICE, or_(col(Attempt.begun_at).is_not(None), ~lease_is_over())))


_ANSWERS = col(Notice.deposit_id).is_not(None)
_PRIORITY = case((_ANSWERS, 0), (letters_of_decisions(), 1), else_=2)
_THESE = among(Notice.id)
_IN_NO_HANDS = ~exists().where(_OF_NOTICE)

# Made once: what a statement says costs ten times what it does.
_ASIDE = select(SetAside.row).where(col(SetAside.of) == "notice")
_IS_DUE = col(Notice.due_at) <= bindparam("at", type_=UTCDateTime())
_DUE = select(Notice.id).where(_QUEUED, _IN_NO_HANDS, _IS_DUE, col(Notice.id).not_in(_ASIDE))
_IN_ORDER = _DUE.where(col(Notice.crashes) == 0).order_by(_PRIORITY, col(Notice.due_at), col(Notice.id)).limit(_SEEN)
_ANSWERS_IN_ORDER = _IN_ORDER.where(_ANSWERS)
_SUSPECT = _DUE.where(col(Notice.crashes) > 0).order_by(col(Notice.id)).limit(1)
_LOCKED = _DUE.add_columns(col(Notice.kind)).where(_THESE).with_for_update(skip_locked=True)
# Looked at again once they are locked: another may have taken one after our look, and let its lock go before ours.
_HELD = columns(col(Notice.id), bindparam("holder", type_=String()), clock(LEASE)).where(_THESE, _QUEUED, _IN_NO_HANDS)
_NAMES = ("notice_id", "claimed_by", "claimed_until")
_TAKE = insert(Attempt).from_select(_NAMES, _HELD, include_defaults=False).returning(col(Attempt.notice_id))
_TAKEN = columns(*(getattr(Notice, name) for name in Letter._fields)).where(_THESE)
_ITS_OWN = (col(Attempt.claimed_by) == bindparam("holder"), col(Attempt.claimed_until) > clock())
_RENEW = update(Attempt).where(*_ITS_OWN).values(claimed_until=clock(LEASE))


class Claims:
    """What a sender takes of what is due at an instant: what answers a mail first, or alone, since who wrote waits for
    it; then decisions; of each, oldest first. What is not true any more is called off.

    The order is read anew each second, so that what is urgent overtakes the rest: to sort a hundred thousand for each
    few hundred would take longer than to send them.
    """

    def __init__(self, *, at: datetime, sender: str, answers_only: bool = False) -> None:
        """Nothing is taken yet."""
        self._at, self._sender = at, sender
        self._in_order = _ANSWERS_IN_ORDER if answers_only else _IN_ORDER
        self.look_anew()

    def look_anew(self) -> None:
        """Forget the order that was read: what was taken is not, where its transaction failed."""
        self._seen: deque[int] = deque()
        self._seen_at = -inf

    def claim(self, session: Session, limit: int) -> list[Letter]:
        """Take at most `limit` notices. Until the lease ends, nobody else gets them."""
        while due := self._next(session, limit):
            if true := drop_what_is_over(session, due, at=self._at):
                return _taken(session, true, sender=self._sender)
        return []

    def claim_suspect(self, session: Session) -> list[Letter]:
        """Take one notice on which senders died, if any is due: tried alone, it harms no other."""
        due = self._locked(session, self._look(session, _SUSPECT))
        return _taken(session, drop_what_is_over(session, due, at=self._at), sender=self._sender)

    def _next(self, session: Session, limit: int) -> dict[int, NoticeKind]:
        """Lock what comes next, and return it with its kinds: nothing where all that is due is in other hands."""
        is_new = time.monotonic() - self._seen_at > _ANEW
        while self._seen or is_new:
            if is_new:
                self._seen, self._seen_at = deque(self._look(session, self._in_order)), time.monotonic()
            is_new = False
            these = [self._seen.popleft() for _ in range(min(limit, len(self._seen)))]
            if due := self._locked(session, these):
                return due
        return {}

    def _look(self, session: Session, statement: Select[Any]) -> Sequence[int]:
        return session.connection().execute(statement, {"at": self._at}).scalars().all()

    def _locked(self, session: Session, ids: Sequence[int]) -> dict[int, NoticeKind]:
        if not ids:
            return {}
        kinds = dict(session.connection().execute(_LOCKED, {"ids": ids, "at": self._at}).tuples().all())
        return {one: kinds[one] for one in ids if one in kinds}


def _taken(session: Session, ids: Sequence[int], *, sender: str) -> list[Letter]:
    if not ids:
        return []
    taken = session.connection().execute(_TAKE, {"ids": ids, "holder": sender}).scalars().all()
    letters = {row.id: Letter(*row) for row in session.connection().execute(_TAKEN, {"ids": taken}).all()}
    return [letters[one] for one in ids if one in letters]


def renew(connection: Connection, *, sender: str) -> None:
    """Have the leases of all that a sender holds begin anew; none that is over does: somebody may count on that."""
    connection.execute(_RENEW, {"holder": sender})


def postpone_all(session: Session, *, at: datetime, reason: str) -> int:
    """Put off, each by its own wait, all that is due at `at` and that no sender holds; return how many that is. None
    was tried: no attempt is counted."""
    kind = UTCDateTime()
    growing = range(next(number for number in range(100) if backoff(number) == LONGEST_WAIT))
    waits = {number: literal(retry_at(at, number), kind) for number in growing}
    later = case(waits, value=Notice.attempts + Notice.put_off, else_=literal(retry_at(at, len(growing)), kind))
    values = {"put_off": Notice.put_off + 1, "due_at": later, "last_error": reason}
    due = (still_waits(), col(Notice.due_at) <= at)
    return session.connection().execute(update(Notice).where(*due).values(values)).rowcount
