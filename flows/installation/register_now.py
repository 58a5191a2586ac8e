"""What the watcher does itself, at once and with or without Prefect: it registers mails and notifies their senders.

A run of Prefect takes seconds to begin, and may have a server, a worker and a long queue to wait for; a sender waits
for none of them. What a mail is about is found afterwards, by the run that the watcher then asks for.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial, reduce
from typing import NamedTuple, cast

from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from tasks.intake.registering.drain import Clock, Taken
from tasks.intake.registering.receive import Received, receive
from tasks.mailboxes.lookout import Names

_LOG = logging.getLogger("spro.veille")

LATEST = timedelta(minutes=5)
"""How long after a try in vain the same mails are tried again at the latest: whatever was wrong, a sender is told
within minutes of its end."""


BESIDE = 5.0
"""Seconds for which a mailbox is waited for before it is left to go on beside the others."""


class TriedMails(NamedTuple):
    """What was last tried and still waits: which mails, when, how many times in a row, and those among them that are at
    fault."""

    mails: frozenset[str] = frozenset()
    at: datetime = datetime.min.replace(tzinfo=UTC)
    times: int = 0
    faulty: frozenset[str] = frozenset()

    def among(self, waiting: frozenset[str]) -> "TriedMails":
        """Return what still waits; where nothing does, whatever comes is new, be it called the same."""
        left = self.mails & waiting
        return self._replace(mails=left) if left else TriedMails()

    def is_over(self, at: datetime) -> bool:
        """Return True if they may be tried again."""
        return at - self.at >= pause(self.times, longest=LATEST)


class Reception:
    """Registers what waits in the mailboxes, each by itself, and remembers what could not be."""

    def __init__(self, settings: Settings, mails: Names, *, beside: float = BESIDE) -> None:
        """Serve an installation; `mails` tells which mails wait."""
        self._mails, self._beside, self._obstacles = mails, beside, ""
        self._desks = {role: _Desk(settings, role) for role in settings.mailboxes}

    async def receive(self, at: datetime) -> Taken | None:
        """Register the mails that wait, if any is to be tried, and tell who sent them; return what was done. A mailbox
        that takes longer than `beside` goes on by itself: what is done there is told when it is over."""
        waiting = await asyncio.to_thread(self._mails)
        began = time.monotonic()
        now = partial(_running_from, at, began)
        for role, desk in self._desks.items():
            desk.begin(frozenset(name for name in waiting if name.partition("/")[0] == role), now, at=at)
        begun = [desk.round for desk in self._desks.values() if desk.round and desk.is_fresh]
        if begun:
            await asyncio.wait(begun, timeout=self._beside)
        done = [desk.end() for desk in self._desks.values() if desk.round and desk.round.done()]
        return self._told(done) if done else None

    async def leave(self) -> None:
        """Have the rounds that are under way end: the notices that they hold are given back. What a mailbox that hangs
        still registers is known when it is read anew."""
        rounds = [desk.round for desk in self._desks.values() if desk.round]
        for one in rounds:
            one.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)

    def unread(self, at: datetime) -> dict[str, timedelta]:
        """Return, by role, since how long mails of a mailbox wait that cannot be read."""
        return {role: at - desk.unread_since for role, desk in self._desks.items() if desk.unread_since}

    def _told(self, done: Sequence[Received]) -> Taken:
        taken = reduce(Taken.and_of, [one.taken for one in done])
        delivery = Delivery(*map(sum, zip(*(one.delivery for one in done), strict=True)))
        self._say(taken, delivery)
        return taken

    def _say(self, taken: Taken, delivery: Delivery) -> None:
        left = f" ; restés dans leur boîte : {', '.join(taken.unread)}" if taken.unread else ""
        if taken.sessions:
            _LOG.info("Messages enregistrés : %d, %s%s.", len(taken.sessions), said(delivery), left)
        obstacles = " ".join(taken.obstacles)
        if obstacles and obstacles != self._obstacles:
            _LOG.error("%s", obstacles)
        self._obstacles = obstacles


class _Desk:
    """What is known of the mails of one mailbox, and the round that is under way there."""

    def __init__(self, settings: Settings, role: str) -> None:
        self._settings, self._role = settings, role
        self._tried, self._next = TriedMails(), TriedMails()
        self.round: asyncio.Task[Received] | None = None
        self.is_fresh = False
        self.unread_since: datetime | None = None

    def begin(self, waiting: frozenset[str], now: Clock, *, at: datetime) -> None:
        """Begin a round, if any mail is to be tried and none is under way."""
        self.is_fresh = False
        if self.round:
            return
        tried = self._tried = self._tried.among(waiting)
        is_again = bool(tried.mails) and tried.is_over(at)
        if not (is_again or waiting - tried.mails):
            return
        faulty = frozenset() if is_again else tried.faulty
        # What comes meanwhile does not have the others tried any sooner.
        since = at if is_again or not tried.mails else tried.at
        self._next = TriedMails(waiting | faulty, since, tried.times + is_again, faulty)
        self.round = asyncio.create_task(receive(self._settings, now=now, skipping=faulty, roles={self._role}))
        self.is_fresh = True

    def end(self) -> Received:
        """Return what a round that is over did. Raises what it ended in."""
        round_, self.round = self.round, None
        done = cast("asyncio.Task[Received]", round_).result()
        faulty = self._next.faulty.union(done.taken.unread)
        self._tried = self._next._replace(mails=self._next.mails | faulty, faulty=faulty)
        gave_nothing = bool(done.taken.obstacles or done.taken.unread) and not done.taken.sessions
        self.unread_since = (self.unread_since or self._next.at) if gave_nothing else None
        return done


def _running_from(at: datetime, began: float) -> datetime:
    """Return an instant as much later as time has passed since."""
    return at + timedelta(seconds=time.monotonic() - began)


def pause(times: int, *, longest: timedelta) -> timedelta:
    """Return how long to wait after so many tries in vain: two seconds, and twice as long each time."""
    return min(timedelta(seconds=2 << min(times, 20)), longest)


def said(delivery: Delivery) -> str:
    """Return what became of the notices that were to leave, in French."""
    return f"notifications parties : {delivery.sent}, en attente : {delivery.waiting}, en échec : {delivery.failed}"
