"""A database of a former version of the program, filled by that program itself, on each engine."""

import lzma
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select, text

from models.storage.database import connectable
from models.storage.migrations.upgrade import lead_to
from models.storage.version import MARK

_FILLED = Path(__file__).with_name("v0001.sql.xz")
"""A year and the spring of the next, of fourteen dossiers, rehearsed by the first version: all organisations and
addresses are made up. Two passed from the one session to the other; one mail came back; one letter was in the hands of
a sender that died; one organisation is called by the domain of its address; a meeting is set, a formal notice runs."""


def fill(address: str) -> None:
    """Fill an empty database with that year: its tables carry no mark, as all of that version."""
    script = lzma.decompress(_FILLED.read_bytes()).decode()
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.removeprefix("sqlite:///"))) as made:
            made.executescript(script)
        return
    with closing(sqlite3.connect(":memory:")) as source:
        source.executescript(script)
        _copy(source, address)


def _copy(source: sqlite3.Connection, address: str) -> None:
    made = connectable(address)
    with made.begin() as connection, create_engine("sqlite://", creator=lambda: source).connect() as read:
        lead_to(connection, "0001")
        MARK.drop(connection)
        connection.execute(text("SET LOCAL session_replication_role = replica"))  # tables go in whatever order
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            _copy_rows(read, connection, table)
    made.dispose()


def _copy_rows(read: Connection, connection: Connection, table: Table) -> None:
    rows = [dict(_aware(row)) for row in read.execute(select(table)).mappings()]
    if rows:
        connection.execute(insert(table), rows)
        last = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(table.name, "id"), last)))


def _aware(row: Mapping[Any, Any]) -> Iterator[tuple[str, object]]:
    for name, value in row.items():
        yield name, value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
