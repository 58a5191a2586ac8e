"""What was answered to a report, recorded by one rule, whichever way it comes: typed, or read in a form."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models.columns import locked
from models.members.reports.figures import Value, inconsistencies, missing
from models.members.reports.rows import Report, ReportAnswer, ReportRequest, ValidatedSet, latest_answer
from models.region.policies.reports import IndicatorSet


def find_request(session: Session, report_id: int, number: str, territory: str = "") -> ReportRequest | None:
    """Return what a member, or a territory that it coordinates, was asked for a report, by the number that the form
    bears. Whoever answers at the same time waits until we are done."""
    return _asked(session, report_id, territory, col(ReportRequest.number) == number)


def request_to(
    session: Session, report_id: int, organisation_id: int, territory: str | None = None
) -> ReportRequest | None:
    """Return what an organisation, or a territory that it coordinates, was asked for a report, whatever the number of
    its membership has become since. Whoever answers at the same time waits until we are done."""
    return _asked(session, report_id, territory or "", col(ReportRequest.organisation_id) == organisation_id)


def _asked(session: Session, report_id: int, territory: str, whom: ColumnElement[bool]) -> ReportRequest | None:
    asked = select(ReportRequest).where(ReportRequest.report_id == report_id, ReportRequest.territory == territory)
    return session.exec(locked(session, asked.where(whom))).one_or_none()


def find_report(session: Session, region_id: str, year: int) -> tuple[Report, ValidatedSet] | None:
    """Return the collection of a year that was opened last, with its set."""
    of_year = select(Report, ValidatedSet).join(ValidatedSet)
    found = of_year.where(Report.region_id == region_id, Report.year == year).order_by(col(Report.id).desc())
    return session.exec(found.limit(1)).first()


def record_answer(
    session: Session,
    request: ReportRequest,
    kept: ValidatedSet,
    said: Mapping[str, Value | None],
    *,
    faults: tuple[str, ...] = (),
    reason: str | None = None,
    deposit_id: int | None = None,
    by: str,
    at: datetime,
) -> ReportAnswer | None:
    """Record values over those that came before, None taking one away, and return the answer; None where nothing is new
    in it. Whole, nobody is reminded of it any more."""
    former = latest_answer(session, request)
    values = {key: one for key, one in ((former.said if former else {}) | dict(said)).items() if one is not None}
    found = [*faults, *inconsistencies(kept.asked, values)]
    if former and (former.said, former.faults) == (values, found):
        return None
    made = ReportAnswer(
        request_id=request.id or 0, deposit_id=deposit_id, said=values, faults=found, reason=reason, by=by, at=at
    )
    if not missing(kept.asked, values) and not found:
        request.next_reminder_at = None
    session.add_all([made, request])
    session.flush()
    return made


def is_whole(asked: IndicatorSet, answer: ReportAnswer | None) -> bool:
    """Return True if all that a set asks was answered, and nothing of it is to be mended."""
    return answer is not None and not answer.faults and not missing(asked, answer.said)
