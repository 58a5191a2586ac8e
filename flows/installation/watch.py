"""The watcher (`spro watch`): minds the mailboxes, the sessions and the outbox, and has the work done as soon as
something waits or falls due.

It registers the mails itself (see `flows.installation.register_now`), and has a run of Prefect do the rest: watching is
done here, by one small process, so that no run is ever for nothing. While Prefect's server or its worker is down, it
says so and does the rest too: no applicant waits for a machine to be mended.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple, Protocol
from uuid import UUID

from prefect.settings import PREFECT_API_URL
from sqlalchemy import exists
from sqlmodel import col, or_, select

from flows.boards.links import handed_address
from flows.installation.health import (
    DOWN,
    PrefectHealth,
    Settling,
    has_crashed,
    look_at_conductor,
    start_run,
    tell_change,
)
from flows.installation.incidents import mind_machine, tell_outage
from flows.installation.interrupted import run_again
from flows.installation.register_now import Reception, pause, said
from flows.installation.upcoming import name_upcoming
from flows.machine.once import said as one_line
from flows.machine.once import say_once
from flows.machine.processes import Unstartable
from flows.serving.alerts import AWAY
from flows.sessions.ahead import do_what_is_due
from flows.sessions.booking import CONDUCT
from flows.sessions.deposits import tell_returned
from models.due import next_work
from models.intake.deposit import Deposit, is_unsorted
from models.intake.reading import unread_since
from models.intake.words import Nature
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.isolation.isolate import going_on, look_again
from models.storage.patience import Trouble, Unavailable, trouble_of
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus
from notifications.outbox.leases import is_free
from tasks.incidents.proof.seal import seal
from tasks.incidents.proof.stamp import due_stamp, stamp
from tasks.intake.registering.caught_up import note_unread
from tasks.intake.registering.units import sort_waiting
from tasks.mailboxes.lookout import Mailboxes, look_out
from tasks.sending import send_notices

_LOG = logging.getLogger("spro.veille")

BEING_SENT = timedelta(seconds=10)
"""How long a notice may be due before the watcher minds it: the flow that caused it sends it itself."""

SHOWN = timedelta(seconds=30)
"""How long what was set aside, and needs no sorting, has a run started that shows it."""

MINDED = timedelta(minutes=1)
"""How often the machine itself is looked at."""

LOOKED = timedelta(hours=1)
"""How often all rows are looked at for what cannot be read: some faults stop nothing, and would be seen by nobody."""

LATELY = timedelta(days=1)
"""How far back the watcher looks for what fell due: what is older is done when it begins, and by the daily run."""

BEGINNING = frozenset({"démarrage"})
"""What stands for whatever fell due before the watcher looked, and for bookings and boards that Prefect may have lost:
it waits until a run has dealt with it."""

BEGUN = timedelta(minutes=5)
"""How long it is minded that this run may be killed."""

SLICE = 50
"""How many deposits are sorted without Prefect before the mailboxes are looked at again."""


class LastTry(NamedTuple):
    """What was last done about something that waits: for which items, when, by which means, by which run of Prefect,
    and how many runs in a row were killed before they had done it."""

    items: frozenset[str]
    at: datetime
    by_hand: bool
    run: UUID | None = None
    crashes: int = 0


class Chore(NamedTuple):
    """One thing that the watcher minds. `look` returns the names of what waits; `do` is the work without Prefect, of
    which it returns what was done, in French, and whether there is more.

    `patience` is how long the same items are left alone once they were tried: a deposit that cannot be sorted must not
    be tried every two seconds.
    """

    deployment: str
    look: Callable[[Settings, datetime], frozenset[str]]
    do: Callable[[datetime], Awaitable[tuple[str, bool]]]
    patience: timedelta


def decide(waiting: frozenset[str], tried: LastTry | None, *, at: datetime, patience: timedelta, by_hand: bool) -> bool:
    """Return True if it is time to act: something waits that was not tried yet, or not by this means, or not since
    long."""
    if not waiting or tried is None:
        return bool(waiting)
    return bool(waiting - tried.items) or tried.by_hand is not by_hand or at - tried.at >= patience


def is_beginning(tried: LastTry | None, at: datetime) -> bool:
    """Return True until what fell due before the watcher began is done by a run of Prefect, which books and draws
    too."""
    return tried is None or (tried.items >= BEGINNING and (tried.by_hand or at - tried.at < BEGUN))


def waiting_deposits(settings: Settings, at: datetime) -> frozenset[str]:
    """Return the deposits that wait to be sorted, and what was just set aside: the console is to show it."""
    aside = (col(Deposit.nature) != Nature.written) & (col(Deposit.processed_at) > at - SHOWN)
    with reading(settings.database) as session:
        found = session.exec(select(Deposit.id).where(or_(is_unsorted(), aside)))
        return frozenset(f"envoi/{deposit_id}" for deposit_id in found)


def waiting_notices(settings: Settings, at: datetime) -> frozenset[str]:
    """Return the latest notice that should have left and that no sender holds, which stands for all of them."""
    overdue = select(Notice.id).where(
        Notice.status == NoticeStatus.queued, col(Notice.due_at) <= at - BEING_SENT, is_free()
    )
    with reading(settings.database) as session:
        latest = session.exec(overdue.order_by(col(Notice.id).desc()).limit(1)).first()
    return frozenset() if latest is None else frozenset([str(latest)])


def retained_deadlines(settings: Settings) -> frozenset[str]:
    """Return the sessions in which something was held back because of us, once we have caught up."""
    came = is_unsorted() & (col(Deposit.received_at) < col(Campaign.retained_at))
    is_over = ~unread_since(col(Campaign.retained_at)) & ~exists().where(came)
    held = select(Campaign.code, Campaign.retained_at).where(col(Campaign.retained_at).is_not(None), is_over)
    with reading(settings.database) as session:
        return frozenset(f"{code}/{instant}" for code, instant in session.exec(held))


def due_work(settings: Settings, at: datetime) -> frozenset[str]:
    """Return the instants at which something fell due in a session of late, and that no run has settled, with what was
    held back because of us and is no more. Some stay although their run came, where a person is waited for: tried once,
    they are the daily run's."""
    found = set(retained_deadlines(settings))
    with reading(settings.database) as session:
        instant = next_work(session, at - LATELY)
        while instant and instant <= at:
            found.add(f"échéance/{instant.isoformat()}")
            instant = next_work(session, instant)
    return frozenset(found)


