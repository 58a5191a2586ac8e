"""The yearly reports as their page shows them: who has answered, and what may be published."""

from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from models.members.reports.rows import Report, ValidatedSet
from models.members.territories import latest_rules
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.views.reports import SummaryDocument
from tasks.sessions.reports.summary import Collected, collected, summary


class Named(NamedTuple):
    """A collection as it is chosen: its number, its year, what it is called."""

    id: int
    year: int
    label: str


class ReportsPage(NamedTuple):
    """The collections, the latest first; the one that is asked for and what may be published of it, if there is one."""

    reports: tuple[Named, ...]
    shown: Collected | None
    summary: SummaryDocument | None


def read_reports(report_id: int | None) -> ReportsPage:
    """Return the collections, and one of them: the latest without a number, or for one that is none's."""
    with reading(Settings().database) as session:
        rows = session.exec(_all()).all()
        named = tuple(Named(report.id or 0, report.year, kept.asked.label) for report, kept in rows)
        chosen = [row for row in rows if row[0].id == report_id] or rows[:1]
        if not chosen:
            return ReportsPage((), None, None)
        [(report, kept)] = chosen
        shown = collected(session, report, kept)
        return ReportsPage(named, shown, _summary(session, shown))


def read_summary(report_id: int) -> SummaryDocument | None:
    """Return what may be published of a collection; None where there is none of that number."""
    with reading(Settings().database) as session:
        row = session.exec(_all().where(Report.id == report_id)).first()
        return _summary(session, collected(session, *row)) if row else None


def _all() -> Any:  # noqa: ANN401  a statement over two tables
    return select(Report, ValidatedSet).join(ValidatedSet).order_by(col(Report.year).desc(), col(Report.id).desc())


def _summary(session: Session, found: Collected) -> SummaryDocument:
    return summary(session, latest_rules(session, found.report.region_id).region.name, found)
