"""Reminders leave at nine in Paris, on any day; after an outage the latest alone, after an answer none."""

from datetime import date, datetime, timedelta

import pytest

from models.dossiers.application import Application
from models.vocabulary import RequestOutcome, Status
from tasks.dossiers.requests import ask, extend
from tasks.sessions.daily import remind_of_requests
from tests.factories import application as dossier
from tests.factories import completion_request, paris, typed
from tests.support.incomplete import completion, extension, lacking, owe, reply, requests, spend
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk

HOURS = ("00:00", "08:00", "09:00", "10:00", "23:00")


def asked(desk: Desk, due: str, *, at: str = "2026-02-16 10:00") -> Application:
    """Return a dossier that is asked for a piece until a day."""
    received = paris(at) - timedelta(days=5)
    application = dossier(desk.session, desk.campaign, Status.under_examination, received_at=received)
    ask(desk.session, completion(application, due=due), at=paris(at))
    return application


def reminded(desk: Desk, application: Application) -> list[datetime]:
    """Return when an applicant was reminded of its request."""
    return [notice.enqueued_at for notice in desk.notices(application, kind="completion_reminder")]


def instants(start: str, end: str) -> list[str]:
    """Return some hours that a clock shows in Paris on each day between two, those around nine among them."""
    first, days = datetime.fromisoformat(start), (date.fromisoformat(end) - date.fromisoformat(start)).days
    return [f"{first + timedelta(day):%Y-%m-%d} {hour}" for day in range(days) for hour in HOURS]


@pytest.mark.parametrize(
    ("at", "due", "reminders"),
    [
        ("2026-02-16 10:00", "2026-03-11", ["2026-03-04 09:00", "2026-03-09 09:00"]),
        ("2026-02-16 10:00", "2026-03-09", ["2026-03-02 09:00", "2026-03-07 09:00"]),  # A Saturday.
        ("2026-03-10 10:00", "2026-03-31", ["2026-03-24 09:00", "2026-03-29 09:00"]),  # The clocks go forward.
        ("2026-10-05 10:00", "2026-10-27", ["2026-10-20 09:00", "2026-10-25 09:00"]),  # They go back.
        ("2026-02-16 10:00", "2026-02-20", ["2026-02-18 09:00"]),  # Asked less than a week before.
        ("2026-02-16 10:00", "2026-02-18", []),  # Asked after nine on the day of the reminder.
        ("2026-02-16 08:59", "2026-02-18", ["2026-02-16 09:00"]),
    ],
)
def test_reminders_leave_at_nine_in_paris(desk: Desk, at: str, due: str, reminders: list[str]) -> None:
    """Seven and two days before on the calendar, asked all day long whether one is owed, and never twice."""
    application = asked(desk, due, at=at)
    hours = [hour for hour in instants(at[:10], due) if hour > at]

    for hour in hours:
        owe(desk, hour, remind_of_requests)

    assert reminded(desk, application) == [paris(reminder) for reminder in reminders]


def test_an_outage_of_several_days_makes_one_reminder(desk: Desk) -> None:
    """Both were missed: the latest leaves, and tells the days that are really left."""
    application = asked(desk, "2026-03-11")

    spend(desk, "2026-03-10 14:00", "2026-03-11 09:00")

    [notice] = desk.notices(application, kind="completion_reminder")
    assert notice.enqueued_at == paris("2026-03-10 14:00")
    assert notice.key.endswith(f"/{requests(desk, application)[0].id}/2026-03-11/1")


@pytest.mark.parametrize("at", ["2026-03-05 11:17", "2026-03-06 09:00", "2026-03-08 23:59"])
def test_a_reminder_is_owed_from_its_hour_on(desk: Desk, at: str) -> None:
    """Never only on its very day: one that was missed leaves at the next run, and the following one on its own day."""
    application = asked(desk, "2026-03-11")

    spend(desk, at, "2026-03-09 09:00")

    assert reminded(desk, application) == [paris(at), paris("2026-03-09 09:00")]


