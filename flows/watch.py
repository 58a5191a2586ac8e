"""The watcher (`spro watch`): minds the mailboxes and the outbox, and has the work done as soon as something waits.

Watching is done here, by one small process, so that no run of Prefect is ever for nothing. While Prefect's server or
its worker is down, it says so and does the urgent part itself: no applicant waits for a machine to be mended.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from prefect.settings import PREFECT_API_URL
from sqlmodel import col, or_, select

from flows.children import Unstartable
from flows.overseer import DOWN, Conductor, Settling, has_crashed, look_at_conductor, start_run, tell_change
from models.database import reading
from models.deposit import Deposit, is_unsorted
from models.outbox import Notice
from models.settings import Settings
from models.statuses import NoticeStatus
from notifications.delivery import Delivery
from tasks import units
from tasks.intake.taking import NOTHING
from tasks.intake.units import register_deposits, sort_deposits
from tasks.mailboxes.lookout import Names, look_out

_LOG = logging.getLogger("spro.veille")

BEING_SENT = timedelta(seconds=10)
"""How long a notice may be due before the watcher minds it: the flow that caused it sends it itself."""


BEING_SORTED = timedelta(seconds=30)
"""The same for a deposit that is registered and not sorted."""

AGAIN = timedelta(seconds=2)
"""How long after a run that was killed another is started; twice as long each time it happens again."""


class Tried(NamedTuple):
    """What was last done about something that waits: for which items, when, by which means, by which run of Prefect,
    and how many runs in a row were killed before they had done it."""

    items: frozenset[str]
    at: datetime
    by_hand: bool
    run: UUID | None = None
    crashes: int = 0


class Sight(NamedTuple):
    """Where the watcher looks: an installation, and what tells which mails wait in its mailboxes."""

    settings: Settings
    mails: Names


class Chore(NamedTuple):
    """One thing that the watcher minds. `look` returns the names of what waits, `do` is the work without Prefect.

    `patience` is how long the same items are left alone once they were tried: a mail that cannot be registered must not
    be tried every two seconds.
    """

    deployment: str
    look: Callable[[Sight, datetime], frozenset[str]]
    do: Callable[[datetime], Awaitable[str]]
    patience: timedelta


def decide(waiting: frozenset[str], tried: Tried | None, *, at: datetime, patience: timedelta, by_hand: bool) -> bool:
    """Tell whether to act: something waits that was not tried yet, or not by this means, or not since long."""
    if not waiting or tried is None:
        return bool(waiting)
    return bool(waiting - tried.items) or tried.by_hand is not by_hand or at - tried.at >= patience


def waiting_mails(sight: Sight, at: datetime) -> frozenset[str]:
    """Return the names of the mails that wait to be registered, and of the deposits that wait to be sorted though the
    run that registered them should have done it: it was killed."""
    left = select(Deposit.id).where(is_unsorted(), Deposit.processed_at <= at - BEING_SORTED)
    with reading(sight.settings.database) as session:
        return sight.mails() | {f"envoi/{deposit_id}" for deposit_id in session.exec(left)}


def waiting_notices(sight: Sight, at: datetime) -> frozenset[str]:
    """Return the latest notice that should have left and that no sender holds, which stands for all of them."""
    free = or_(col(Notice.claimed_until).is_(None), col(Notice.claimed_until) < at)
    overdue = select(Notice.id).where(Notice.status == NoticeStatus.queued, col(Notice.due_at) <= at - BEING_SENT, free)
    with reading(sight.settings.database) as session:
        latest = session.exec(overdue.order_by(col(Notice.id).desc()).limit(1)).first()
    return frozenset() if latest is None else frozenset([str(latest)])


async def register_by_hand(at: datetime) -> str:
    """Register the deposits, tell their senders and sort them, without Prefect; return what was done, in French."""
    done, sent = NOTHING, 0
    while done.is_full:
        done = done.then(await register_deposits.fn(at=at, skipping=done.unread))
        sent += (await units.send_notices.fn(at=at)).sent
    await sort_deposits.fn(at=at)
    delivery = await units.send_notices.fn(at=at)
    said = _said(delivery._replace(sent=sent + delivery.sent))
    left = f" ; restés dans leur boîte : {', '.join(done.unread)}" if done.unread else ""
    return " ; ".join([f"messages relevés : {len(done.sessions)}, {said}{left}", *done.unreachable])


async def send_by_hand(at: datetime) -> str:
    """Send what waits in the outbox, without Prefect; return what was done, in French."""
    return _said(await units.send_notices.fn(at=at))


def _said(delivery: Delivery) -> str:
    return f"notifications parties : {delivery.sent}, en attente : {delivery.waiting}, en échec : {delivery.failed}"


CHORES = (
    Chore("relever-depots", waiting_mails, register_by_hand, patience=timedelta(hours=1)),
    Chore("distribuer-notifications", waiting_notices, send_by_hand, patience=timedelta(minutes=5)),
)
"""What the watcher minds, in the order in which it does."""


class Watcher:
    """What the watcher remembers from one look to the next: what it tried, and how Prefect was."""

    def __init__(self, sight: Sight) -> None:
        """Watch an installation; Prefect's address is Prefect's own setting."""
        self._sight = sight
        self._tried: dict[str, Tried] = {}
        self._settling = Settling()
        self._trouble: dict[str, str] = {}

    async def look(self, at: datetime) -> None:
        """Look once and do what must be done. Never raises: what goes wrong is said once, and tried again."""
        seen = await look_at_conductor()
        former = self._settling.state
        is_settled = self._settling.see(seen, at)
        tell_change(former, self._settling.state)
        if is_settled and seen is not Conductor.paused:
            for chore in CHORES:
                await self._guarded(chore, at, by_hand=seen in DOWN)

    async def _guarded(self, chore: Chore, at: datetime, *, by_hand: bool) -> None:
        try:
            await self._mind(chore, at, by_hand=by_hand)
            self._trouble.pop(chore.deployment, None)
        except Exception as error:  # noqa: BLE001  whatever it is, the watcher stays
            said = f"{type(error).__name__} : {error}"
            if self._trouble.get(chore.deployment) != said:
                _LOG.error("%s : %s. Nouvel essai au prochain passage.", chore.deployment, said)
            self._trouble[chore.deployment] = said

    async def _mind(self, chore: Chore, at: datetime, *, by_hand: bool) -> None:
        waiting = await asyncio.to_thread(chore.look, self._sight, at)
        tried = self._tried.get(chore.deployment)
        is_left = tried is not None and tried.run is not None and bool(waiting & tried.items) and not by_hand
        crashes = tried.crashes + 1 if tried and tried.run and is_left and await has_crashed(tried.run) else 0
        patience = min(AGAIN * 2**crashes, chore.patience) if crashes else chore.patience
        if not decide(waiting, tried, at=at, patience=patience, by_hand=by_hand):
            return
        run = None
        if by_hand:
            _LOG.info("%s, sans Prefect : %s.", chore.deployment, await chore.do(at))
        elif not (run := await start_run(chore.deployment, at)):
            return
        self._tried[chore.deployment] = Tried(waiting, at, by_hand, run, crashes)


async def watch(settings: Settings, *, every: float = 2.0) -> None:
    """Watch until SIGINT or SIGTERM, with a look every so many seconds and whenever a mail server tells of a mail; says
    what happens on the standard error."""
    if not PREFECT_API_URL.value():
        raise Unstartable(
            "PREFECT_API_URL", "vide", "indiquez le serveur Prefect, par exemple http://127.0.0.1:4200/api."
        )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    _LOG.setLevel(logging.INFO)
    ended, woken, loop = asyncio.Event(), asyncio.Event(), asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(woken.set)

    def end() -> None:
        ended.set()
        woken.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    with look_out(settings, wake) as mails:
        watcher = Watcher(Sight(settings, mails))
        while not ended.is_set():
            woken.clear()
            await watcher.look(datetime.now(UTC))
            with suppress(TimeoutError):
                await asyncio.wait_for(woken.wait(), every)


if __name__ == "__main__":
    asyncio.run(watch(Settings()))
