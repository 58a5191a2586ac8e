"""What is forgotten of dossiers once their time is over, by which certificate, and what keeps one beyond that."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, ColumnElement, UniqueConstraint, exists
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import word
from models.dossiers.application import Application

Key = tuple[str, int]
"""What is forgotten at once: the name of its table, and the number of its row."""


class HoldGround(StrEnum):
    """Why a dossier is kept beyond its time."""

    access = auto()
    dispute = auto()
    other = auto()


class Outcome(StrEnum):
    """What became of what is held: the keys of `data_protection.months`, which say for how long it is kept."""

    members = auto()
    refused = auto()
    withdrawn = auto()
    not_required = auto()
    never_complete = auto()
    prospects = auto()
    letters = auto()
    unattributed = auto()


class Hold(SQLModel, table=True):
    """What keeps a dossier beyond its time, until a person lifts it: a request of access, a dispute, another reason."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    ground: HoldGround = Field(sa_type=word(HoldGround))
    reason: str
    by: str
    at: datetime
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lifted_for: str | None = None


class Purge(SQLModel, table=True):
    """What a person had forgotten, and nothing else: `units` are those that were shown, by table and number.

    `visa` is the grant of the departmental archives, `package` the hash of what was handed over to them, if anything
    was. `done_at` is when the last unit was forgotten; `certificate` says then what was, as JSON.
    """

    id: int | None = Field(default=None, primary_key=True)
    visa: str
    package: str | None = None
    by: str
    at: datetime
    units: list[list[str | int]] = Field(sa_type=JSON)
    done_at: datetime | None = None
    certificate: str | None = None


class ArchivePackage(SQLModel, table=True):
    """What was written for the archives, before it is forgotten: the hash of the package, and the units in it."""

    __tablename__ = "archive_package"

    id: int | None = Field(default=None, primary_key=True)
    hash: str = Field(unique=True)
    at: datetime
    units: list[list[str | int]] = Field(sa_type=JSON)


class Erasure(SQLModel, table=True):
    """A unit that a purge forgot: the row `row` of the table `of`, which was called `name`, with all that belongs to
    it: so many `rows` of each table, and the `contents` of the store, by their digests. `due_on` was the last day of
    its time.

    `lines` are the sealed lines that it changed, by their numbers: the digest of what is left of the row of each, empty
    where none is.
    """

    __table_args__ = (UniqueConstraint("of", "row"),)

    id: int | None = Field(default=None, primary_key=True)
    purge_id: int = Field(foreign_key="purge.id", index=True)
    of: str
    row: int
    outcome: Outcome = Field(sa_type=word(Outcome))
    name: str
    due_on: date
    at: datetime
    rows: dict[str, int] = Field(sa_type=JSON)
    contents: list[str] = Field(sa_type=JSON)
    lines: dict[str, str] = Field(sa_type=JSON)


def is_forgotten(of: str, row: Any) -> ColumnElement[bool]:  # noqa: ANN401  a column of numbers
    """SQL condition: a row of a table was forgotten."""
    return exists().where(col(Erasure.of) == of, col(Erasure.row) == row)


def holds(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Hold]:
    """Return what keeps dossiers beyond their time, in order: all, or what some conditions name."""
    kept = select(Hold).where(col(Hold.lifted_at).is_(None), *conditions)
    return session.exec(kept.order_by(col(Hold.id))).all()


def with_hold(session: Session) -> set[int]:
    """Return the applications that a person has kept beyond their time."""
    return {one.application_id for one in holds(session)}


def holds_of(session: Session, application: Application) -> Sequence[Hold]:
    """Return what keeps a dossier beyond its time, in order."""
    return holds(session, col(Hold.application_id) == application.id)


def erasure_of(session: Session, application: Application) -> Erasure | None:
    """Return what a purge forgot of a dossier; None where none did."""
    forgotten = select(Erasure).where(Erasure.of == "application", Erasure.row == application.id)
    return session.exec(forgotten).first()
