"""The ledger of a sender: what it holds, what it has begun, and what became of that, written as soon as it is known.

One writer works for all connections, and writes together what came while it wrote before. A notice is begun in the rows
before anything of it leaves, and what became of the former is there by then: a sender that is killed leaves one notice
a connection of which nobody knows, and each is marked.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple, TypeVar
from uuid import uuid4

from sqlalchemy import Connection
from sqlmodel import Session, col

from models.notices import Attempt, Letter
from models.storage.database import at_once, engine, transaction
from models.storage.isolation.isolate import going_on
from models.storage.patience import insist
from models.vocabulary import NoticeStatus
from notifications.delivery.parcel import Parcel
from notifications.delivery.routes import describe_trouble
from notifications.outbox.attempts import end, settle, write
from notifications.outbox.doubts import tell_of_the_dead
from notifications.outbox.enclosures import files_of
from notifications.outbox.leases import LEASE, Claims, lease_is_over, postpone_all, renew
from notifications.outbox.outcomes import Outcome, record
from notifications.outbox.pace import spend, turn

MOST = 256
"""Notices taken at once where they leave fast. What is taken cannot be called off, or overtaken by what is urgent."""

_FAST = 0.5
"""Seconds in which what was taken must have been handed out, for more to be taken next time."""

_NOTICES = ("notice",)
"""What is hidden from a sender: the letters of what else is set aside are written, and leave."""

_Done = TypeVar("_Done")

_LINGER = 0.001
"""Seconds that the writer waits for what is on the wire: to write it together costs as much as to write one."""

_MANY, _REST = 256, 0.02
"""Notices that left of which their rows are told together, and seconds without any after which they are."""

_AHEAD = 4
"""The part of what was taken that is in hand still when more is: it comes while the last is on the wire."""

_RENEWED = LEASE.total_seconds() / 2
"""Seconds after which what is in hand is held anew."""


class _Taken(NamedTuple):
    """What was taken, or how many seconds to wait before anything may be."""

    parcels: Sequence[Parcel] = ()
    wait: float = 0.0


class _Entry(NamedTuple):
    """What a connection has to write: what became of one notice, or which it begins, and whether that is written."""

    tried: Outcome | None = None
    begun: Parcel | None = None
    written: asyncio.Future[bool] | None = None


class Which(NamedTuple):
    """What a call sends: what answers a mail alone, or all; at most so many a minute, or as many as leave."""

    answers_only: bool = False
    per_minute: int | None = None


class Ledger:
    """What one call has taken, begun and tried, in a database, at an instant; `fewest` are taken at first."""

    def __init__(self, database: str, at: datetime, *, fewest: int, which: Which) -> None:
        self._database, self._at, self._which = database, at, which
        self._sender = uuid4().hex
        self._claims = Claims(at=at, sender=self._sender, answers_only=which.answers_only)
        self._taken: deque[Parcel] = deque()
        self._entries: list[_Entry] = []
        self._unwritten: list[Outcome] = []
        self._filling, self._stopping = asyncio.Lock(), asyncio.Event()
        self._writing: asyncio.Task[None] | None = None
        self._fewest = self._size = fewest
        self._filled_at = 0.0
        self._drained = False
        self._ahead: asyncio.Task[Sequence[Parcel]] | None = None
        self._on_the_wire = 0
        self._unsettled = 0
        self._pausing: asyncio.Future[None] | None = None
        self._is_resting = False
        self._renewed_at = time.monotonic()
        self._writer, self._taker = ThreadPoolExecutor(1, "outbox"), ThreadPoolExecutor(1, "outbox-ahead")
        self._connections: dict[Callable[[str], Connection], Connection] = {}
        self.counts: Counter[NoticeStatus] = Counter()

    async def take_suspect(self) -> Parcel | None:
        """Tell of what dead senders left, and hand out one notice on which some died, to be tried alone."""
        await self._settled()
        return next(iter(await self._done(self._going_on(self._claim_suspect))), None)

    async def fill(self) -> int:
        """Take anew, and return how many notices are in hand."""
        if self._ahead is None:
            self._begin_to_take()
        if self._ahead is not None:
            # Not cancelled with whoever waits for it: what it takes is to be given back.
            self._taken.extend(await asyncio.shield(self._ahead))
            self._ahead = None
        self._drained = not self._taken
        return len(self._taken)

    def _begin_to_take(self) -> None:
        clock = asyncio.get_running_loop().time
        is_fast = clock() - self._filled_at < _FAST
        self._size = min(2 * self._size, MOST) if is_fast else self._fewest
        self._filled_at = clock()
        self._ahead = asyncio.create_task(self._in_turn())

    async def _in_turn(self) -> Sequence[Parcel]:
        while True:
            taken = await self._done(self._going_on(partial(self._claim, self._size)), by=self._taker)
            if not taken.wait or self._stopping.is_set():
                return taken.parcels
            with suppress(TimeoutError):
                async with asyncio.timeout(taken.wait):
                    await self._stopping.wait()

    async def take(self) -> Parcel | None:
        """Hand out the next notice; none when nothing is due any more."""
        async with self._filling:
            if not self._taken:
                await self.fill()
            parcel = self._taken.popleft() if self._taken else None
            if parcel and self._ahead is None and len(self._taken) * _AHEAD < self._size and not self._which.per_minute:
                self._begin_to_take()
            return parcel

    def give_back(self, parcel: Parcel) -> None:
        """Take back a notice of which nothing left."""
        self._taken.append(parcel)

    def end(self, tried: Outcome) -> None:
        """Write what became of a notice, as soon as the writer is free."""
        self.counts[tried.status] += 1
        self._on_the_wire -= 1
        self._write_soon(_Entry(tried=tried))

    def begin(self, parcel: Parcel) -> asyncio.Future[bool]:
        """Write that a notice begins; the answer comes once that is in the database: True if it is still ours to
        send."""
        written: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._write_soon(_Entry(begun=parcel, written=written))
        return written

    def _write_soon(self, entry: _Entry) -> None:
        self._entries.append(entry)
        if not self._on_the_wire or self._is_resting:
            self._go_on()
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write())

    async def close(self, trouble: Exception | None) -> None:
        """Write and give back what is in hand; put off the rest when trouble ended the work before it was done."""
        try:
            await self._settled()
            await self._stop_taking()
            await self._done(partial(self._close, trouble))
        finally:
            self._writer.shutdown(wait=False)
            self._taker.shutdown(wait=False)

    async def _stop_taking(self) -> None:
        self._stopping.set()  # it waits for no turn any more, and gives what it takes
        if self._ahead is not None:
            with suppress(Exception, asyncio.CancelledError):
                self._taken.extend(await self._ahead)

    async def _done(self, work: Callable[[], _Done], *, by: ThreadPoolExecutor | None = None) -> _Done:
        """Do something in a thread of ours, after all that it was given before: what left must not be forgotten while
        the database is away."""
        return await asyncio.get_running_loop().run_in_executor(by or self._writer, partial(insist, work))

    def _going_on(self, work: Callable[[], _Done]) -> Callable[[], _Done]:
        """Return some work that goes on without the notices that cannot be read: none blocks those behind it."""
        return partial(going_on, self._database, work)

    async def _settled(self) -> None:
        if self._writing is not None:
            self._go_on()
            await self._writing

    async def _write(self) -> None:
        """Write until nothing is left: what comes at once, and on the rows of notices that they left once many did, or
        once nothing comes for a moment. Nobody waits for the latter: the next are on the wire meanwhile."""
        while self._entries or self._unsettled:
            await self._pause()
            entries, self._entries = self._entries, []
            if entries:
                await self._write_these(entries)
            if not entries or self._unsettled >= _MANY:
                self._unsettled = 0
                with suppress(Exception):  # tried again when this is closed
                    await self._done(self._settle)

    async def _write_these(self, entries: Sequence[_Entry]) -> None:
        try:
            ours = await self._done(partial(self._exchange, entries))
        except Exception as error:  # noqa: BLE001  whoever waits for it raises it
            self._unwritten += [one.tried for one in entries if one.tried]
            _fail(entries, error)
        else:
            self._unsettled += sum(1 for one in entries if one.tried)
            self._on_the_wire += len(ours)
            _answer(entries, ours)

    async def _pause(self) -> None:
        """Wait a moment for what is on the wire, or a longer one where nothing is to be written."""
        if self._entries and not self._on_the_wire:
            return
        loop = asyncio.get_running_loop()
        self._is_resting, self._pausing = not self._entries, loop.create_future()
        end = loop.call_later(_REST if self._is_resting else _LINGER, self._go_on)
        await self._pausing
        end.cancel()

    def _go_on(self) -> None:
        if self._pausing is not None and not self._pausing.done():
            self._pausing.set_result(None)

    def _exchange(self, entries: Sequence[_Entry]) -> set[int]:
        """Write what came: one statement where that is all, which is a transaction of its own."""
        tried, begun = [one.tried for one in entries if one.tried], [one.begun for one in entries if one.begun]
        is_late = time.monotonic() - self._renewed_at > _RENEWED
        if not is_late and all(map(_is_plain, tried)):
            with self._kept(at_once) as connection:
                return self._write_attempts(connection, tried, begun)
        with self._kept(_opened) as connection, connection.begin():
            if is_late:
                renew(connection, sender=self._sender)
            record(connection, tried, sender=self._sender, at=self._at)
            ours = self._write_attempts(connection, tried, begun)
        self._renewed_at = time.monotonic() if is_late else self._renewed_at
        return ours

    def _settle(self) -> None:
        with self._kept(_opened) as connection, connection.begin():
            settle(connection, col(Attempt.claimed_by) == self._sender)

    @contextmanager
    def _kept(self, opened: Callable[[str], Connection]) -> Iterator[Connection]:
        """Give a connection that is kept: taking one each time would cost as much as writing."""
        kept = self._connections.pop(opened, None) or opened(self._database)
        try:
            yield kept
        except BaseException:
            kept.invalidate()
            kept.close()
            raise
        self._connections[opened] = kept

    def _write_attempts(self, connection: Connection, tried: Sequence[Outcome], begun: Sequence[Parcel]) -> set[int]:
        left = [one.notice_id for one in tried if one.status is NoticeStatus.sent]
        these = [one.notice_id for one in begun]
        return write(connection, left=left, begun=these, sender=self._sender, at=self._at)

    def _claim_suspect(self) -> list[Parcel]:
        with transaction(self._database, hides=_NOTICES) as session:
            settle(session.connection())
            tell_of_the_dead(session, at=self._at, over=lease_is_over())
            suspects = self._claims.claim_suspect(session)
            if self._which.per_minute and suspects:
                # It waits for no turn, as it is alone; what comes after it waits longer.
                spend(session, len(suspects), per_minute=self._which.per_minute)
            return _parcels(session, suspects)

    def _claim(self, limit: int) -> _Taken:
        try:
            with transaction(self._database, hides=_NOTICES) as session:
                return self._claimed(session, limit)
        except BaseException:
            self._claims.look_anew()
            raise

    def _claimed(self, session: Session, limit: int) -> _Taken:
        per_minute = self._which.per_minute
        limit, wait = turn(session, per_minute=per_minute, wanted=limit) if per_minute else (limit, 0)
        if wait:
            return _Taken(wait=wait)
        notices = self._claims.claim(session, limit)
        if per_minute and notices:
            spend(session, len(notices), per_minute=per_minute)
        return _Taken(_parcels(session, notices))

    def _close(self, trouble: Exception | None) -> None:
        for kept in self._connections.values():
            kept.close()
        with transaction(self._database, hides=_NOTICES) as session:
            record(session.connection(), self._unwritten, sender=self._sender, at=self._at)
            self._write_attempts(session.connection(), self._unwritten, [])
            settle(session.connection(), col(Attempt.claimed_by) == self._sender)
            end(session.connection(), [one.notice_id for one in self._taken], sender=self._sender)
            if trouble is not None and not self._drained:
                self.counts[NoticeStatus.queued] += postpone_all(session, at=self._at, reason=describe_trouble(trouble))


def _parcels(session: Session, letters: Sequence[Letter]) -> list[Parcel]:
    files = files_of(session, [one.id for one in letters]) if letters else {}
    return [Parcel(one, files.get(one.id, ())) for one in letters]


def _opened(database: str) -> Connection:
    return engine(database).connect()


def _is_plain(outcome: Outcome) -> bool:
    return outcome.status is NoticeStatus.sent and not outcome.holds_secret and outcome.taken is None


def _fail(entries: Sequence[_Entry], error: Exception) -> None:
    for entry in entries:
        if entry.written and not entry.written.done():
            entry.written.set_exception(error)
            entry.written.exception()  # nobody may wait for it


def _answer(entries: Sequence[_Entry], ours: set[int]) -> None:
    for entry in entries:
        if entry.written and not entry.written.done():
            entry.written.set_result(entry.begun is not None and entry.begun.notice_id in ours)
