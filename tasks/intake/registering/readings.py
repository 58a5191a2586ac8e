"""The mailboxes read side by side, each in a thread of its own: one that hangs keeps nobody else's mails waiting."""

import time
from collections.abc import Collection
from functools import reduce
from threading import Thread

from models.storage.settings import Settings
from tasks.intake.registering.drain import Clock, Taken, Taker
from tasks.intake.store import Store
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.opening import open_mailbox

HEAD_START = 5.0
"""Seconds that a mailbox has before the next one is read beside it."""

SILENCE = 45.0
"""Seconds for which nothing may be heard of a mailbox before it is left to its thread."""


def register_waiting(
    settings: Settings, *, now: Clock, skipping: Collection[str] = (), roles: Collection[str] | None = None
) -> Taken:
    """Register the mails that wait in the mailboxes of some roles (None: of all), those of each in their order, except
    those to skip.

    One that cannot be registered stops no other: it stays where it is. Nor does a mailbox that cannot be read, or that
    says nothing more: its thread ends by itself, and what it still registers is known when it is read anew.
    """
    chosen = [role for role in settings.mailboxes if roles is None or role in roles]
    readings = []
    for role in chosen:
        readings.append(Reading(settings, role, now=now, skipping=skipping))
        readings[-1].join(HEAD_START)
    return reduce(Taken.and_of, [one.ended() for one in readings], Taken([], [], [], []))


class Reading:
    """The reading of one mailbox, under way."""

    def __init__(self, settings: Settings, role: str, *, now: Clock, skipping: Collection[str]) -> None:
        """Begin it."""
        self._settings, self._role, self._skipping = settings, role, skipping
        self._taker = Taker(settings, Store(settings.store), now)
        self._error: Exception | None = None
        self._thread = Thread(target=self._run, name=f"spro-{role}", daemon=True)
        self._thread.start()

    def join(self, seconds: float) -> None:
        """Wait for its end, so many seconds at most."""
        self._thread.join(seconds)

    def ended(self) -> Taken:
        """Return what it did, once it is over, or nothing more is heard of its mailbox. Raises what went wrong with the
        database."""
        while self._thread.is_alive() and self._left() > 0:
            self._thread.join(self._left())
        if self._error:
            raise self._error
        taken = self._taker.taken()
        if self._thread.is_alive():
            taken.obstacles.append(self._hangs())
        return taken

    def _left(self) -> float:
        return self._taker.heard_at + SILENCE - time.monotonic()

    def _hangs(self) -> str:
        address = self._settings.mailboxes[self._role]
        return str(Unreachable(self._role, address, "le serveur ne répond plus", is_lasting=False))

    def _run(self) -> None:
        try:
            self._take()
            self._taker.note(self._role)
        except Exception as error:  # noqa: BLE001  whoever waits for it raises it
            self._error = error

    def _take(self) -> None:
        try:
            with open_mailbox(self._role, self._settings.mailboxes[self._role]) as mailbox:
                self._taker.take(mailbox, self._skipping)
        except Unreachable as error:  # as it was being left: what was registered is known again when it is read anew
            self._taker.obstacles.append(str(error))