async def sort_by_hand(at: datetime) -> tuple[str, bool]:
    """Sort the first deposits that wait and tell who sent them, without Prefect: a mail that comes meanwhile does not
    wait for all of them."""
    done = await asyncio.to_thread(sort_waiting, Settings(), at=at, limit=SLICE)
    delivery = await send_notices.fn(at=at)
    return f"envois classés : {len(done.concerned)}, {said(delivery)}", done.is_full


async def send_by_hand(at: datetime) -> tuple[str, bool]:
    """Send what waits in the outbox, without Prefect."""
    return said(await send_notices.fn(at=at)), False


async def conduct_by_hand(at: datetime) -> tuple[str, bool]:
    """Do what is due in each session, without Prefect."""
    closed = await do_what_is_due(None, at=at, links=handed_address())
    return f"étapes closes : {len(closed)}, {said(await send_notices.fn(at=at))}", False


CHORES = (
    Chore("relever-depots", waiting_deposits, sort_by_hand, patience=timedelta(hours=1)),
    Chore(CONDUCT, due_work, conduct_by_hand, patience=LATELY),
    Chore("distribuer-notifications", waiting_notices, send_by_hand, patience=timedelta(minutes=5)),
)
"""What the watcher minds besides the mailboxes, in the order in which it does."""


