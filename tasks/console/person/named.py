"""Rows whose text names an address: whoever typed it, reasons, notes, and whatever else people write."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Enum, Row, Select, String, Table, Text, cast, func, or_
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.storage.aside.hidden import Rows, tables
from tasks.console.person.places import PLACES

READ_OTHERWISE = frozenset({("campaign", "region"), *((str(one.model.__tablename__), one.column) for one in PLACES)})
"""Columns that are read as what they are: places of an address, and the region files of sessions."""

OTHER = "[autre adresse]"
"""What stands in a quoted text for the address of somebody else."""

_ADDRESS = re.compile(r"[\w.+%&=~-]+@[\w.-]*\w")
_TYPED = re.compile(r"(?:.*_)?by")
_OF_OTHERS = frozenset({"notice"})


class Named(NamedTuple):
    """A row that names an address: of which table, its number, when it was written and of which dossier, where that is
    known, whether the address is that of whoever typed it, and what it says, where it speaks of nobody else."""

    of: str
    row: int
    at: datetime | None
    application_id: int | None
    is_typed: bool
    said: tuple[str, ...]


def naming(session: Session, address: str, *, without: Rows) -> Iterator[Named]:
    """Yield the rows of all tables that name an address, but those that are told otherwise."""
    for name, model in sorted(tables().items()):
        table = SQLModel.metadata.tables[name]
        if texts := searched(table):
            found = (_named(table, address, row) for row in session.execute(_holding(model, table, texts, address)))
            yield from (one for one in found if one and one.row not in without.get(name, ()))


def searched(table: Table) -> list[str]:
    """Return the columns of a table that hold text, or what was typed into a form, and are not read otherwise."""
    return [
        column.name
        for column in table.columns
        if isinstance(column.type, (AutoString, String, JSON))
        and not isinstance(column.type, Enum)
        and (table.name, column.name) not in READ_OTHERWISE
    ]


def _holding(model: type[SQLModel], table: Table, texts: Sequence[str], address: str) -> Select[Any]:
    """Return the look-up of the rows of a table whose text may hold an address: that text, and what tells the row."""
    said = [cast(getattr(model, name), Text).label(name) for name in texts]
    beside = [getattr(model, name) for name in ("id", *_instant(table), "application_id") if name in table.columns]
    return columns(*beside, *said).where(or_(*(_may_hold(text, address) for text in said))).order_by(beside[0])


def _instant(table: Table) -> list[str]:
    """Return the column that says when a row was written, where there is one: the first instant."""
    return [column.name for column in table.columns if isinstance(column.type, UTCDateTime)][:1]


def _named(table: Table, address: str, row: Row[Any]) -> Named | None:
    """Return a row that was found, None where what it holds is another address, of which this one is a part."""
    values = row._asdict()
    held = {name: values[name] for name in searched(table) if values[name] and names(values[name], address)}
    if not held:
        return None
    return Named(
        of=table.name,
        row=values["id"],
        at=next((values[name] for name in _instant(table)), None),
        application_id=values.get("application_id"),
        is_typed=any(_TYPED.fullmatch(name) and value.lower() == address for name, value in held.items()),
        said=tuple(_quoted(table, held, address)),
    )


def _may_hold(text: ColumnElement[Any], address: str) -> ColumnElement[bool]:
    return or_(*(func.lower(text).contains(one, autoescape=True) for one in _written(address)))


def _written(address: str) -> set[str]:
    """Return an address as text holds it, and as JSON does, which escapes what is not ASCII."""
    return {address, json.dumps(address)[1:-1]}


def names(text: str, address: str) -> bool:
    """Return True if a text names an address, and not only one that ends or begins as it does."""
    return any(re.search(rf"(?<![\w.+-]){re.escape(one)}(?![\w-]|\.\w)", text.lower()) for one in _written(address))


def _quoted(table: Table, held: Mapping[str, str], address: str) -> Iterator[str]:
    """Yield what may be quoted: not the letters to others, nor whole forms, nor what is but the address."""
    for name, value in held.items():
        is_whole = isinstance(table.columns[name].type, JSON) or table.name in _OF_OTHERS
        if not is_whole and value.lower() != address:
            yield _ADDRESS.sub(lambda other: other[0] if names(other[0], address) else OTHER, value)
