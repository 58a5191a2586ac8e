"""The databases of the tests: one a worker on each engine, its tables made once, and emptied before each test.

An engine compiles each statement once: tests that share it share what it compiled.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlmodel import SQLModel, text

from models.storage.database import engine, forget, transaction

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
    """A SQLite file: each test finds another in its place, a copy of the same empty one."""

    def __init__(self, folder: Path) -> None:
        """Make the tables."""
        self._file = folder / "spro.db"
        self.address = f"sqlite:///{self._file}"
        engine(self.address)
        forget(self.address)
        self._empty = self._file.read_bytes()

    def copy(self) -> bytes:
        """Return the file as it stands, for `renew`."""
        engine(self.address).dispose()
        return self._file.read_bytes()

    def renew(self, content: bytes | None = None) -> str:
        """Put an empty file, or a copy, in the place of the former, which whoever still has it open keeps; return its
        address."""
        made = engine(self.address)
        made.dispose()
        for suffix in ("-wal", "-shm", ""):
            self._file.with_name(self._file.name + suffix).unlink(missing_ok=True)
        self._file.write_bytes(content or self._empty)
        if not event.contains(made, "connect", _unsynchronised):
            event.listen(made, "connect", _unsynchronised)
        return self.address


def _unsynchronised(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own, untyped connection
    """Force nothing to the disk: no data outlives the tests."""
    connection.execute("PRAGMA synchronous=OFF")


def empty_postgresql(address: str) -> None:
    """Empty the tables of a PostgreSQL database, and count their rows from one again."""
    tables = ", ".join(f"'{name}'" for name in SQLModel.metadata.tables)
    with transaction(address) as session:
        session.connection().execute(text(_EMPTY.format(tables=tables)))
