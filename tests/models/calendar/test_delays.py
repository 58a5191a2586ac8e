"""Delays and reminders as the law counts them: days of the calendar, whatever the hour, the clocks and the holidays."""

from datetime import UTC, date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar.business_days import (
    Reminder,
    acknowledge_by,
    business_days,
    next_morning,
    next_reminder,
    owed,
    plus_months,
    remedies_until,
    reminders,
    term,
)
from models.region.file import load_region
from tests.factories import REGION, paris

DAYS = business_days(load_region(REGION))
PARIS = ZoneInfo("Europe/Paris")

instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001  bounds
of_the_spring = st.datetimes(datetime(2026, 3, 1), datetime(2026, 5, 1), timezones=st.just(UTC))  # noqa: DTZ001

ACKNOWLEDGED_BY = [
    ("2026-04-15 10:00", "2026-04-29 23:59:59"),
    ("2026-04-29 12:00", "2026-05-18 23:59:59"),
    ("2026-04-29 23:59:59", "2026-05-18 23:59:59"),
    ("2026-04-30 00:00", "2026-05-19 23:59:59"),
    ("2026-12-23 12:00", "2027-01-08 23:59:59"),
]


@pytest.mark.parametrize(("received", "last"), ACKNOWLEDGED_BY)
def test_an_acknowledgement_is_due_within_ten_business_days(received: str, last: str) -> None:
    """CRPA R112-11-2: to the last second of the tenth, holidays and weekends apart."""
    assert acknowledge_by(DAYS, paris(received), within=10) == paris(last)


ACKNOWLEDGED_AT = [
    ("2026-02-10 08:59:59", "2026-02-10 09:00"),
    ("2026-02-10 09:00", "2026-02-11 09:00"),
    ("2026-02-10 18:30", "2026-02-11 09:00"),
    ("2026-02-13 10:00", "2026-02-16 09:00"),
    ("2026-02-14 08:00", "2026-02-16 09:00"),
    ("2026-04-30 09:12", "2026-05-04 09:00"),
    ("2026-03-27 10:00", "2026-03-30 09:00"),
    ("2026-10-23 10:00", "2026-10-26 09:00"),
]


@pytest.mark.parametrize(("registered", "leaves"), ACKNOWLEDGED_AT)
def test_an_acknowledgement_leaves_at_the_next_nine_o_clock_of_a_business_day(registered: str, leaves: str) -> None:
    """At nine in Paris, strictly after the registration, whatever the season."""
    assert next_morning(DAYS, paris(registered), hour=9) == paris(leaves)


@given(registered_at=instants)
def test_every_acknowledgement_leaves_after_registration_when_people_work(registered_at: datetime) -> None:
    """Never at once, never on a Sunday, and always at nine on the clocks of Paris."""
    leaves = next_morning(DAYS, registered_at, hour=9)

    assert leaves > registered_at
    assert DAYS.local(leaves) in DAYS
    assert leaves.astimezone(PARIS).time() == time(9)


@given(received_at=instants)
def test_an_acknowledgement_that_leaves_on_its_hour_is_within_the_law(received_at: datetime) -> None:
    """A dossier registered when it comes is acknowledged before the ten business days are over."""
    assert next_morning(DAYS, received_at, hour=9) < acknowledge_by(DAYS, received_at, within=10)


TERMS = [
    ("2026-02-11 09:00", 21, date(2026, 3, 4)),
    ("2026-04-10 09:00", 21, date(2026, 5, 4)),
    ("2026-04-24 09:00", 21, date(2026, 5, 15)),
    ("2026-03-07 09:00", 21, date(2026, 3, 30)),
    ("2024-02-08 09:00", 21, date(2024, 2, 29)),
    ("2026-02-11 23:59:59", 1, date(2026, 2, 12)),
]


@pytest.mark.parametrize(("asked", "length", "last_day"), TERMS)
def test_a_delay_ends_with_a_business_day(asked: str, length: int, last_day: date) -> None:
    """Calendar days from sending, the day of sending not counted, moved past weekends and holidays."""
    end = term(DAYS, paris(asked), length=length)

    assert (end.last_day, end.due_at) == (last_day, DAYS.after(last_day))


def test_a_delay_keeps_its_last_day_across_a_change_of_clocks() -> None:
    """Asked at 23:30 before the clocks go forward: days are counted on the calendar, not in hours."""
    assert term(DAYS, paris("2026-03-25 23:30"), length=5).due_at == paris("2026-03-31 00:00")


def test_reminders_are_days_of_the_calendar() -> None:
    """Two days before Monday 30 March is Saturday the 28th, though 47 hours lie between; the weekend keeps it."""
    schedule = reminders(DAYS, date(2026, 3, 30), before=[2, 7], hour=9)

    assert schedule == [Reminder(7, paris("2026-03-23 09:00")), Reminder(2, paris("2026-03-28 09:00"))]


SCHEDULE = reminders(DAYS, date(2026, 4, 29), before=[30, 15, 7, 2], hour=9)

