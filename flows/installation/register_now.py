"""What the watcher does itself, at once and with or without Prefect: it registers mails and notifies their senders.

A run of Prefect takes seconds to begin, and may have a server, a worker and a long queue to wait for; a sender waits
for none of them. What a mail is about is found afterwards, by the run that the watcher then asks for.
"""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from tasks.intake.registering.drain import Taken
from tasks.intake.registering.receive import receive
from tasks.mailboxes.lookout import Names

_LOG = logging.getLogger("spro.veille")

LATEST = timedelta(minutes=5)
"""How long after a try in vain the same mails are tried again at the latest: whatever was wrong, a sender is told
within minutes of its end."""


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
    """Registers what waits in the mailboxes, and remembers what could not be."""

    def __init__(self, settings: Settings, mails: Names) -> None:
        """Serve an installation; `mails` tells which mails wait."""
        self._settings, self._mails = settings, mails
        self._tried, self._obstacles = TriedMails(), ""

    async def receive(self, at: datetime) -> Taken | None:
        """Register the mails that wait, if any is to be tried, and tell who sent them; return what was done."""
        waiting = await asyncio.to_thread(self._mails)
        tried = self._tried = self._tried.among(waiting)
        is_again = bool(tried.mails) and tried.is_over(at)
        if not (is_again or waiting - tried.mails):
            return None
        faulty = frozenset() if is_again else tried.faulty
        # One that does not answer is tried for its own mails alone: it keeps those of the others waiting for minutes.
        roles = {name.partition("/")[0] for name in (waiting if is_again else waiting - tried.mails)}
        taken, delivery = await receive(self._settings, at=at, skipping=faulty, roles=roles)
        faulty = faulty.union(taken.unread)
        # What comes meanwhile does not have the others tried any sooner.
        since = at if is_again or not tried.mails else tried.at
        self._tried = TriedMails(waiting | faulty, since, tried.times + is_again, faulty)
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


def pause(times: int, *, longest: timedelta) -> timedelta:
    """Return how long to wait after so many tries in vain: two seconds, and twice as long each time."""
    return min(timedelta(seconds=2 << min(times, 20)), longest)


def said(delivery: Delivery) -> str:
    """Return what became of the notices that were to leave, in French."""
    return f"notifications parties : {delivery.sent}, en attente : {delivery.waiting}, en échec : {delivery.failed}"
