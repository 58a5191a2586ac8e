"""A copy of the database, to try on it what is not to happen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, insert, select
from sqlmodel import SQLModel

from models.storage.database import engine, forget, reading, transaction
from models.storage.isolation.isolate import going_on

_AT_ONCE = 500  # rows: some hold whole letters


@contextmanager
def copied(address: str) -> Iterator[str]:
    """Give the address of a copy, as the database stood at one instant; it goes with the block. The database is only
    read, and nobody waits for it meanwhile. What is set aside is left out."""
    with TemporaryDirectory(prefix="spro-") as folder:
        copy = f"sqlite:///{Path(folder) / 'copie.db'}"
        try:
            _unheed(copy)
            going_on(address, lambda: _copy(address, copy))
            yield copy
        finally:
            forget(copy)


def _copy(address: str, copy: str) -> None:
    with reading(address) as source, transaction(copy) as target:
        for mapper in SQLModel._sa_registry.mappers:  # noqa: SLF001
            # As its class has them: what is hidden is hidden of classes.
            columns = [getattr(mapper.class_, column.key) for column in mapper.column_attrs]
            for rows in source.execute(select(*columns)).mappings().partitions(_AT_ONCE):
                target.execute(insert(mapper.class_), [dict(row) for row in rows])


def _unheed(copy: str) -> None:
    """Have a copy hold rows that point to none: what is left out may be pointed to, and tables may name each other."""
    made = engine(copy)
    event.listen(made, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = OFF"))
    made.dispose()
