"""What migrations are written with: columns as they were on the day of each, whatever the tables say since."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)
WORD = sa.String(32)
"""A word of a closed vocabulary, or one of its `models/columns.py`."""


def key() -> sa.Column[int]:
    """Return the number of a row."""
    return sa.Column("id", sa.Integer, primary_key=True)


def needed(kind: Any, *names: str, **how: Any) -> Iterator[sa.Column[Any]]:  # noqa: ANN401  types and instances of them
    """Give columns that are never empty."""
    return (sa.Column(name, kind, nullable=False, **how) for name in names)


def optional(kind: Any, *names: str, **how: Any) -> Iterator[sa.Column[Any]]:  # noqa: ANN401
    """Give columns that may be empty."""
    return (sa.Column(name, kind, **how) for name in names)


def of(table: str, name: str, **how: Any) -> sa.Column[int]:  # noqa: ANN401
    """Return a column that names a row of another table, looked up by it unless told otherwise."""
    cascade = how.pop("ondelete", None)
    given = {"nullable": False, "index": True} | how
    return sa.Column(name, sa.Integer, sa.ForeignKey(f"{table}.id", ondelete=cascade), **given)


def add(table: str, *columns: sa.Column[Any]) -> None:
    """Add columns to a table, with the foreign key and the index of each: one statement a column on both engines, which
    rewrites no row."""
    for column in columns:
        op.add_column(table, column, inline_references=True)
