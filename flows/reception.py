"""What the watcher does itself, at once and with or without Prefect: mails are registered and who sent them is told.

A run of Prefect takes seconds to begin, and may have a server, a worker and a long queue to wait for; a sender waits
for none of them. What a mail is about is found afterwards, by the run that the watcher then asks for.
"""

import asyncio
import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from models.settings import Settings
from notifications.delivery import Delivery
from tasks import units
from tasks.intake.taking import NOTHING, Taken, register_waiting
from tasks.mailboxes.lookout import Names

_LOG = logging.getLogger("spro.veille")

LATEST = timedelta(minutes=5)
"""How long after a try in vain the same mails are tried again at the latest: whatever was wrong, a sender is told
within minutes of its end."""


class Tried(NamedTuple):
    """What was last tried: which mails, when, how many times in a row, and those among them that are at fault."""

    mails: frozenset[str] = frozenset()
    at: datetime = datetime.min.replace(tzinfo=UTC)
    times: int = 0
    faulty: frozenset[str] = frozenset()

    def is_over(self, at: datetime) -> bool:
        """Tell whether they may be tried again."""
        return at - self.at >= pause(self.times, longest=LATEST)


class Reception:
    """Registers what waits in the mailboxes, and remembers what could not be."""

    def __init__(self, settings: Settings, mails: Names) -> None:
        """Serve an installation; `mails` tells which mails wait."""
        self._settings, self._mails = settings, mails
        self._tried, self._obstacles = Tried(), ""

    async def receive(self, at: datetime) -> Taken:
        """Register the first mails that wait, if any is to be tried, and tell who sent them; return what was done."""
        waiting = await asyncio.to_thread(self._mails)
        is_again = self._tried.is_over(at) and not waiting.isdisjoint(self._tried.mails)
        if not (is_again or waiting - self._tried.mails):
            return NOTHING
        faulty = frozenset() if is_again else self._tried.faulty
        taken = await asyncio.to_thread(register_waiting, self._settings, at=at, skipping=faulty)
        if taken.sessions:
            self._say(taken, await units.send_notices.fn(at=at))
        self._remember(waiting, taken, faulty, at, is_again=is_again)
        return taken

    def _remember(
        self, waiting: frozenset[str], taken: Taken, faulty: Iterable[str], at: datetime, *, is_again: bool
    ) -> None:
        faulty = frozenset(taken.unread).union(faulty)
        # The others of a full batch are not tried yet.
        mails = faulty if taken.is_full else waiting | faulty
        self._tried = Tried(mails, at, self._tried.times + 1 if is_again else 0, faulty)
        obstacles = " ".join(taken.obstacles)
        if obstacles and obstacles != self._obstacles:
            _LOG.error("%s", obstacles)
        self._obstacles = obstacles

    def _say(self, taken: Taken, delivery: Delivery) -> None:
        left = f" ; restés dans leur boîte : {', '.join(taken.unread)}" if taken.unread else ""
        _LOG.info("Messages enregistrés : %d, %s%s.", len(taken.sessions), said(delivery), left)


def pause(times: int, *, longest: timedelta) -> timedelta:
    """Return how long to wait after so many tries in vain: two seconds, and twice as long each time."""
    return min(timedelta(seconds=2 << min(times, 20)), longest)


def said(delivery: Delivery) -> str:
    """Return what became of the notices that were to leave, in French."""
    return f"notifications parties : {delivery.sent}, en attente : {delivery.waiting}, en échec : {delivery.failed}"