class Watcher:
    """What the watcher remembers from one look to the next: what it tried, and how Prefect was."""

    def __init__(self, settings: Settings, mailboxes: Mailboxes) -> None:
        """Watch an installation; `mailboxes` tell which mails wait. Prefect's address is its own setting."""
        self._settings, self._mailboxes = settings, mailboxes
        self._reception = Reception(settings, mailboxes.names)
        self._minded: datetime | None = None
        self._looked: datetime | None = None
        self._tried: dict[str, LastTry] = {}
        self._settling = Settling()
        self._stamping: asyncio.Task[bool] | None = None
        self._is_away = False
        self._away_since: datetime | None = None

    async def look(self, at: datetime) -> bool:
        """Look once and do what must be done, mails first; tell whether there is more of it already. Never raises: what
        goes wrong is said, and tried again."""
        self._is_away = False
        is_full = await self._look(at)
        if self._is_away:
            self._away_since = self._away_since or at
        elif self._away_since:
            since, self._away_since = self._away_since, None
            if at - since >= MINDED:
                await self._guarded("base", asyncio.to_thread(tell_outage, self._settings, since=since, at=at))
        return is_full

    async def leave(self) -> None:
        """End what is under way. Who stamps is asked again where there was no time to hear the answer."""
        await self._reception.leave()
        if self._stamping:
            self._stamping.cancel()
            await asyncio.wait([self._stamping])

    async def _look(self, at: datetime) -> bool:
        seen = await look_at_conductor()
        former = self._settling.state
        is_settled = self._settling.see(seen, at)
        tell_change(former, self._settling.state)
        if former in DOWN and self._settling.state is PrefectHealth.ready:
            # What it has lost meanwhile is booked and drawn anew.
            self._tried.pop(CONDUCT, None)
        if seen is PrefectHealth.paused:
            await self._guarded("surveillance", self._mind_machine(at, seen))
            return False
        await self._guarded("réception des dépôts", self._receive(at, seen))
        await self._guarded("surveillance", self._mind_machine(at, seen))
        is_full = False
        for chore in CHORES if is_settled else ():
            is_full |= await self._guarded(chore.deployment, self._mind(chore, at, by_hand=seen in DOWN))
        return is_full

    async def _guarded(self, name: str, work: Awaitable[bool | None]) -> bool:
        """Do some work, and tell whether there is more of it."""
        try:
            is_full = bool(await work)
        except Exception as error:  # noqa: BLE001  whatever it is, the watcher stays
            self._is_away |= isinstance(error, Unavailable) or trouble_of(error) is Trouble.away
            kind = type(error).__name__
            told = {"trouble": f"{name}/{kind}"}
            _LOG.error("%s : %s : %s. Nouvel essai au prochain passage.", name, kind, one_line(error), extra=told)
            return False
        return is_full

    async def _receive(self, at: datetime, seen: PrefectHealth) -> None:
        taken = await self._reception.receive(at)
        if taken and seen not in DOWN:
            tell_returned(taken)

    async def _mind_machine(self, at: datetime, seen: PrefectHealth) -> None:
        # Not at once: what waited while the system was stopped has a minute to be done.
        self._minded = self._minded or at
        if at - self._minded < MINDED:
            return
        self._minded = at
        health = self._settling.state if self._settling.lasting(at) >= AWAY else PrefectHealth.ready
        answers = seen is not PrefectHealth.no_server
        if answers and health not in DOWN:
            await self._guarded("reprise des formulaires", run_again(at=at))
            await self._guarded("noms des exécutions à venir", name_upcoming())
        if self._looked is None or at - self._looked >= LOOKED:
            self._looked = at
            await self._guarded("relecture de la base", asyncio.to_thread(look_again, self._settings.database))
        noting = asyncio.to_thread(note_unread, self._settings, self._mailboxes, at=at)
        await self._guarded("relève des boîtes", noting)
        await self._guarded("scellement", self._seal(at))
        await mind_machine(self._settings, health, self._unread(at), answers=answers, at=at)

    def _unread(self, at: datetime) -> dict[str, timedelta]:
        """Return, by role, since how long a mailbox does not tell what waits, or does not give it."""
        given = self._reception.unread(at)
        return {role: max(since, given.get(role, since)) for role, since in self._mailboxes.unread().items()}

    async def _seal(self, at: datetime) -> None:
        """Seal what was written, and have the chain stamped where that is due: nothing waits for who stamps."""
        database = self._settings.database
        await asyncio.to_thread(seal, database, at=at)
        due = await asyncio.to_thread(due_stamp, database, at=at)
        if due and (self._stamping is None or self._stamping.done()):
            self._stamping = asyncio.create_task(self._guarded("horodatage", stamp(database, due)))

    async def _mind(self, chore: Chore, at: datetime, *, by_hand: bool) -> bool:
        waiting = await asyncio.to_thread(going_on, self._settings.database, partial(chore.look, self._settings, at))
        tried = self._tried.get(chore.deployment)
        if chore.deployment == CONDUCT and is_beginning(tried, at):
            waiting |= BEGINNING
        is_left = tried is not None and tried.run is not None and bool(waiting & tried.items) and not by_hand
        crashes = tried.crashes + 1 if tried and tried.run and is_left and await has_crashed(tried.run) else 0
        patience = pause(crashes, longest=chore.patience) if crashes else chore.patience
        # Done without Prefect once: what is left of it, to book and to draw, is for its return.
        asked = waiting - BEGINNING if by_hand and tried and tried.by_hand else waiting
        if not decide(asked, tried, at=at, patience=patience, by_hand=by_hand):
            return False
        run, is_full = None, False
        if by_hand:
            done, is_full = await chore.do(at)
            _LOG.info("%s, sans Prefect : %s.", chore.deployment, done)
        else:
            run = await start_run(chore.deployment, at)
        if run or (by_hand and not is_full):
            self._tried[chore.deployment] = LastTry(waiting, at, by_hand, run, crashes)
        return is_full


