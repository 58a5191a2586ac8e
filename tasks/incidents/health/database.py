"""How the database is, asked by a connection of its own that makes and changes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import NullPool

from models.storage.version import HEAD, is_empty, marked
from tasks.incidents.health.rows import place_of

SECONDS = {"sqlite": {"timeout": 2}, "postgresql": {"connect_timeout": 10}}
"""How long each engine's driver waits: SQLite for whoever writes, PostgreSQL for an answer."""


class DatabaseSeen(NamedTuple):
    """How a database is: what keeps it from answering, or its engine, its encoding, what holds it, by how much its
    clock is ahead of this machine's, whether it has tables, and which version they carry, None where they carry
    none."""

    trouble: str = ""
    is_made: bool = True
    engine: str = ""
    encoding: str = ""
    held: str = ""
    ahead: timedelta | None = None
    is_empty: bool = False
    schema: str | None = HEAD


def see_database(address: str, *, now: Callable[[], datetime]) -> DatabaseSeen:
    """Return how a database is; never raises for one that does not answer, nor tells who connects to it."""
    place = place_of(address)
    if place is not None and not place.exists():
        return DatabaseSeen(is_made=False)
    url = make_url(address)
    backend = url.get_backend_name()
    driven = url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url
    made = create_engine(driven, poolclass=NullPool, hide_parameters=True, connect_args=SECONDS[backend])
    try:
        with made.connect() as connection:
            seen = _SEEN[backend](connection, now)
            return seen._replace(is_empty=is_empty(connection), schema=marked(connection))
    except DBAPIError as error:
        return DatabaseSeen(trouble=str(error.orig).splitlines()[0])


def _sqlite(connection: Connection, _now: Callable[[], datetime]) -> DatabaseSeen:
    version = _one(connection, "SELECT sqlite_version()")
    encoding = _one(connection, "PRAGMA encoding")
    held = ""
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("ROLLBACK")
    except OperationalError:
        held = "un autre programme l'occupe et empêche d'y écrire"
    return DatabaseSeen(engine=f"SQLite {version}", encoding=str(encoding), held=held)


LASTING = timedelta(minutes=1)
"""How long a connection may wait for another, or keep it waiting."""

_HELD = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND state_change < clock_timestamp() - :lasting
AND (wait_event_type = 'Lock' OR state LIKE 'idle in transaction%')
"""


def _postgresql(connection: Connection, now: Callable[[], datetime]) -> DatabaseSeen:
    waiting = connection.execute(text(_HELD), {"lasting": LASTING}).scalar_one()
    return DatabaseSeen(
        engine=f"PostgreSQL {_one(connection, 'SHOW server_version')}".split(" (")[0],
        encoding=str(_one(connection, "SHOW server_encoding")),
        held=f"connexions qui en bloquent d'autres, ou qui attendent depuis longtemps : {waiting}" if waiting else "",
        ahead=_one(connection, "SELECT clock_timestamp()").astimezone(UTC) - now(),
    )


_SEEN = {"sqlite": _sqlite, "postgresql": _postgresql}


def _one(connection: Connection, question: str) -> Any:  # noqa: ANN401  whatever the database answers
    return connection.execute(text(question)).scalar_one()
