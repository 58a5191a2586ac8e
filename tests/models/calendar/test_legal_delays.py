"""When the dates of the law come near: from which receipts on, and on which morning people read of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar.business_days import acknowledge_by, business_days
from models.calendar.legal_delays import (
    REGISTRATION,
    Delay,
    acknowledgement,
    latest_morning,
    near_until,
    received_until,
    told_at,
)
from models.region.file import load_region
from tests.factories import REGION, paris

RULES = load_region(REGION)
DAYS = business_days(RULES)
ACKNOWLEDGEMENT = acknowledgement(RULES)

days_of_years = st.dates(date(2025, 1, 1), date(2028, 12, 31))
delays = st.sampled_from([REGISTRATION, ACKNOWLEDGEMENT, Delay(within=3, ahead=2)])


@pytest.mark.parametrize(
    ("today", "until"),
    [
        ("2026-04-30", "2026-04-30 00:00"),  # Thursday: what came on Wednesday is to be told by this evening.
        ("2026-05-01", "2026-04-30 00:00"),  # A holiday adds no day...
        ("2026-05-03", "2026-04-30 00:00"),
        ("2026-05-04", "2026-05-04 00:00"),  # ...and on Monday, all that came since Thursday is due.
        ("2026-05-05", "2026-05-05 00:00"),
    ],
)
def test_a_registration_is_near_on_the_business_day_after_the_receipt(today: str, until: str) -> None:
    """CRPA R112-11-2; received on Thursday 30 April 2026, it is due on Monday 4 May."""
    assert received_until(DAYS, REGISTRATION, date.fromisoformat(today)) == paris(until)


def test_an_acknowledgement_is_near_two_business_days_before_its_end() -> None:
    """Received on 15 April 2026, due on the 29th: shown from the 27th on."""
    found = [received_until(DAYS, ACKNOWLEDGEMENT, date(2026, 4, day)) for day in (26, 27)]

    assert [paris("2026-04-15 10:00") < until for until in found] == [False, True]


@given(received_on=days_of_years, ahead=st.integers(0, 20), delay=delays)
def test_what_is_near_is_what_ends_soon(received_on: date, ahead: int, delay: Delay) -> None:
    """Whether it is counted from the receipt or from the end, the same is near."""
    received_at, today = DAYS.at(received_on, 10), received_on + timedelta(days=ahead)

    by_receipt = received_at < received_until(DAYS, delay, today)

    ends = acknowledge_by(DAYS, received_at, within=delay.within)
    assert by_receipt is (ends < near_until(DAYS, delay, today))


@given(received_on=days_of_years, delay=delays)
def test_people_read_of_it_on_a_business_morning_before_its_end(received_on: date, delay: Delay) -> None:
    """The first on which it is near: neither at night nor too late."""
    last_day = DAYS.add(received_on, delay.within)

    told = told_at(DAYS, delay, last_day, hour=9)

    day = DAYS.local(told)
    is_near = [DAYS.at(received_on) < received_until(DAYS, delay, d) for d in (day - timedelta(days=1), day)]
    assert (day in DAYS, DAYS.at(day, 9), day <= last_day, is_near) == (True, told, True, [False, True])


@pytest.mark.parametrize(
    ("at", "morning"),
    [
        ("2026-05-04 08:59", "2026-04-30"),
        ("2026-05-04 09:00", "2026-05-04"),
        ("2026-05-09 12:00", "2026-05-07"),  # Friday 8 May is a holiday.
    ],
)
def test_the_latest_morning_is_of_a_business_day(at: str, morning: str) -> None:
    """From its sending hour on."""
    assert latest_morning(DAYS, paris(at), hour=9) == date.fromisoformat(morning)
