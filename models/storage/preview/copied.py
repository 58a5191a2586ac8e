"""A copy of the database, to try on it what is not to happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select, text
from sqlmodel import SQLModel

from models.storage.database import forget, reading, transaction

_AT_ONCE = 500  # rows: some hold whole letters


@contextmanager
def copied(address: str) -> Iterator[str]:
    """Give the address of a copy, as the database stood at one instant; it goes with the block. The database is only
    read, and nobody waits for it meanwhile."""
    with TemporaryDirectory(prefix="spro-") as folder:
        copy = f"sqlite:///{Path(folder) / 'copie.db'}"
        try:
            with reading(address) as source, transaction(copy) as target:
                # Tables may name each other.
                target.execute(text("PRAGMA defer_foreign_keys = ON"))
                for table in SQLModel.metadata.sorted_tables:
                    for rows in source.execute(select(table)).mappings().partitions(_AT_ONCE):
                        target.execute(insert(table), [dict(row) for row in rows])
            yield copy
        finally:
            forget(copy)
