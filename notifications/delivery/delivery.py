"""Delivery: the notices that are due leave over a few lasting SMTP connections, each once.

A notice is taken under a lease, begun, sent, and its outcome written at once: a sender that is killed loses none, and
leaves one a connection of which nobody knows whether it left. It will be sent again, under the same Message-ID, and
people are told that it may have left twice (see `notifications.outbox.doubts`).
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from aiosmtplib import SMTPDataError, SMTPNotSupported, SMTPRecipientRefused
from aiosmtplib import SMTPResponseException as Answer

from models.notices import Letter, Notice
from models.vocabulary import NoticeStatus
from notifications.catalogue import KINDS
from notifications.delivery.connection import Connection, LeaseLostError, UnbuildableError
from notifications.delivery.ledger import Ledger, Which
from notifications.delivery.parcel import Parcel
from notifications.delivery.routes import Route, describe_trouble
from notifications.delivery.wire import UnheardError
from notifications.outbox.outcomes import Outcome, Taken, holds_secret, retry_at

LIFETIME = timedelta(days=5)
"""For how long a notice that the server refuses is tried again (RFC 5321, 4.5.4.1)."""

A_LINE = 8
"""Notices due for each connection that is opened."""

_FOR_GOOD, _TOO_BIG = 500, 552
_UNWRITABLE: dict[type[Exception], str] = {
    SMTPNotSupported: "le serveur d'envoi n'accepte pas les adresses accentuées",
    ValueError: "l'adresse du destinataire n'est pas une adresse de courriel",
    UnbuildableError: "le courriel ne peut pas être composé",
}


class Delivery(NamedTuple):
    """What one call did: notices that left, that will be tried again, and that will not."""

    sent: int
    waiting: int
    failed: int


def outcome_of(
    notice: Letter | Notice, error: Exception | None, *, at: datetime, taken: Taken | None = None
) -> Outcome:
    """Return what an attempt made at `at` means for the notice: it left, it waits, or it failed. The mail that was
    `taken` is kept where an applicant is to read it, and it opens nothing.

    It failed when the server refuses its recipient or its content with a 5xx, when its address or its mail cannot be
    written, or when the server answers anything but yes after five days. A server that is out of reach never ends a
    notice; one that took the whole mail and was not heard may have sent it.
    """
    notice_id = notice.id or 0
    if error is None:
        return _left(notice, taken)
    unwritable = next((words for kind, words in _UNWRITABLE.items() if isinstance(error, kind)), None)
    expired = isinstance(error, Answer) and at - (notice.held_until or notice.enqueued_at) > LIFETIME
    if unwritable or expired or _is_refused_for_good(error):
        return Outcome(notice_id, NoticeStatus.failed, last_error=unwritable or describe_trouble(error))
    return Outcome(
        notice_id,
        NoticeStatus.queued,
        due_at=retry_at(at, notice.attempts),
        last_error=describe_trouble(error),
        is_doubtful=isinstance(error, UnheardError),
    )


def _left(notice: Letter | Notice, taken: Taken | None) -> Outcome:
    is_secret, is_read = holds_secret(notice.text), KINDS[notice.kind].is_for_applicants and notice.application_id
    kept = taken if is_read and not is_secret else None
    return Outcome(notice.id or 0, NoticeStatus.sent, holds_secret=is_secret, taken=kept)


def _is_refused_for_good(error: Exception) -> bool:
    """Return True if the server refuses this recipient or this content; a 5xx on anything else is about us."""
    if isinstance(error, SMTPRecipientRefused | SMTPDataError):
        return error.code >= _FOR_GOOD
    return isinstance(error, Answer) and error.code == _TOO_BIG


def _cancellations() -> int:
    """Return how often this task was told to end. Before Python 3.12 what waits under a timeout may lose a cancellation
    that comes with an answer of the server; and a task whose children once failed counts that for ever."""
    task = asyncio.current_task()
    return task.cancelling() if task else 0


async def _work(
    ledger: Ledger, line: Connection, at: datetime, *, take: Callable[[], Awaitable[Parcel | None]]
) -> None:
    """Send what the ledger hands out, until it has no more or the line is of no more use."""
    before = _cancellations()
    while line.trouble is None and _cancellations() == before and (parcel := await take()):
        if not await line.open():
            ledger.give_back(parcel)
            return
        begun = ledger.begin(parcel)
        try:
            error = await line.send(parcel, at=at, ours=begun)
        except LeaseLostError:
            continue
        except asyncio.CancelledError:
            if not line.is_said:
                ledger.give_back(parcel)
            raise
        ledger.end(outcome_of(parcel.notice, error, at=at, taken=line.taken))


async def _work_and_leave(ledger: Ledger, line: Connection, at: datetime) -> None:
    try:
        await _work(ledger, line, at, take=ledger.take)
        await line.close()
    finally:
        line.drop()


async def deliver(
    database: str,
    route: Route,
    *,
    at: datetime,
    connections: int = 4,
    answers_only: bool = False,
    per_minute: int | None = None,
) -> Delivery:
    """Send all that is due at `at`, or what answers a mail alone, at most so many `per_minute` with whoever else sends,
    and return how many notices left, wait and failed.

    May run beside itself, here or in another process: a notice is only ever in one sender's hands. What cannot leave
    is put off by growing waits; when the server is out of reach, everything due is, without trying each.
    """
    which = Which(answers_only=answers_only, per_minute=per_minute)
    ledger = Ledger(database, at, fewest=connections * A_LINE, which=which)
    lines = [Connection(route) for _ in range(connections)]
    trouble = None
    try:
        # Alone, since it may end this process: no other is to be in doubt for it.
        await _work(ledger, lines[0], at, take=ledger.take_suspect)
        due = await ledger.fill()
        # The first alone at first: a server that refuses a password should not hear it four times.
        if due and await lines[0].open():
            async with asyncio.TaskGroup() as group:
                for line in lines[: -(-due // A_LINE)]:
                    group.create_task(_work_and_leave(ledger, line, at))
        # Not where this is cancelled: a line that we cut ourselves says nothing of the server.
        trouble = next((line.trouble for line in lines if line.trouble), None)
    finally:
        lines[0].drop()
        await ledger.close(trouble)
    counts = ledger.counts
    return Delivery(counts[NoticeStatus.sent], counts[NoticeStatus.queued], counts[NoticeStatus.failed])
