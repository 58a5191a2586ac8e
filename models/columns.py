"""How values are kept: small factories for the columns that several tables share, many numbers as one value,
many values cut into what is looked for at once, many rows added at once, rows that nobody else changes meanwhile, an
instant that a statement is asked with, and the number of a row as people write it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from typing import Any, Self, TypeVar

from sqlalchemy import ARRAY, Boolean, Dialect, Enum, Insert, Integer, String, Text, bindparam, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.operators import OperatorType
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar
from sqlmodel.sql.sqltypes import UTCDateTime

One = TypeVar("One")

_CHUNK = 5_000  # values a statement; below SQLite's limit of 32,766 parameters

PAGE = 500
"""Dossiers of which all is read and written before the next are read: what is held in memory does not grow with a
session. A statement for fewer costs more than it does."""


def chunks(values: Sequence[One]) -> Iterator[Sequence[One]]:
    """Cut a selection into parts that one statement can take."""
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))


def pages(values: Sequence[One]) -> Iterator[Sequence[One]]:
    """Cut a selection into parts of which all that is read, or written, fits in little memory."""
    return (values[start : start + PAGE] for start in range(0, len(values), PAGE))


def add_rows(session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows by one statement, which gives none of their numbers: to give them in order, SQLite would be told each
    row by a statement of its own."""
    if rows:
        session.flush()
        session.connection().execute(_insertion(table), rows)


@cache
def _insertion(table: type[SQLModel]) -> Insert:
    return insert(table)


LOOKS = "looks_only"
"""What a session knows itself by that only looks."""


def locked(session: Session, query: SelectOfScalar[One], *, of: type[SQLModel] | None = None) -> SelectOfScalar[One]:
    """Return a query after which whoever acts on the rows that it finds, or on those of a table alone, waits until the
    session ends. A session that only looks takes no lock: it waits for nobody, and PostgreSQL refuses it one on a row
    that was changed since it began."""
    return query if session.info.get(LOOKS) else query.with_for_update(of=of)


def bind_instant(name: str) -> Any:  # noqa: ANN401  compared with columns
    """Return what stands for an instant in a statement until it is asked with one, under a name."""
    return bindparam(name, type_=UTCDateTime())


LONGEST_NUMBER = 9  # digits: any such number fits the column of an id


def row_number(text: str) -> int | None:
    """Return the number of a row that a text gives; None where it gives none, or one that no row could have. Signs such
    as « ² » are digits to `str.isdigit`, and no number to `int`."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def word(vocabulary: type[StrEnum]) -> Any:  # noqa: ANN401  SQLModel types `sa_type` as a class and takes an instance
    """Return the column type of a closed vocabulary: text on every engine, so that a new word needs no migration."""
    return Enum(vocabulary, native_enum=False, create_constraint=False, length=32)


def key() -> Any:  # noqa: ANN401
    """Return the column type of a key that a region file gives: text, as long as a word."""
    return String(32)


def none() -> list[str]:
    """Return an empty list: a default factory. SQLModel inspects factories at each instantiation; inspecting the
    builtin `list` costs half a millisecond."""
    return []


class Numbers(TypeDecorator[Sequence[int]]):
    """Numbers of rows, however many, as one value: an array, or JSON where an engine has none.

    A statement that lists them is another one for each length of the list: made, read and planned anew each time.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Return the type of that value."""
        return dialect.type_descriptor(ARRAY(Integer()) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Sequence[int] | None, dialect: Dialect) -> object:
        """Return that value."""
        numbers = [*(value or ())]
        return numbers if dialect.name == "postgresql" else json.dumps(numbers)


class among(FunctionElement[bool]):  # noqa: N801  read as a function of SQL
    """SQL condition: a column holds one of some numbers, which are given here, or as `ids` when the statement is
    executed."""

    inherit_cache = True
    type = Boolean()

    def __init__(self, column: Any, numbers: Sequence[int] | None = None) -> None:  # noqa: ANN401  typed as its values
        given = numbers is not None
        super().__init__(column, bindparam("ids", numbers, Numbers(), unique=given, required=not given))

    def self_group(self, against: OperatorType | None = None) -> Self:  # noqa: ARG002  as it is declared above
        """Return itself: a condition that is compared with 1, as others are where an engine has no booleans, finds rows
        by no index."""
        return self


@compiles(among, "sqlite")
def _on_sqlite(element: among, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    column, numbers = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({numbers}))"  # noqa: S608  a column and a parameter's place


@compiles(among, "postgresql")
def _on_postgresql(element: among, compiler: SQLCompiler, **how: Any) -> str:  # noqa: ANN401
    column, numbers = (compiler.process(one, **how) for one in element.clauses)
    return f"{column} = ANY({numbers})"


def nothing() -> dict[str, Any]:
    """Return an empty mapping: a default factory, for the same reason."""
    return {}
