"""The transactions on our own database: noted as they begin, undone as they end, or kept out for a while."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import ExceptionContext, event
from sqlmodel import Session, SQLModel

from models.storage.database import engine, reading


def rows_of(database: str) -> dict[str, list[object]]:
    """Return all that a database holds, by table."""
    with reading(database) as session:
        tables = SQLModel.metadata.sorted_tables
        return {table.name: [tuple(row) for row in session.execute(table.select())] for table in tables}


@contextmanager
def noted() -> Iterator[list[Session]]:
    """Give a list that has one entry more each time a transaction begins."""
    begun: list[Session] = []

    def note(session: Session, *_: object) -> None:
        begun.append(session)

    event.listen(Session, "after_begin", note)
    try:
        yield begun
    finally:
        event.remove(Session, "after_begin", note)


@contextmanager
def undone(session: Session) -> Iterator[None]:
    """Undo what the block does, and forget the rows that it read: one that is gone may live on in a cycle of objects,
    and its number is that of the next."""
    known = set(session.identity_map.keys())
    try:
        with session.begin_nested() as attempt:
            yield
            attempt.rollback()
    finally:
        for key in set(session.identity_map.keys()) - known:
            if row := session.identity_map.get(key):
                session.expunge(row)


@contextmanager
def locked(address: str, *, times: int = 1) -> Iterator[list[str]]:
    """Hold the lock of a SQLite file until others were refused it so many times, at once; give what they were told."""
    opened, told = engine(address), list[str]()
    path = address.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as holder:

        def count(context: ExceptionContext) -> None:
            told.append(str(context.original_exception))
            if len(told) == times:
                holder.rollback()

        holder.execute("BEGIN IMMEDIATE")
        opened.dispose()
        event.listen(opened, "connect", _impatient)
        event.listen(opened, "handle_error", count)
        try:
            yield told
        finally:
            event.remove(opened, "connect", _impatient)
            event.remove(opened, "handle_error", count)
            opened.dispose()


def _impatient(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own, untyped connection
    connection.execute("PRAGMA busy_timeout=0")
