"""The rows of yearly reports: sets of indicators that the CREFOP validated, collections, who was asked, what came."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, UniqueConstraint, bindparam
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select
from sqlmodel.sql.expression import Select

from models.calendar.business_days import business_days, next_morning, next_reminder, reminders
from models.columns import none
from models.dossiers.application import Organisation
from models.region.file_names import fold
from models.region.model import Region
from models.region.policies.reports import IndicatorSet


class ValidatedSet(SQLModel, table=True):
    """A set of indicators as it was when a body validated it, by its hash: what is not here is a draft."""

    __tablename__ = "validated_set"
    __table_args__ = (UniqueConstraint("region_id", "key", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    region_id: str
    key: str
    version: str
    content: dict[str, Any] = Field(sa_type=JSON)
    sha256: str
    validated_on: date
    body: str
    by: str
    at: datetime

    @property
    def asked(self) -> IndicatorSet:
        """The set itself."""
        return IndicatorSet.model_validate(self.content)


class Report(SQLModel, table=True):
    """The collection of a year's report, with a set: opened by a person, until a last day."""

    __table_args__ = (UniqueConstraint("region_id", "year", "set_id"),)

    id: int | None = Field(default=None, primary_key=True)
    region_id: str = Field(index=True)
    year: int
    set_id: int = Field(foreign_key="validated_set.id")
    opened_at: datetime
    due_on: date
    by: str


class ReportRequest(SQLModel, table=True):
    """Who is asked for a report: a member, for itself or for the territory that it coordinates. `number` is that of its
    membership, and what its form bears; `recipient` is empty where it has no address with us: a person asks it.
    `counted_in` and `network` are those of the day on which it was asked: what is counted stays where it was."""

    __tablename__ = "report_request"
    __table_args__ = (UniqueConstraint("report_id", "number", "territory"),)

    id: int | None = Field(default=None, primary_key=True)
    report_id: int = Field(foreign_key="report.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    number: str
    territory: str = ""
    counted_in: str = ""
    network: str = ""
    recipient: str = ""
    next_reminder_at: datetime | None = Field(default=None, index=True)


class ReportAnswer(SQLModel, table=True):
    """What came in answer: the values so far, by the keys of their cells, each answer completing or correcting the one
    before. `faults` are what could not be read of it, in French."""

    __tablename__ = "report_answer"

    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="report_request.id", index=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    said: dict[str, Any] = Field(sa_type=JSON)
    faults: list[str] = Field(default_factory=none, sa_type=JSON)
    reason: str | None = None
    by: str
    at: datetime


def validated(session: Session, region_id: str, key: str) -> ValidatedSet | None:
    """Return the version of a set that was validated last."""
    of_key = select(ValidatedSet).where(ValidatedSet.region_id == region_id, ValidatedSet.key == key)
    return session.exec(of_key.order_by(col(ValidatedSet.id).desc()).limit(1)).first()


def reports(session: Session, region_id: str) -> Sequence[tuple[Report, ValidatedSet]]:
    """Return the collections of a region with their sets, the latest first."""
    return session.exec(_reports(region_id)).all()


def latest_report(session: Session, region_id: str) -> tuple[Report, ValidatedSet] | None:
    """Return the first of them, if there is one."""
    return session.exec(_reports(region_id).limit(1)).first()


def _reports(region_id: str) -> Select[Report, ValidatedSet]:
    found = select(Report, ValidatedSet).join(ValidatedSet).where(Report.region_id == region_id)
    return found.order_by(col(Report.year).desc(), col(Report.id).desc())


def requests_of(session: Session, report: Report) -> Sequence[tuple[ReportRequest, str]]:
    """Return who was asked for a report, with their names, by name."""
    asked = (
        columns(ReportRequest, col(Organisation.name))
        .join(Organisation, col(Organisation.id) == col(ReportRequest.organisation_id))
        .where(col(ReportRequest.report_id) == report.id)
    )
    return sorted(((one, name) for one, name in session.execute(asked)), key=lambda row: fold(row[1]).casefold())


def answers_of(session: Session, report: Report) -> dict[int, ReportAnswer]:
    """Return the latest answer to each request of a report, by request."""
    came = select(ReportAnswer).join(ReportRequest).where(ReportRequest.report_id == report.id)
    return {one.request_id: one for one in session.exec(came.order_by(col(ReportAnswer.id)))}


def latest_answer(session: Session, request: ReportRequest) -> ReportAnswer | None:
    """Return what was answered to a request, with all its corrections."""
    came = select(ReportAnswer).where(ReportAnswer.request_id == request.id)
    return session.exec(came.order_by(col(ReportAnswer.id).desc()).limit(1)).first()


def next_late(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return the next morning on which people read that reports are late."""
    days = business_days(region)
    since = days.local(at) - timedelta(days=7)
    ends = session.scalars(_LAST_DAYS, {"region_id": region.region.id, "since": since})
    mornings = (next_morning(days, days.after(last), hour=region.policies.send_hour) for last in ends)
    return min((morning for morning in mornings if morning > at), default=None)


_LAST_DAYS = columns(col(Report.due_on)).where(
    col(Report.region_id) == bindparam("region_id"), col(Report.due_on) >= bindparam("since")
)


def plan_reminder(region: Region, report: Report, request: ReportRequest, *, after: datetime) -> None:
    """Set when somebody is next reminded of a report."""
    hour, before = region.policies.send_hour, region.reporting.remind_before
    schedule = reminders(business_days(region), report.due_on, before=before, hour=hour)
    request.next_reminder_at = next_reminder(schedule, after=after) if request.recipient else None
