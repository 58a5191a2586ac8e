"""Prefect's SQLite file, of which one statement that was refused must not have the whole server stand still.

Python frees the cursor of such a statement when it next looks for garbage, on the server's event loop, and waits for
the cursor's connection meanwhile. Where another statement of that connection waits for the file by then, and who has
the file waits for the loop, nothing goes on until the wait is given up: after sixty seconds, and then perhaps again. A
cursor that failed is therefore closed at once, in the thread of its connection, where nothing else waits.
"""

import sqlite3
from collections.abc import Iterable
from typing import Any, Self

from sqlalchemy import Dialect


class ClosedCursor(sqlite3.Cursor):
    """A cursor that is closed once a statement of its failed."""

    def execute(self, *said: Any) -> Self:  # noqa: ANN401  what the driver is told
        """Execute a statement."""
        try:
            return super().execute(*said)
        except sqlite3.Error:
            self.close()
            raise

    def executemany(self, statement: str, rows: Iterable[Any], /) -> Self:
        """Execute a statement for each of some rows."""
        try:
            return super().executemany(statement, rows)
        except sqlite3.Error:
            self.close()
            raise


class Connection(sqlite3.Connection):
    """A connection whose cursors are closed once they fail."""

    def cursor(self, factory: Any = ClosedCursor) -> Any:  # noqa: ANN401  as the driver has it
        """Return a cursor."""
        return super().cursor(factory)


def close_what_fails(dialect: Dialect, _record: object, _said: object, named: dict[str, Any]) -> None:
    """Have a connection that is about to be opened, where Prefect's server opens it, close the cursors that fail."""
    if dialect.driver == "aiosqlite":
        named["factory"] = Connection