class Pace(Protocol):
    """What tells the watcher the time, and lets time pass: the machine's clock, or that of a test."""

    def now(self) -> datetime:
        """Return the instant that it is."""

    async def rest(self, seconds: float) -> None:
        """Wait for some seconds, or until something is to be looked at."""


class _Wall:
    """The machine's own clock, and rests that a call cuts short."""

    def __init__(self) -> None:
        self._woken, self._loop = asyncio.Event(), asyncio.get_running_loop()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wake(self) -> None:
        """Cut short the rest that is under way, or is the next; any thread may."""
        self._loop.call_soon_threadsafe(self._woken.set)

    async def rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()


async def keep_looking(watcher: Watcher, pace: Pace, ended: asyncio.Event, *, every: float = 2.0) -> None:
    """Look again and again, every so many seconds and whenever the rest is cut short, until it is ended; then leave
    nothing under way."""
    try:
        while not ended.is_set():
            await pace.rest(0 if await watcher.look(pace.now()) else every)
    finally:
        await watcher.leave()


async def watch(settings: Settings, *, every: float = 2.0) -> None:
    """Watch until SIGINT or SIGTERM, with a look every so many seconds and whenever a mail server tells of a mail.
    Raises Unstartable where no Prefect server is named."""
    if not PREFECT_API_URL.value():
        raise Unstartable(
            "PREFECT_API_URL", "vide", "indiquez le serveur Prefect, par exemple http://127.0.0.1:4200/api."
        )
    ended, wall = asyncio.Event(), _Wall()

    def end() -> None:
        ended.set()
        wall.wake()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    with look_out(settings, wall.wake) as mailboxes:
        await keep_looking(Watcher(settings, mailboxes), wall, ended, every=every)


def main() -> None:
    """Watch the installation that the settings name, until told to stop, and say what happens on the standard error."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    _LOG.setLevel(logging.INFO)
    say_once()
    asyncio.run(watch(Settings()))
