"""What waits in the mailboxes, known at any moment without asking: a folder is looked into, and a mail server tells as
soon as a mail arrives (IDLE, RFC 2177), or is asked every few seconds where it cannot."""

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import NamedTuple, Protocol, Self

from models.storage.addresses import FolderAddress, ImapAddress, MailboxAddress
from models.storage.settings import Settings
from tasks.mailboxes.connection import LOST, Selected, drop, leave, lost, select
from tasks.mailboxes.folder import FolderMailbox
from tasks.mailboxes.imap import waiting_names
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.opening import shelf_of

_LOG = logging.getLogger("spro.veille")

RENEWAL = 120.0
"""Seconds after which the server is asked all the same: it may end an IDLE of 29 minutes, networks end silent
connections much sooner, and a lost one is so found out."""

POLL = 5.0
"""Seconds between two questions to a server that has no IDLE."""

SHORTEST, LONGEST = 1.0, 300.0
"""Seconds between two attempts at a mailbox that cannot be reached, doubled each time. One that refuses the password
gets the longest at once: many servers shut out who insists."""

_TICK = 0.5  # seconds within which the end of the watch is noticed

Names = Callable[[], frozenset[str]]


class Mailboxes(NamedTuple):
    """The mailboxes of an installation at any moment: what waits in them, as « role/name », by role since how long each
    was not read, and which were read at all since they are minded."""

    names: Names
    unread: Callable[[], Mapping[str, timedelta]]
    reached: Names = frozenset


class Minded(Protocol):
    """A mailbox that is minded."""

    def names(self) -> frozenset[str]:
        """Return the names of what waits."""

    def unread(self) -> timedelta:
        """Return since how long it was not read, or minded where it never was."""

    @property
    def is_reached(self) -> bool:
        """True once it was read."""


class _Outage:
    """Says on the log once that a mailbox cannot be read, and once that it can again."""

    def __init__(self, address: MailboxAddress) -> None:
        """Name the mailbox; as far as anybody knows, it can be read."""
        self._address, self._is_on = address, False

    def begins(self, error: Unreachable) -> None:
        """Say why it cannot be read, unless that was said."""
        if not self._is_on:
            _LOG.error("%s Nouveaux essais jusqu'à ce que la boîte réponde.", error)
        self._is_on = True

    def ends(self) -> None:
        """Say that it can be read, if it could not."""
        if self._is_on:
            _LOG.info("La boîte « %s » répond de nouveau.", self._address)
        self._is_on = False


class Lookout:
    """Minds one mailbox of a mail server, from `with` until its end, in a thread and on a connection of its own.

    `wake` is called, from that thread, when a mail has arrived. Nothing is raised: that the mailbox cannot be read is
    said once on the log, and so is its return.
    """

    def __init__(self, role: str, address: ImapAddress, wake: Callable[[], None]) -> None:
        """Name the mailbox; it is reached on `with`."""
        self._role, self._address, self._wake, self._shelf = role, address, wake, shelf_of(role)
        self._names: frozenset[str] = frozenset()
        self._ended, self._outage, self._read_at = Event(), _Outage(address), time.monotonic()
        self.is_reached = False
        self._thread = Thread(target=self._mind, name=f"spro-{role}", daemon=True)

    def names(self) -> frozenset[str]:
        """Return the names of what waited when the server last told."""
        return self._names

    def unread(self) -> timedelta:
        """Return since how long the server has not told: it is asked every two minutes at least."""
        return timedelta(seconds=time.monotonic() - self._read_at)

    def _mind(self) -> None:
        pause = SHORTEST
        while not self._ended.is_set():
            try:
                self._stay(select(self._role, self._address))
                pause = SHORTEST
            except Exception as error:  # noqa: BLE001  whatever it is, the watch goes on
                trouble = error if isinstance(error, Unreachable) else lost(self._role, self._address, error)
                pause = LONGEST if trouble.is_lasting else min(2 * pause, LONGEST)
                self._outage.begins(trouble)
            self._ended.wait(pause)

    def _stay(self, selected: Selected) -> None:
        """Stay on a connection until the end, or until it is lost: no trouble, as long as the next one opens."""
        try:
            while not self._ended.is_set():
                self._see(frozenset(waiting_names(selected, shelf=self._shelf)))
                self._await_news(selected)
            leave(selected.client)
        except LOST:
            return
        finally:
            drop(selected.client)

    def _see(self, names: frozenset[str]) -> None:
        self._outage.ends()
        self._read_at, self.is_reached = time.monotonic(), True
        arrived, self._names = names - self._names, names
        if arrived and not self._ended.is_set():
            self._wake()

    def _await_news(self, selected: Selected) -> None:
        """Wait until something has come or gone, or for as long as a question may be put off."""
        if not selected.client.has_capability("IDLE"):
            self._ended.wait(POLL)
            return
        selected.client.idle()
        until, is_quiet = time.monotonic() + RENEWAL, True
        while is_quiet and not self._ended.is_set() and time.monotonic() < until:
            begun = time.monotonic()
            # What ends a silence before its time is news too: it may be the end of the connection.
            is_quiet = not selected.client.idle_check(_TICK) and time.monotonic() - begun >= _TICK / 2
        selected.client.idle_done()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(10 * _TICK)  # a server that does not answer is not waited for


class Glances:
    """Minds one mailbox that is a folder: it is looked into each time that it is asked about."""

    def __init__(self, role: str, address: FolderAddress) -> None:
        """Name the mailbox; it may not exist yet."""
        self._role, self._address, self._outage = role, address, _Outage(address)
        self._read_at, self.is_reached = time.monotonic(), False

    def names(self) -> frozenset[str]:
        """Return the names of what waits; nothing where the folder cannot be read, which is said once on the log."""
        try:
            # Opened anew each time: it may not exist yet, or not be a Maildir yet.
            found = FolderMailbox(self._role, self._address).names()
        except Unreachable as error:
            self._outage.begins(error)
            return frozenset()
        self._outage.ends()
        self._read_at, self.is_reached = time.monotonic(), True
        return found

    def unread(self) -> timedelta:
        """Return since how long it could not be read."""
        return timedelta(seconds=time.monotonic() - self._read_at)


@contextmanager
def look_out(settings: Settings, wake: Callable[[], None]) -> Iterator[Mailboxes]:
    """Mind the mailboxes of an installation; give what tells of them at any moment."""
    with ExitStack() as stack:
        minded = {role: _minded(stack, role, address, wake) for role, address in settings.mailboxes.items()}
        yield Mailboxes(
            lambda: frozenset(f"{role}/{name}" for role, one in minded.items() for name in one.names()),
            lambda: {role: one.unread() for role, one in minded.items()},
            lambda: frozenset(role for role, one in minded.items() if one.is_reached),
        )


def _minded(stack: ExitStack, role: str, address: MailboxAddress, wake: Callable[[], None]) -> Minded:
    if isinstance(address, FolderAddress):
        return Glances(role, address)
    return stack.enter_context(Lookout(role, address, wake))
