"""Prefect's server on SQLite goes on while a statement of one of its connections is refused, and others wait."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from prefect.server.database import provide_database_interface
from prefect.server.database.dependencies import temporary_database_interface
from prefect.settings import PREFECT_API_DATABASE_CONNECTION_URL, temporary_settings
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.ext.asyncio import AsyncSession

from flows.serving import __main__
from flows.serving.sqlite import AGAIN, Connection, InTurn, close_what_fails

TAKES = "BEGIN IMMEDIATE"
"""A statement that waits for the file, as long as its connection may."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that holds a file, which another waits for in vain."""
    with closing(sqlite3.connect(tmp_path / "prefect.db", isolation_level=None, check_same_thread=False)) as holder:
        holder.execute("CREATE TABLE told (id INTEGER PRIMARY KEY)")
        holder.execute(TAKES)
        yield holder


@pytest.fixture
def connection(tmp_path: Path, held: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Give a connection to that file that waits for nobody, as several threads use it."""
    opened = sqlite3.connect(
        tmp_path / "prefect.db", 0, isolation_level=None, check_same_thread=False, factory=Connection
    )
    with closing(opened):
        yield opened


def refused(connection: sqlite3.Connection, statement: str, *rows: list[tuple[()]]) -> sqlite3.Cursor:
    """Ask for the file in vain, and return the cursor that asked."""
    cursor = connection.cursor()
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        cursor.executemany(statement, *rows) if rows else cursor.execute(statement)
    return cursor


def test_who_frees_a_cursor_that_was_refused_waits_for_nobody(
    connection: sqlite3.Connection, held: sqlite3.Connection
) -> None:
    """Its connection waits for the file again meanwhile, which is had once the cursor is free."""
    cursor = refused(connection, TAKES)
    connection.execute("PRAGMA busy_timeout = 5000")
    taken: list[sqlite3.Cursor] = []
    waits = threading.Thread(target=lambda: taken.append(connection.execute(TAKES)))
    waits.start()
    time.sleep(0.3)

    del cursor
    held.rollback()
    waits.join()

    assert len(taken) == 1


@pytest.mark.parametrize("rows", [(), ([(), ()],)])
def test_a_cursor_that_was_refused_is_closed(connection: sqlite3.Connection, rows: tuple[list[tuple[()]], ...]) -> None:
    """Whether it had one row to write or many."""
    cursor = refused(connection, "INSERT INTO told DEFAULT VALUES", *rows)

    with pytest.raises(sqlite3.ProgrammingError, match="closed cursor"):
        cursor.fetchall()


@pytest.mark.parametrize("again", [False, True])
async def test_what_was_refused_takes_the_file_before_it_reads(tmp_path: Path, *, again: bool) -> None:
    """So that nobody writes between; what was not only reads until it writes."""
    file = tmp_path / "prefect.db"
    config = InTurn(f"sqlite+aiosqlite:///{file}")
    engine, asked = await config.engine(), AGAIN.set(again)

    async with AsyncSession(engine) as session, config.begin_transaction(session):
        await session.execute(text("SELECT 1"))
        is_taken = _is_taken(file)

    AGAIN.reset(asked)
    await engine.dispose()
    assert is_taken == again


def _is_taken(file: Path) -> bool:
    with closing(sqlite3.connect(file, 0, isolation_level=None)) as other:
        try:
            other.execute(TAKES)
        except sqlite3.OperationalError:
            return True
        return False


@pytest.fixture
def forgotten() -> Iterator[None]:
    """Have engines connect as they did before, in the end."""
    yield
    event.remove(Engine, "do_connect", close_what_fails)


@pytest.mark.usefixtures("forgotten")
def test_prefects_server_connects_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it would serve, its connections and its transactions are of those kinds."""
    kinds: list[type] = []

    async def connect() -> None:
        database = provide_database_interface()
        kinds.append(type(database.database_config))
        engine = await database.engine()
        async with engine.connect() as opened:
            driven: Any = (await opened.get_raw_connection()).driver_connection
            kinds.append(type((await driven.cursor()).connection))
        await engine.dispose()

    monkeypatch.setattr(uvicorn, "run", lambda *_said, **_named: asyncio.run(connect()))
    address = f"sqlite+aiosqlite:///{tmp_path / 'prefect.db'}"
    with temporary_settings({PREFECT_API_DATABASE_CONNECTION_URL: address}), temporary_database_interface():
        __main__.main()

    assert kinds == [InTurn, Connection]


@pytest.mark.usefixtures("forgotten")
def test_our_own_database_is_opened_as_ever(tmp_path: Path) -> None:
    """Whose cursors are freed where they are used."""
    event.listen(Engine, "do_connect", close_what_fails)
    engine = create_engine(f"sqlite:///{tmp_path / 'spro.db'}")
    with engine.connect() as opened:
        driven = opened.connection.driver_connection
    engine.dispose()

    assert type(driven) is sqlite3.Connection
