"""When people read that yearly reports are late: the morning after each last day."""

from datetime import date

from sqlmodel import Session

from models.members.reports.rows import next_late
from tasks.sessions.reports.collect import open_report, validate_set
from tests.factories import campaign_with, paris
from tests.support.members import member
from tests.tasks.sessions.reports.asked import RULES, opening, validation


def test_a_report_that_is_late_already_hides_no_other(session: Session) -> None:
    """Of two that end within a week, each has its morning."""
    campaign = campaign_with(session, RULES)
    member(session, campaign)
    validate_set(session, validation(), at=paris("2026-12-10 10:00"))
    for year, due in ((2026, date(2027, 3, 1)), (2027, date(2027, 3, 4))):
        open_report(session, opening(year=year, due=due), at=paris("2027-01-11 10:00"))

    told, at = [], paris("2027-02-20 10:00")
    while morning := next_late(session, campaign.rules, at):
        told.append(morning)
        at = morning

    assert told == [paris("2027-03-02 09:00"), paris("2027-03-05 09:00")]
