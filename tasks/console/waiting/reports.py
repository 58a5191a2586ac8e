"""The yearly reports that wait for a person: of the collection that was opened last, told by the session in hand."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.calendar.business_days import business_days
from models.members.reports.rows import latest_report
from models.members.territories import latest_rules
from models.sessions.opening import is_in_hand
from tasks.console.waiting.reasons import Item, Pending, Reason, Scope
from tasks.sessions.reports.summary import Standing, collected


def of_reports(scope: Scope) -> Iterator[Pending]:
    """Yield the reports that are asked of whoever has no address with us, and those that are late."""
    if scope.only is not None or not is_in_hand(scope.session, scope.campaign, scope.at):
        return
    found = latest_report(scope.session, scope.campaign.region_id)
    if found is None:
        return
    report, kept = found
    left = [one for one in collected(scope.session, report, kept).standings if not one.is_whole]
    region = latest_rules(scope.session, scope.campaign.region_id)
    is_over = report.due_on < business_days(region).local(scope.at)
    unreached = [one for one in left if not one.request.recipient]
    yield _pending(scope, Reason.report_unreached, unreached, report.year, report.due_on)
    late = [one for one in left if one.request.recipient] if is_over else []
    yield _pending(scope, Reason.report_late, late, report.year, report.due_on)


def _pending(scope: Scope, reason: Reason, found: Sequence[Standing], year: int, due_on: date) -> Pending:
    items = tuple(
        Item(one.request.number, one.organisation, due_on, due_on, known=_known(one, year))
        for one in found[: scope.limit]
    )
    return Pending(reason, len(found), items)


def _known(one: Standing, year: int) -> dict[str, str]:
    """Return what the form is filled in with; `reference` is the number of the membership."""
    return {"year": str(year)} | ({"territory": one.request.territory} if one.request.territory else {})