OWED = [
    ("2026-03-01 00:00", "2026-03-30 08:59:59", None),
    ("2026-03-01 00:00", "2026-03-30 09:00", 30),
    ("2026-03-30 08:59:59", "2026-03-30 18:00", 30),
    ("2026-03-30 09:00", "2026-03-30 18:00", None),
    ("2026-03-30 09:00", "2026-04-25 03:00", 7),
    ("2026-03-01 00:00", "2026-04-28 00:00", 2),
    ("2026-04-27 09:00", "2026-12-31 00:00", None),
]


@pytest.mark.parametrize(("since", "at", "days_left"), OWED)
def test_the_latest_reminder_since_the_last_look_is_owed(since: str, at: str, days_left: int | None) -> None:
    """After an outage of days only the latest leaves; what was looked at is not owed again."""
    reminder = owed(SCHEDULE, since=paris(since), at=paris(at))

    assert (reminder and reminder.days_left) == days_left


@given(looks=st.lists(of_the_spring, min_size=1))
def test_no_reminder_leaves_twice_whenever_one_looks(looks: list[datetime]) -> None:
    """Each looks since the former: reminders leave at most once, in order, and the last that was due does."""
    looks = sorted(looks)

    sent = [owed(SCHEDULE, since=since, at=at) for since, at in pairwise([paris("2026-03-01 00:00"), *looks])]

    left = [reminder.days_left for reminder in sent if reminder]
    due = [reminder.days_left for reminder in SCHEDULE if reminder.at <= looks[-1]]
    assert left == sorted(set(left), reverse=True)
    assert left[-1:] == due[-1:]


def test_the_next_reminder_is_strictly_after() -> None:
    """Asked at the instant of one, the answer is the one that follows; after the last, none."""
    assert next_reminder(SCHEDULE, after=SCHEDULE[0].at) == SCHEDULE[1].at
    assert next_reminder(SCHEDULE, after=SCHEDULE[-1].at) is None


MONTHS = [
    (date(2026, 2, 1), 2, date(2026, 4, 1)),
    (date(2026, 1, 10), 2, date(2026, 3, 10)),
    (date(2026, 10, 15), 2, date(2026, 12, 15)),
    (date(2026, 5, 31), 2, date(2026, 7, 31)),
    (date(2026, 12, 30), 2, date(2027, 2, 28)),
    (date(2026, 12, 31), 2, date(2027, 2, 28)),
    (date(2027, 12, 30), 2, date(2028, 2, 29)),
    (date(2027, 12, 31), 2, date(2028, 2, 29)),
    (date(2028, 2, 29), 2, date(2028, 4, 29)),
    (date(2028, 2, 29), 12, date(2029, 2, 28)),
]


@pytest.mark.parametrize(("day", "months", "end"), MONTHS)
def test_months_are_counted_from_day_to_day(day: date, months: int, end: date) -> None:
    """The same day of the month, or the last one where it has none (CRPA L231-1)."""
    assert plus_months(day, months) == end


REMEDIES = [
    (date(2026, 8, 31), date(2026, 11, 2)),  # The 1st of November is a Sunday, and All Saints'.
    (date(2026, 7, 9), date(2026, 9, 10)),
    (date(2026, 7, 10), date(2026, 9, 11)),
    (date(2026, 7, 11), date(2026, 9, 14)),  # The 12th of September is a Saturday.
    (date(2026, 7, 14), date(2026, 9, 15)),  # A holiday at its beginning moves nothing.
    (date(2026, 12, 30), date(2027, 3, 1)),  # No 30th of February: from its last day.
    (date(2026, 12, 31), date(2027, 3, 1)),
    (date(2027, 12, 29), date(2028, 3, 1)),
    (date(2027, 12, 31), date(2028, 3, 1)),
    (date(2026, 2, 28), date(2026, 4, 29)),
    (date(2026, 10, 23), date(2026, 12, 24)),
    (date(2026, 10, 24), date(2026, 12, 28)),  # Christmas is a Friday.
]


@pytest.mark.parametrize(("notified_on", "last_day"), REMEDIES)
def test_the_delay_to_contest_is_left_whole(notified_on: date, last_day: date) -> None:
    """CJA R421-1: two months « franc », the same day and one more, moved to a business day."""
    assert remedies_until(DAYS, notified_on, months=2) == last_day


def test_the_regions_own_closures_are_no_matter_of_the_courts() -> None:
    """A bridge that closes the offices of the Région gives no more time."""
    closed = business_days(load_region(REGION, {"region.closures": ["2026-09-10"]}))

    assert remedies_until(closed, date(2026, 7, 9), months=2) == date(2026, 9, 10)


@given(day=st.dates(date(2020, 1, 1), date(2040, 12, 31)))
def test_the_delay_to_contest_ends_on_a_business_day_after_it_is_over(day: date) -> None:
    """Never earlier than an ordinary delay of as many months, and by a few days at most."""
    last_day = remedies_until(DAYS, day, months=2)

    assert last_day in DAYS
    assert 1 <= (last_day - plus_months(day, 2)).days <= 5
