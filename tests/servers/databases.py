"""The databases of the tests: one a worker on each engine, its tables made once, and emptied before each test.

An engine compiles each statement once: tests that share it share what it compiled.
"""

from contextlib import closing
from itertools import compress
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Any

from sqlalchemy import Engine, PoolProxiedConnection, delete, event, exists, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, text

from models.storage.database import engine, forget, transaction
from models.storage.version import MARK

_EMPTY = """
DO $$
DECLARE
    named text;
    filled boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- rows go in whatever order
    FOREACH named IN ARRAY ARRAY[{tables}] LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', named) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM %I', named);
        END IF;
    END LOOP;
    PERFORM setval(oid, 1, false) FROM pg_class WHERE relkind = 'S';
END $$
"""


class SqliteDatabase:
    """A SQLite file: each test finds it empty, and those who opened it before find it open."""

    def __init__(self, folder: Path) -> None:
        """Make the tables."""
        self._file = folder / "spro.db"
        self.address = f"sqlite:///{self._file}"
        engine(self.address)
        forget(self.address)
        self._empty = self._file.read_bytes()
        self._made: tuple[int, object] | None = None

    def copy(self) -> bytes:
        """Return the file as it stands, for `renew`."""
        engine(self.address).dispose()
        return self._file.read_bytes()

    def renew(self, content: bytes | None = None) -> str:
        """Empty the file, or put a copy in its place, and return its address."""
        made = engine(self.address)
        if not event.contains(made, "connect", _unsynchronised):
            made.dispose()
            event.listen(made, "connect", _unsynchronised)
        if content or not self._is_emptied(made):
            self._replace(made, content or self._empty)
        return self.address

    def _replace(self, made: Engine, content: bytes) -> None:
        """Put another file in the place of the former, which whoever still has it open keeps."""
        made.dispose()
        for suffix in ("-wal", "-shm", ""):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(content)
        with closing(made.raw_connection()) as connection:
            self._made = self._known_by(connection)

    def _is_emptied(self, made: Engine) -> bool:
        """Delete all rows, and return True; False where the file or its tables are others, or somebody holds it."""
        try:
            with closing(made.raw_connection()) as connection:
                if self._known_by(connection) != self._made:
                    return False
                _delete_rows(connection)
        except (OSError, DatabaseError, DBAPIError):
            return False
        return True

    def _known_by(self, connection: PoolProxiedConnection) -> tuple[int, object]:
        """Return what tells the file and its tables from others."""
        cursor = connection.cursor()
        marks = [cursor.execute(one).fetchall() for one in ("PRAGMA schema_version", _MARK)]
        return self._file.stat().st_ino, marks


def _delete_rows(connection: PoolProxiedConnection) -> None:
    """Delete the rows of all tables at once, in whatever order; raise OperationalError where somebody else writes."""
    cursor = connection.cursor()
    [waits] = cursor.execute("PRAGMA busy_timeout").fetchone()
    for pragma in ("busy_timeout=0", "foreign_keys=OFF"):
        cursor.execute(f"PRAGMA {pragma}")
    try:
        cursor.execute("BEGIN IMMEDIATE")
        filled = cursor.execute(_FILLED).fetchone()
        for deletion in compress(_DELETIONS, filled):
            cursor.execute(deletion)
        cursor.execute("COMMIT")
    finally:
        for pragma in (f"busy_timeout={waits}", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")


_TABLES = tuple(SQLModel.metadata.tables.values())
_MARK = str(select(MARK))
_DELETIONS = tuple(str(delete(table)) for table in _TABLES)
_FILLED = str(select(*(exists().select_from(table) for table in _TABLES)))
"""Which tables have rows, in their order."""


def _unsynchronised(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own, untyped connection
    """Force nothing to the disk: no data outlives the tests."""
    connection.execute("PRAGMA synchronous=OFF")


def empty_postgresql(address: str) -> None:
    """Empty the tables of a PostgreSQL database, and count their rows from one again."""
    tables = ", ".join(f"'{name}'" for name in SQLModel.metadata.tables)
    with transaction(address) as session:
        session.connection().execute(text(_EMPTY.format(tables=tables)))
