"""Delivery: the notices that are due leave over a few lasting SMTP connections, each once.

A notice is taken under a lease, sent, and its outcome written with a few others: a sender that is killed loses none,
and leaves a handful of mails that will be sent again, under the same Message-ID.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from aiosmtplib import SMTPDataError, SMTPNotSupported, SMTPRecipientRefused
from aiosmtplib import SMTPResponseException as Answer

from models.notices import Notice
from models.storage.database import transaction
from models.vocabulary import NoticeStatus
from notifications.delivery.connection import Connection
from notifications.delivery.routes import Route, describe_trouble
from notifications.outbox.enclosures import Enclosure, files_of
from notifications.outbox.leases import Outcome, claim, postpone_all, record, release, retry_at

LEASE = timedelta(minutes=10)
"""For how long a sender holds what it took; past it, another takes it over."""

LIFETIME = timedelta(days=5)
"""For how long a notice that the server refuses is tried again (RFC 5321, 4.5.4.1)."""

GROUP = 8
"""Outcomes written at once, and notices taken for each connection: about what a killed sender may send again."""

_FOR_GOOD, _TOO_BIG = 500, 552
_UNWRITABLE: dict[type[Exception], str] = {
    SMTPNotSupported: "le serveur d'envoi n'accepte pas les adresses accentuées",
    ValueError: "l'adresse du destinataire n'est pas une adresse de courriel",
}


class Delivery(NamedTuple):
    """What one call did: notices that left, that will be tried again, and that will not."""

    sent: int
    waiting: int
    failed: int


class _Parcel(NamedTuple):
    """A notice that is in hand, and the files that go with it."""

    notice: Notice
    files: tuple[Enclosure, ...]

    @property
    def notice_id(self) -> int:
        return self.notice.id or 0


def outcome_of(notice: Notice, error: Exception | None, *, at: datetime) -> Outcome:
    """Return what an attempt made at `at` means for the notice: it left, it waits, or it failed.

    It failed when the server refuses its recipient or its content with a 5xx, when its address cannot be written, or
    when the server answers anything but yes after five days. A server that is out of reach never ends a notice.
    """
    notice_id = notice.id or 0
    if error is None:
        return Outcome(notice_id, NoticeStatus.sent, sent_at=at)
    unwritable = next((words for kind, words in _UNWRITABLE.items() if isinstance(error, kind)), None)
    expired = isinstance(error, Answer) and at - (notice.held_until or notice.enqueued_at) > LIFETIME
    if unwritable or expired or _is_refused_for_good(error):
        return Outcome(notice_id, NoticeStatus.failed, last_error=unwritable or describe_trouble(error))
    return Outcome(
        notice_id, NoticeStatus.queued, due_at=retry_at(at, notice.attempts), last_error=describe_trouble(error)
    )


def _is_refused_for_good(error: Exception) -> bool:
    """Return True if the server refuses this recipient or this content; a 5xx on anything else is about us."""
    if isinstance(error, SMTPRecipientRefused | SMTPDataError):
        return error.code >= _FOR_GOOD
    return isinstance(error, Answer) and error.code == _TOO_BIG


class _Ledger:
    """What one call has taken and not tried yet, and what it has tried and not written yet."""

    def __init__(self, database: str, at: datetime, limit: int, *, answers_only: bool) -> None:
        self._database, self._at, self._limit, self._answers_only = database, at, limit, answers_only
        self._taken: deque[_Parcel] = deque()
        self._tried: list[Outcome] = []
        self._lock = asyncio.Lock()
        self._clock = asyncio.get_running_loop().time
        self._began = self._taken_at = self._clock()
        self._drained = False
        self.counts: Counter[NoticeStatus] = Counter()

    async def fill(self) -> int:
        """Write what was tried, take anew, and return how many notices are in hand."""
        self._taken_at = self._clock()
        await self._write(taking=True)
        self._drained = not self._taken
        return len(self._taken)

    async def take(self) -> _Parcel | None:
        """Hand out the next notice; none when nothing is due any more."""
        async with self._lock:
            is_stale = self._clock() - self._taken_at > LEASE.total_seconds() / 2
            if is_stale or not self._taken:
                await self.fill()
            return self._taken.popleft() if self._taken else None

    async def settle(self, outcome: Outcome) -> None:
        """Keep an outcome, and write those kept once they make a group."""
        self.counts[outcome.status] += 1
        self._tried.append(outcome)
        async with self._lock:
            if len(self._tried) >= GROUP:
                await self._write(taking=False)

    def close(self, trouble: Exception | None) -> None:
        """Write and give back what is in hand; put off the rest when trouble ended the work before it was done."""
        with transaction(self._database) as session:
            record(session, self._tried)
            release(session, [parcel.notice_id for parcel in self._taken])
            if trouble is not None and not self._drained:
                self.counts[NoticeStatus.queued] += postpone_all(session, at=self._at, reason=describe_trouble(trouble))

    async def _write(self, *, taking: bool) -> None:
        tried = tuple(self._tried)
        taken = await asyncio.to_thread(self._exchange, tried, taking=taking)
        del self._tried[: len(tried)]
        if taking:
            self._taken = deque(taken)

    def _exchange(self, tried: Sequence[Outcome], *, taking: bool) -> list[_Parcel]:
        with transaction(self._database) as session:
            record(session, tried)
            if not taking:
                return []
            release(session, [parcel.notice_id for parcel in self._taken])
            # A call may outlast its first leases: they run from the present, which `at` is not any more.
            until = self._at + timedelta(seconds=self._taken_at - self._began) + LEASE
            notices = claim(session, at=self._at, until=until, limit=self._limit, answers_only=self._answers_only)
            files = files_of(session, [notice.id or 0 for notice in notices])
            return [_Parcel(notice, files.get(notice.id or 0, ())) for notice in notices]


def _is_cancelled() -> bool:
    """Return True if this task was told to end: before Python 3.12, `asyncio.wait_for`, by which the SMTP client waits,
    may lose a cancellation that comes together with the answer of the server."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _work(ledger: _Ledger, line: Connection, at: datetime) -> None:
    """Send what the ledger hands out, until it has no more or the line is of no more use."""
    try:
        if await line.open():
            while line.trouble is None and not _is_cancelled() and (parcel := await ledger.take()):
                error = await line.send(parcel.notice, at=at, files=parcel.files)
                await ledger.settle(outcome_of(parcel.notice, error, at=at))
            await line.close()
    finally:
        line.drop()


async def deliver(
    database: str, route: Route, *, at: datetime, connections: int = 4, answers_only: bool = False
) -> Delivery:
    """Send all that is due at `at`, or what answers a mail alone, and return how many notices left, wait and failed.

    May run beside itself, here or in another process: a notice is only ever in one sender's hands. What cannot leave
    is put off by growing waits; when the server is out of reach, everything due is, without trying each.
    """
    ledger = _Ledger(database, at, connections * GROUP, answers_only=answers_only)
    due = await ledger.fill()
    lines = [Connection(route) for _ in range(min(connections, -(-due // GROUP)))]
    trouble = None
    try:
        # The first alone at first: a server that refuses a password should not hear it four times.
        if lines and await lines[0].open():
            async with asyncio.TaskGroup() as group:
                for line in lines:
                    group.create_task(_work(ledger, line, at))
        # Not where this is cancelled: a line that we cut ourselves says nothing of the server.
        trouble = next((line.trouble for line in lines if line.trouble), None)
    finally:
        ledger.close(trouble)
    counts = ledger.counts
    return Delivery(counts[NoticeStatus.sent], counts[NoticeStatus.queued], counts[NoticeStatus.failed])
