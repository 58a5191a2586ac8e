"""The databases of the tests: one a worker on each engine, its tables made once, and emptied before each test.

An engine compiles each statement once: tests that share it share what it compiled.
"""

from itertools import compress
from pathlib import Path
from sqlite3 import DatabaseError, connect
from typing import Any

from sqlalchemy import Engine, delete, event, exists, select
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
        self._broom: _Broom | None = None

    def copy(self) -> bytes:
        """Return the file as it stands, for `renew`."""
        engine(self.address).dispose()
        self.close()  # who closes the file last writes its log into it
        return self._file.read_bytes()

    def renew(self, content: bytes | None = None) -> str:
        """Empty the file, or put a copy in its place, and return its address."""
        made = engine(self.address)
        if not event.contains(made, "connect", _unsynchronised):
            made.dispose()
            event.listen(made, "connect", _unsynchronised)
        if content or not (self._broom and self._broom.sweep()):
            self._replace(made, content or self._empty)
        return self.address

    def _replace(self, made: Engine, content: bytes) -> None:
        """Put another file in the place of the former, which whoever still has it open keeps."""
        made.dispose()
        self.close()
        for suffix in ("-wal", "-shm", ""):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(content)
        self._broom = _Broom(self._file)

    def close(self) -> None:
        """Let go of the file."""
        if self._broom:
            self._broom.close()
            self._broom = None


class _Broom:
    """A connection of its own, which deletes rows in whatever order. To say so on another would have all be prepared
    anew that the other has asked."""

    def __init__(self, file: Path) -> None:
        """Have none of its statements wait for another connection, nor for the disk."""
        self._file, self._connection = file, connect(file, isolation_level=None, timeout=0, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous=OFF")
        self._known_by = self._look()

    def _look(self) -> tuple[int, object]:
        """Return what tells the file and its tables from others."""
        marks = [self._connection.execute(one).fetchall() for one in ("PRAGMA schema_version", _MARK)]
        return self._file.stat().st_ino, marks

    def sweep(self) -> bool:
        """Delete all rows, and return True; False where the file or its tables are others, or somebody holds it."""
        try:
            return self._look() == self._known_by and self._delete_rows()
        except (OSError, DatabaseError):
            return False

    def _delete_rows(self) -> bool:
        ask = self._connection.execute
        ask("BEGIN IMMEDIATE")
        for deletion in compress(_DELETIONS, ask(_FILLED).fetchone()):
            ask(deletion)
        ask("COMMIT")
        return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


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
