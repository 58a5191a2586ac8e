"""What is set aside is hidden: no look-up of a session finds it, nor what belongs to it, as if it were not there.

One place does so, whatever is looked up. What goes by the connection itself sees all rows: the outbox excludes what it
must by itself.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, event, or_, true
from sqlalchemy.orm import InstrumentedAttribute, ORMExecuteState, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption
from sqlmodel import Session, SQLModel, select

from models.storage.aside.row import SetAside

_HIDDEN, _OPTIONS = "spro_hidden", "spro_hiding"
_DOSSIER = "application"
_WHOLE = frozenset({_DOSSIER, "campaign"})
"""The tables whose rows take along all that points to them, even what may point to none: letters, arrivals."""

Rows = Mapping[str, Collection[int]]
"""Numbers of rows by the name of their table."""


class Known(NamedTuple):
    """What is set aside: a row of a table, what cannot be done for it, empty where it cannot be read, and its
    session."""

    of: str
    row: int
    duty: str
    campaign_id: int | None


class Between(NamedTuple):
    """The first and the last of the numbers of some dossiers."""

    first: int
    last: int


def hide(session: Session, of: Collection[str] | None = None) -> None:
    """Hide from a session what cannot be read, as it is set aside now: all, or the rows of some tables alone."""
    found = [Known(*row) for row in session.connection().execute(_KNOWN)] if of is None or of else []
    session.info[_HIDDEN] = tuple(one for one in found if of is None or one.of in of)
    _hide(session, rows_of(known(session), "") if found else {})


_KNOWN = select(SetAside.of, SetAside.row, SetAside.duty, SetAside.campaign_id)


def known(session: Session) -> tuple[Known, ...]:
    """Return what was set aside when that was last hidden from a session."""
    hidden: tuple[Known, ...] = session.info.get(_HIDDEN, ())
    return hidden


def rows_of(those: Collection[Known], *duties: str) -> defaultdict[str, list[int]]:
    """Return which rows some duties are to leave out."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for one in those:
        if one.duty in duties:
            rows[one.of].append(one.row)
    return rows


@contextmanager
def narrowed(session: Session, *, without: Rows, among: Between | None = None) -> Iterator[None]:
    """Hide some rows, and show no dossiers but those `among` two numbers, as long as the block lasts."""
    former = session.info.get(_OPTIONS)
    _hide(session, without, among)
    try:
        yield
    finally:
        session.info[_OPTIONS] = former


def _hide(session: Session, rows: Rows, among: Between | None = None) -> None:
    session.info[_OPTIONS] = list(_criteria(rows, among)) if rows or among else None


def tables() -> dict[str, type[SQLModel]]:
    """Return the class of each table whose rows have a number, by its name."""
    mapped = (mapper.class_ for mapper in SQLModel._sa_registry.mappers)  # noqa: SLF001
    return {str(table.__tablename__): table for table in mapped if "id" in table.model_fields}


def _criteria(rows: Rows, among: Between | None) -> Iterator[ExecutableOption]:
    for name, table in tables().items():
        conditions = [*_left_out(name, table, rows)] + ([*_kept(name, table, among)] if among else [])
        if conditions:
            yield with_loader_criteria(table, and_(true(), *conditions), include_aliases=True)


def _left_out(name: str, table: type[SQLModel], rows: Rows) -> Iterator[ColumnElement[bool]]:
    if name in rows:
        yield _column(table, "id").not_in(rows[name])
    for column, target in pointing(table):
        if target in rows and (target in _WHOLE or not column.nullable):
            yield or_(column.is_(None), column.not_in(rows[target]))


def _kept(name: str, table: type[SQLModel], among: Between) -> Iterator[ColumnElement[bool]]:
    if name == _DOSSIER:
        yield _column(table, "id").between(*among)
    for column, target in pointing(table):
        if target == _DOSSIER and target != name:
            yield or_(column.is_(None), column.between(*among))


def _column(table: type[SQLModel], name: str) -> InstrumentedAttribute[Any]:
    column: InstrumentedAttribute[Any] = getattr(table, name)
    return column


def pointing(table: type[SQLModel]) -> Iterator[tuple[Any, str]]:
    """Yield the columns of a table that point to rows of others, each with the name of that table."""
    for column in SQLModel.metadata.tables[str(table.__tablename__)].columns:
        for key in column.foreign_keys:
            yield _column(table, column.key), key.column.table.description


@event.listens_for(Session, "do_orm_execute")
def _leave_out(state: ORMExecuteState) -> None:
    options = state.session.info.get(_OPTIONS)
    if options and state.is_select and not state.is_column_load:
        state.statement = state.statement.options(*options)
