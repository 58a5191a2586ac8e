"""Business days, and the dates of a session, against the oracles of the Région's calendar."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar.business_days import BusinessDays, StageDates, business_days, stage_dates
from models.calendar.public_holidays import listed
from models.region.file import load_region
from tests.factories import REGION, paris

ARA = load_region(REGION)
DAYS = business_days(ARA)
PARIS = ZoneInfo("Europe/Paris")

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))

HOLIDAYS_2026 = [
    date(2026, 1, 1),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 8),
    date(2026, 5, 14),
    date(2026, 5, 25),
    date(2026, 7, 14),
    date(2026, 8, 15),
    date(2026, 11, 1),
    date(2026, 11, 11),
    date(2026, 12, 25),
]


@pytest.mark.parametrize("holiday", HOLIDAYS_2026, ids=str)
def test_nobody_works_on_the_eleven_public_holidays(holiday: date) -> None:
    """The eleven of the code du travail, movable feasts included."""
    assert holiday not in DAYS


def test_a_year_has_its_business_days() -> None:
    """In 2026: 261 days from Monday to Friday, less the nine holidays that fall on one."""
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]

    assert sum(day in DAYS for day in year) == 252


def test_a_closure_of_the_region_file_is_no_business_day() -> None:
    """The bridge after the Ascension, where the Région closes its offices."""
    region = load_region(REGION, {"region.closures": ["2026-05-15"]})

    assert business_days(region).roll(date(2026, 5, 14)) == date(2026, 5, 18)


def test_a_part_of_the_country_has_its_own_holidays() -> None:
    """26 December is worked in Lyon, not in Alsace-Moselle."""
    day = date(2025, 12, 26)

    assert [day in DAYS, day in BusinessDays(PARIS, subdivision="57")] == [True, False]


@given(day=days)
def test_rolling_goes_to_a_business_day_and_stays_there(day: date) -> None:
    """The rolled day is worked, not before the day, and rolls to itself."""
    rolled = DAYS.roll(day)

    assert rolled in DAYS
    assert rolled >= day
    assert DAYS.roll(rolled) == rolled


@given(day=days, count=st.integers(1, 40))
def test_the_nth_business_day_has_n_business_days_up_to_it(day: date, count: int) -> None:
    """The day itself is not counted; the last one is, and is worked."""
    last = DAYS.add(day, count)

    between = [day + timedelta(days=number) for number in range(1, (last - day).days + 1)]
    assert sum(one in DAYS for one in between) == count
    assert last in DAYS


@given(day=days)
def test_the_last_day_of_a_period_is_the_one_before_its_first_instant_outside(day: date) -> None:
    """`last_day` undoes `after`, on the days when clocks change too."""
    assert DAYS.last_day(DAYS.after(day)) == day


def test_the_next_business_day_after_the_thirtieth_of_april() -> None:
    """Received on Thursday 30 April 2026: 1 May and a weekend follow, so Monday 4 May."""
    assert DAYS.add(date(2026, 4, 30), 1) == date(2026, 5, 4)


CLOCK_CHANGES = [
    (date(2026, 3, 28), "2026-03-28T08:00:00+00:00"),
    (date(2026, 3, 29), "2026-03-29T07:00:00+00:00"),
    (date(2026, 10, 24), "2026-10-24T07:00:00+00:00"),
    (date(2026, 10, 25), "2026-10-25T08:00:00+00:00"),
]


@pytest.mark.parametrize(("day", "instant"), CLOCK_CHANGES)
def test_nine_o_clock_stays_nine_o_clock(day: date, instant: str) -> None:
    """Through both changes of clocks, the universal instant moves and the local hour does not."""
    assert DAYS.at(day, 9).isoformat() == instant


DUE = [
    (2021, {}, "2021-04-30 00:00"),
    (2026, {}, "2026-04-30 00:00"),
    (2026, {"stages.deposit.inclusive": True}, "2026-05-01 00:00"),
    (2023, {"stages.deposit.inclusive": True}, "2023-05-01 00:00"),
    (2023, {"stages.deposit.inclusive": True, "stages.deposit.roll": "next_working_day"}, "2023-05-03 00:00"),
    (2024, {"stages.deposit": {"until": {"month": 2, "day": "last"}, "inclusive": True}}, "2024-03-01 00:00"),
    (2023, {"stages.deposit": {"until": {"month": 2, "day": "last"}, "inclusive": True}}, "2023-03-01 00:00"),
    (2024, {"stages.deposit": {"until": {"month": 3, "day": 1}, "inclusive": False}}, "2024-03-01 00:00"),
]


@pytest.mark.parametrize(("year", "overrides", "due"), DUE)
def test_the_deposit_ends_with_its_last_day(year: int, overrides: dict[str, object], due: str) -> None:
    """« Avant le 30 avril » ends with the 29th; counted in, with the 30th, a Sunday too, unless the file rolls it."""
    dates = stage_dates(load_region(REGION, overrides), year=year, opens_on=date(year, 1, 18))

    assert dates["deposit"].due_at == paris(due)


def test_the_deadline_is_kept_in_universal_time() -> None:
    """Midnight in Paris is 22:00 of the day before, in April."""
    dates = stage_dates(ARA, year=2026, opens_on=date(2026, 1, 19))

    assert dates["deposit"].due_at.isoformat() == "2026-04-29T22:00:00+00:00"


def test_the_stages_of_a_year() -> None:
    """S0: deposit before 30 April, examination to the end of May, a body in June, one in July, effect in September."""
    dates = stage_dates(ARA, year=2021, opens_on=date(2021, 1, 18))

    assert dates == {
        "deposit": StageDates(paris("2021-01-18 00:00"), paris("2021-04-30 00:00")),
        "examination": StageDates(paris("2021-01-18 00:00"), paris("2021-06-01 00:00")),
        "working_group": StageDates(paris("2021-06-01 00:00"), paris("2021-07-01 00:00")),
        "commission": StageDates(paris("2021-07-01 00:00"), paris("2021-08-01 00:00")),
        "effect": StageDates(paris("2021-09-01 00:00"), paris("2021-09-01 00:00")),
    }


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_stages_of_any_year_are_in_order(year: int) -> None:
    """No year, leap or not, lacks a date or crosses two; a body meets in a month of 30 or 31 days."""
    dates = stage_dates(ARA, year=year, opens_on=date(year, 1, 18))

    ends = [dates[name].due_at for name in ARA.stages.names]
    assert all(former < latter for former, latter in pairwise(ends))


@pytest.mark.parametrize("year", [2024, 2029, 2030])
def test_the_effect_is_never_moved_off_a_weekend(year: int) -> None:
    """1 September is a fixed date: it stays where it is on a Saturday or a Sunday."""
    dates = stage_dates(ARA, year=year, opens_on=date(year, 1, 18))

    assert dates["effect"].due_at == paris(f"{year}-09-01 00:00")


def test_a_body_may_meet_in_december() -> None:
    """The month of a body ends with the year where it is the last one."""
    overrides = {"stages.commission.window.month": 12, "stages.effect.on": {"month": 12, "day": 31}}

    dates = stage_dates(load_region(REGION, overrides), year=2026, opens_on=date(2026, 1, 19))

    assert dates["commission"].due_at == paris("2027-01-01 00:00")


@pytest.mark.parametrize(
    ("subdivision", "legal", "customary"),
    [
        ("971", [date(2026, 5, 27)], [date(2026, 3, 12), date(2026, 4, 3), date(2026, 7, 21)]),
        ("Guadeloupe", [date(2026, 5, 27)], [date(2026, 3, 12), date(2026, 4, 3), date(2026, 7, 21)]),
        ("972", [date(2026, 5, 22)], [date(2026, 4, 3), date(2026, 7, 21)]),
        ("973", [date(2026, 6, 10)], []),
        ("974", [date(2026, 12, 20)], []),
        ("976", [date(2026, 4, 27)], []),
        ("57", [date(2026, 12, 26)], [date(2026, 4, 3)]),
        ("NC", [date(2026, 9, 24)], []),
    ],
)
def test_only_what_the_law_names_is_a_holiday(subdivision: str, legal: list[date], customary: list[date]) -> None:
    """Code du travail L3133-1, L3134-13, L3422-2: custom is no law, unless the Région closes on that day."""
    found = listed("FR", subdivision, 2026)
    counted = BusinessDays(PARIS, subdivision=subdivision)
    closed = BusinessDays(PARIS, subdivision=subdivision, closures=customary)

    assert (list(found.legal), list(found.customary)) == (legal, customary)
    assert [day for day in (*legal, *customary) if counted.holiday(day)] == legal
    assert [day for day in customary if day in counted] == [day for day in customary if day.weekday() < 5]
    assert [day for day in customary if day in closed] == []
