"""The transactions on our own database: noted as they begin, or undone as they end."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel import Session


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
