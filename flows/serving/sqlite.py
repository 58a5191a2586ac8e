"""Prefect's SQLite file, of which one statement that was refused must not have the whole server stand still, nor be
refused again and again.

Python frees the cursor of such a statement when it next looks for garbage, on the server's event loop, and waits for
the cursor's connection meanwhile. Where another statement of that connection waits for the file by then, and who has
the file waits for the loop, nothing goes on until the wait is given up: after sixty seconds, and then perhaps again. A
cursor that failed is therefore closed at once, in the thread of its connection, where nothing else waits.

A transaction that reads, then writes, is refused where another wrote in between, and so it may be each time that it is
asked again. From the second time on it takes the file before it reads: it waits in its turn, and is not refused.
"""

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Self

from prefect.server.database import dependencies, provide_database_interface
from prefect.server.database.configurations import AioSqliteConfiguration
from sqlalchemy import Dialect, Engine, event
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction

AGAIN = ContextVar("AGAIN", default=False)
"""Whether the request under way was refused before."""


class ClosedCursor(sqlite3.Cursor):
    """A cursor that is closed once a statement of its failed."""

    def execute(self, *said: Any) -> Self:  # noqa: ANN401  what the driver is told
        """Execute a statement."""
        return self._tried(super().execute, *said)

    def executemany(self, *said: Any) -> Self:  # noqa: ANN401
        """Execute a statement for each of some rows."""
        return self._tried(super().executemany, *said)

    def _tried(self, execute: Callable[..., Self], *said: Any) -> Self:  # noqa: ANN401
        try:
            return execute(*said)
        except sqlite3.Error:
            self.close()
            raise


class Connection(sqlite3.Connection):
    """A connection whose cursors are closed once they fail."""

    def cursor(self, factory: Any = ClosedCursor) -> Any:  # noqa: ANN401  as the driver has it
        """Return a cursor."""
        return super().cursor(factory)


class InTurn(AioSqliteConfiguration):
    """The file as Prefect opens it, which a request that was refused takes at once."""

    @asynccontextmanager
    async def begin_transaction(
        self,
        session: AsyncSession,
        with_for_update: bool = False,  # noqa: FBT001, FBT002  as Prefect has it
    ) -> AsyncIterator[AsyncSessionTransaction]:
        """Begin a transaction."""
        async with super().begin_transaction(session, with_for_update or AGAIN.get()) as begun:
            yield begun


def set_up_sqlite() -> None:
    """Have Prefect's server open its file so, if it has one."""
    found = provide_database_interface().database_config
    if isinstance(found, AioSqliteConfiguration):
        dependencies.MODELS_DEPENDENCIES["database_config"] = InTurn(found.connection_url)
    event.listen(Engine, "do_connect", close_what_fails)


def close_what_fails(dialect: Dialect, _record: object, _said: object, named: dict[str, Any]) -> None:
    """Have a connection that is about to be opened, where Prefect's server opens it, close the cursors that fail."""
    if dialect.driver == "aiosqlite":
        named["factory"] = Connection