@pytest.mark.parametrize("at", ["2026-03-12 00:00", "2026-03-12 09:00", "2026-03-20 09:00"])
def test_nobody_is_reminded_of_what_is_over(desk: Desk, at: str) -> None:
    """The delay ended during the outage: its end is told, and no reminder."""
    application = asked(desk, "2026-03-11")

    spend(desk, at, "2026-03-23 09:00")

    assert desk.kinds(application) == ["completion_request", "completion_expired"]


@pytest.mark.parametrize("read", ["2026-03-03 12:00", "2026-03-07 12:00"])
def test_nobody_is_reminded_after_the_answer(desk: Desk, read: str) -> None:
    """From the moment the mail is read; the reminders that are ahead are gone."""
    application = asked(desk, "2026-03-11")
    reply(desk, application, "annexe-1", at="2026-03-03 11:00", read=read)
    before = len(desk.notices(application))

    spend(desk, "2026-03-09 09:00", "2026-03-11 09:00", "2026-03-12 09:00")

    assert len(desk.notices(application)) == before
    assert requests(desk, application)[0].outcome is RequestOutcome.answered


def test_an_answer_in_part_stops_no_reminder(desk: Desk) -> None:
    """It speaks of what still lacks."""
    application = lacking(desk, "annexe-1", "annexe-2")
    reply(desk, application, "annexe-1", at="2026-04-20 10:00")

    spend(desk, "2026-04-30 09:00")

    [notice] = desk.notices(application, kind="completion_reminder")
    assert ["Annexe 1" in typed(notice.text), "Annexe 2" in typed(notice.text)] == [False, True]


def test_after_an_extension_the_new_days_are_reminded_of(desk: Desk) -> None:
    """Each with its own key: seven days before the new end is not seven days before the former one."""
    application = asked(desk, "2026-03-11")
    spend(desk, "2026-03-04 09:00")
    extend(desk.session, extension(application, date(2026, 3, 25)), at=paris("2026-03-05 10:00"))

    spend(desk, *(f"2026-03-{day:02d} 09:00" for day in range(6, 27)))

    days = ["2026-03-04", "2026-03-18", "2026-03-23"]
    assert reminded(desk, application) == [paris(f"{day} 09:00") for day in days]


def test_reminders_of_many_requests_leave_together(desk: Desk) -> None:
    """Each tells its own days: one found late beside one on its day."""
    first, second = asked(desk, "2026-03-11"), asked(desk, "2026-03-13", at="2026-02-16 11:00")

    assert owe(desk, "2026-03-06 09:00", remind_of_requests) == 2

    keys = [desk.notices(one, kind="completion_reminder")[0].key for one in (first, second)]
    assert [key.rpartition("/")[2] for key in keys] == ["5", "7"]


def test_the_days_of_the_reminders_are_the_regions(desk_with: OpenDesk) -> None:
    """Three days before here, at ten."""
    desk = desk_with({"policies.completion.remind_before": [3], "policies.send_hour": 10})
    application = asked(desk, "2026-03-11")

    spend(desk, *(f"2026-03-{day:02d} {hour:02d}:00" for day in range(1, 12) for hour in (9, 10)))

    assert reminded(desk, application) == [paris("2026-03-08 10:00")]


def test_a_request_of_a_dossier_that_was_put_off_is_reminded_of(desk: Desk) -> None:
    """Contacted at an opening, it has its delay like the others."""
    application = dossier(desk.session, desk.campaign, Status.carried_over, missing=["annexe-1"])
    row = {"next_reminder_at": paris("2026-03-04 09:00")}
    completion_request(desk.session, desk.campaign, application, due_on=date(2026, 3, 11), **row)

    spend(desk, "2026-03-04 09:00", "2026-03-12 09:00")

    assert desk.kinds(application) == ["completion_reminder", "completion_expired"]
    assert application.status is Status.carried_over
