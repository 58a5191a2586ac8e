"""Rows that cannot be read, found: a value that is none of its column's, a number that is nobody's, a word that no
table knows."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import Select, Table, select
from sqlmodel import Session, SQLModel

from models.region.model import Region
from models.storage.aside.hidden import Between, tables
from models.storage.isolation.bisect import culprits
from models.vocabulary import RequestReason

_UNREAD = frozenset({"text", "html", "content", "letters", "whole"})
"""Columns that hold whole letters and files: nothing is made of them but mails, whose sender minds them."""

UNREADABLE = "valeur illisible"
NOWHERE = "désigne une ligne qui n'existe pas"

_SAYS: Mapping[tuple[str, str], Callable[[Any], object]] = {
    ("campaign", "region"): Region.model_validate_json,
    ("completion_request", "pieces"): lambda asked: [RequestReason(why) for why in asked.values()],
}
"""What a value must say besides being of the type of its column: it raises ValueError for what does not."""


class Fault(NamedTuple):
    """A row that cannot be read: of which table, its number, in which column, and what is wrong with it, in French."""

    of: str
    row: int
    column: str
    wrong: str


def look(session: Session) -> list[Fault]:
    """Return the faults of all rows; nothing is changed."""
    found = ((model, SQLModel.metadata.tables[name]) for name, model in tables().items())
    return [fault for each in found for fault in (*_unreadable(session, *each), *_pointing_nowhere(session, each[1]))]


def _unreadable(session: Session, model: type[SQLModel], table: Table) -> Iterator[Fault]:
    numbers = session.connection().execute(select(table.c.id).order_by(table.c.id)).scalars().all()
    columns = [column.name for column in table.columns if column.name not in _UNREAD]
    for culprit in culprits(numbers, partial(_read, session, model, table, columns)):
        for name in columns:
            if [*culprits([culprit.row], partial(_read, session, model, table, [name]))]:
                yield Fault(table.description, culprit.row, name, UNREADABLE)


def _read(session: Session, model: type[SQLModel], table: Table, columns: Sequence[str], between: Between) -> None:
    """Read some columns of the rows between two numbers. Raises whatever says that one of them cannot be."""
    statement = select(*(table.c[name] for name in columns)).where(table.c.id.between(*between))
    with session.begin_nested():
        found = session.connection().execute(statement).all()
    for name, values in zip(columns, zip(*found, strict=True), strict=False):
        _check(model, name).validate_python(values, strict=True)
        deque(map(_SAYS.get((table.description, name), id), values), maxlen=0)


@cache
def _check(model: type[SQLModel], column: str) -> TypeAdapter[Any]:
    kind: Any = model.model_fields[column].annotation
    return TypeAdapter(tuple[kind, ...])


def _pointing_nowhere(session: Session, table: Table) -> Iterator[Fault]:
    for column, lost in _lost(table):
        for number in session.connection().execute(lost).scalars():
            yield Fault(table.description, number, column, NOWHERE)


@cache
def _lost(table: Table) -> list[tuple[str, Select[tuple[int]]]]:
    """Return, for each column of a table that points to others, what looks for those that point to none."""
    found = []
    for column in table.columns:
        for key in column.foreign_keys:
            target = key.column.table.alias()
            is_there = select(target.c.id).where(target.c.id == column).exists()
            found.append((column.name, select(table.c.id).where(column.is_not(None), ~is_there)))
    return found
