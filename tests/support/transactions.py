"""The transactions on our own database, noted as they begin."""

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
