"""The programme of support: its actions, and how many people of each structure took part; never who."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import UniqueConstraint, func
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select

from models.region.model import Region


class SupportAction(SQLModel, table=True):
    """An action of the yearly programme (S2, § 7): told by a code, held on a day by an operator, for an audience."""

    __tablename__ = "support_action"
    __table_args__ = (UniqueConstraint("region_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    region_id: str
    code: str
    title: str
    held_on: date
    operator: str
    audience: str
    by: str
    at: datetime


class Attendance(SQLModel, table=True):
    """How many people of a structure took part in an action."""

    __table_args__ = (UniqueConstraint("action_id", "organisation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    action_id: int = Field(foreign_key="support_action.id")
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    people: int
    by: str
    at: datetime


class Attended(NamedTuple):
    """An action in which a structure took part, and how many people of it did."""

    held_on: date
    title: str
    people: int


class Figures(NamedTuple):
    """What the actions of a year add up to."""

    actions: int
    structures: int
    people: int


def find_action(session: Session, region: Region, code: str) -> SupportAction | None:
    """Return the action of a code, if it is recorded."""
    named = select(SupportAction).where(SupportAction.region_id == region.region.id, SupportAction.code == code)
    return session.exec(named).one_or_none()


def attended_by(session: Session, organisation_id: int) -> list[Attended]:
    """Return the actions in which a structure took part, the latest first."""
    rows = session.execute(
        columns(col(SupportAction.held_on), col(SupportAction.title), col(Attendance.people))
        .join(Attendance, col(Attendance.action_id) == col(SupportAction.id))
        .where(col(Attendance.organisation_id) == organisation_id, col(Attendance.people) > 0)
        .order_by(col(SupportAction.held_on).desc(), col(SupportAction.id))
    )
    return [Attended(*row) for row in rows]


def figures_of(session: Session, region: Region, year: int) -> Figures:
    """Return what the actions that were held in a year add up to."""
    held = (
        col(SupportAction.region_id) == region.region.id,
        col(SupportAction.held_on).between(date(year, 1, 1), date(year, 12, 31)),
    )
    actions = session.scalar(columns(func.count()).select_from(SupportAction).where(*held))
    took_part = (
        columns(func.count(func.distinct(col(Attendance.organisation_id))), func.sum(Attendance.people))
        .join(SupportAction, col(SupportAction.id) == col(Attendance.action_id))
        .where(*held, col(Attendance.people) > 0)
    )
    structures, people = session.execute(took_part).one()
    return Figures(actions or 0, structures, people or 0)
