"""What is done where the database is away, locked, or not as it was a moment before, since another was first: one table
of errors an engine, one policy.

A unit of work is begun anew from its first line: it is whole or not at all, and finds done what was.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import Enum, auto
from typing import TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, NoResultFound
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError

R = TypeVar("R")

WAITS = (0, 1, 2, 5, 10, 20, 40, 60, 60)
"""Seconds before each new try while the database is away or locked: more than three minutes, to which SQLite adds its
own thirty seconds a try. The restart of a server and a copy of a large file take less."""

AT_ONCE = (0, 0)
"""The same where another was first, and is done."""


class Trouble(Enum):
    """What keeps a transaction from being done, and may not the next time."""

    away = auto()
    overtaken = auto()


class Unavailable(RuntimeError):  # noqa: N818  what the database is, as Unreachable says of a mailbox
    """The database did not answer for as long as anybody waits; the message is French."""

    def __init__(self) -> None:
        """Say what comes of it, and what to do."""
        super().__init__(
            "La base de données ne répond pas, ou reste verrouillée, depuis plusieurs minutes. Ce qui n'était pas "
            "encore enregistré ne l'est pas. Recommencez dès qu'elle répond : rien n'est fait deux fois."
        )


_SQLITE: Mapping[int, Trouble] = {
    sqlite3.SQLITE_BUSY: Trouble.away,
    sqlite3.SQLITE_LOCKED: Trouble.away,
    sqlite3.SQLITE_CANTOPEN: Trouble.away,
    sqlite3.SQLITE_PROTOCOL: Trouble.away,
    sqlite3.SQLITE_CONSTRAINT_UNIQUE: Trouble.overtaken,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY: Trouble.overtaken,
}
"""By SQLite's code, or its lowest octet."""

_POSTGRESQL: Mapping[str, Trouble] = {
    "08": Trouble.away,  # the connection
    "25006": Trouble.away,  # a standby that is not the first yet
    "53": Trouble.away,  # too many connections, no memory, no disk
    "55P03": Trouble.away,  # a lock that did not come in time
    "57P": Trouble.away,  # it stops, or begins
    "23505": Trouble.overtaken,  # a unique key
    "40001": Trouble.overtaken,  # two that cannot both be
    "40P01": Trouble.overtaken,  # two that wait for each other
}
"""By how SQLSTATE begins (PostgreSQL, appendix A)."""


def trouble_of(error: BaseException) -> Trouble | None:
    """Return what an error says of the database; None where it says that the work, or the program, is at fault."""
    if isinstance(error, PoolTimeoutError):
        return Trouble.away
    if isinstance(error, NoResultFound | StaleDataError):  # a row that another took away meanwhile
        return Trouble.overtaken
    said = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(said, sqlite3.Error):
        code = getattr(said, "sqlite_errorcode", 0)
        return _SQLITE.get(code) or _SQLITE.get(code & 0xFF)
    return _of_the_server(said) if isinstance(said, psycopg.Error) else None


def _of_the_server(error: psycopg.Error) -> Trouble | None:
    state = error.sqlstate
    if state is None:  # no answer at all: the line is cut, or nobody listens
        return Trouble.away if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else None
    return next((trouble for begins, trouble in _POSTGRESQL.items() if state.startswith(begins)), None)


class Patience:
    """How long one unit of work goes on being tried."""

    def __init__(self, waits: Iterable[float] = WAITS) -> None:
        """Take so many seconds before each new try while the database is away."""
        self._left = {Trouble.away: iter(waits), Trouble.overtaken: iter(AT_ONCE)}

    def wait_after(self, error: Exception) -> float:
        """Return how many seconds to wait before the next try. Raises Unavailable where the database was waited for
        long enough, and the error itself where trying again is of no use."""
        trouble = trouble_of(error)
        wait = next(self._left[trouble], None) if trouble else None
        if wait is not None:
            return wait
        if trouble is Trouble.away:
            raise Unavailable from error
        raise error


async def persist(work: Callable[[], Awaitable[R]], *, waits: Iterable[float] = WAITS) -> R:
    """Do a unit of work, anew for as long as the database is away, and where another was first. Raises Unavailable
    where it does not come back, and whatever else the work raises."""
    patience = Patience(waits)
    while True:
        try:
            return await work()
        except Exception as error:  # noqa: BLE001  raised again but for what the database says
            wait = patience.wait_after(error)
        await asyncio.sleep(wait)


def insist(work: Callable[[], R], *, waits: Iterable[float] = WAITS) -> R:
    """Do the same in a thread that has nothing else to do."""
    patience = Patience(waits)
    while True:
        try:
            return work()
        except Exception as error:  # noqa: BLE001  likewise
            wait = patience.wait_after(error)
        time.sleep(wait)
