"""When silence becomes a decision: the cases of the Région's lawyers, day by day."""

from datetime import date
from typing import Literal

import pytest

from models.calendar.business_days import Reminder, business_days
from models.calendar.silence import Asked, alarms, silence_at, silence_on
from models.region.file import load_region
from models.region.policies.procedure import Silence
from tests.factories import REGION, paris

SHIPPED = load_region(REGION)
DAYS = business_days(SHIPPED)
RECEIVED, ASKED, DUE, PRODUCED = date(2026, 3, 2), date(2026, 3, 10), date(2026, 3, 31), date(2026, 3, 20)


def silence_that_means(effect: Literal["acceptance", "rejection"]) -> Silence:
    """The shipped silence, with the effect that a Région's lawyers chose."""
    return load_region(REGION, {"silence.effect": effect}).silence


ACCEPTS, REJECTS = silence_that_means("acceptance"), silence_that_means("rejection")
both = pytest.mark.parametrize("silence", [ACCEPTS, REJECTS], ids=lambda silence: silence.effect)


def test_silence_without_an_effect_has_no_date() -> None:
    """None is invented for a Région whose lawyers have not chosen."""
    assert silence_on(SHIPPED.silence, RECEIVED, []) is None


STARTS = [
    (date(2026, 2, 1), date(2026, 4, 1)),
    (date(2026, 1, 10), date(2026, 3, 10)),
    (date(2026, 3, 14), date(2026, 5, 14)),
    (date(2026, 5, 30), date(2026, 7, 30)),
    (date(2026, 5, 31), date(2026, 7, 31)),
    (date(2026, 12, 30), date(2027, 2, 28)),
    (date(2026, 12, 31), date(2027, 2, 28)),
    (date(2027, 12, 31), date(2028, 2, 29)),
    (date(2028, 2, 29), date(2028, 4, 29)),
]


@both
@pytest.mark.parametrize(("start", "last_day"), STARTS)
def test_a_whole_dossier_waits_two_months(silence: Silence, start: date, last_day: date) -> None:
    """From day to day or to the end of a shorter month, and never moved: 14 May 2026 is the Ascension."""
    assert silence_on(silence, start, []) == last_day


def test_the_months_are_those_of_the_region_file() -> None:
    """Where a decree sets another delay than the two months of L231-1."""
    region = load_region(REGION, {"silence.effect": "rejection", "silence.months": 4})

    assert silence_on(region.silence, date(2026, 10, 31), []) == date(2027, 2, 28)


ENDED = {
    "produced in time": (Asked(ASKED, DUE, produced_on=PRODUCED), date(2026, 5, 20), date(2026, 5, 12)),
    "produced the same day": (Asked(ASKED, DUE, produced_on=ASKED), date(2026, 5, 10), date(2026, 5, 2)),
    "produced on the last day": (Asked(ASKED, DUE, produced_on=DUE), date(2026, 5, 31), date(2026, 5, 23)),
    "produced late": (Asked(ASKED, DUE, produced_on=date(2026, 4, 15)), date(2026, 6, 15), date(2026, 5, 23)),
    "read after, come before": (Asked(ASKED, DUE, produced_on=date(2026, 3, 9)), date(2026, 5, 9), date(2026, 5, 2)),
    "never produced": (Asked(ASKED, DUE), None, date(2026, 5, 23)),
    "cancelled": (Asked(ASKED, DUE, cancelled_on=PRODUCED), date(2026, 5, 2), date(2026, 5, 12)),
    "cancelled late": (Asked(ASKED, DUE, cancelled_on=date(2026, 4, 15)), date(2026, 5, 2), date(2026, 5, 23)),
    "cancelled, yet produced": (Asked(ASKED, DUE, date(2026, 3, 25), PRODUCED), date(2026, 5, 2), date(2026, 5, 12)),
}


@pytest.mark.parametrize(("asked", "accepted_on", "rejected_on"), ENDED.values(), ids=ENDED)
def test_a_request_counts_by_how_it_ends(asked: Asked, accepted_on: date | None, rejected_on: date) -> None:
    """CRPA L114-5: acceptance starts at the production, whenever; rejection is suspended at most for the delay set."""
    found = [silence_on(silence, RECEIVED, [asked]) for silence in (ACCEPTS, REJECTS)]

    assert found == [accepted_on, rejected_on]


def test_an_unanswered_request_of_fifteen_days_holds_a_rejection_for_fifteen_days() -> None:
    """Asked on the 10th, the clock goes on on the sixteenth day; that of an acceptance does not start."""
    asked = Asked(ASKED, due_on=date(2026, 3, 25))

    assert silence_on(REJECTS, RECEIVED, [asked]) == date(2026, 5, 17)
    assert silence_on(ACCEPTS, RECEIVED, [asked]) is None


def test_an_acceptance_waits_for_the_last_of_all_that_was_asked() -> None:
    """One request answered in March, the other in April, though it was asked and due before."""
    requests = [
        Asked(date(2026, 3, 12), date(2026, 4, 2), produced_on=date(2026, 3, 20)),
        Asked(date(2026, 3, 10), date(2026, 3, 31), produced_on=date(2026, 4, 9)),
    ]

    assert silence_on(ACCEPTS, RECEIVED, requests) == date(2026, 6, 9)


def test_an_acceptance_never_starts_before_the_receipt() -> None:
    """Even where all that was asked had come before the day from which the delay counts."""
    early = Asked(date(2026, 2, 10), date(2026, 3, 3), produced_on=date(2026, 2, 20))

    assert silence_on(ACCEPTS, RECEIVED, [early]) == date(2026, 5, 2)


THREE = [
    Asked(date(2026, 3, 10), date(2026, 3, 20), produced_on=date(2026, 3, 15)),
    Asked(date(2026, 3, 20), date(2026, 4, 3), produced_on=date(2026, 4, 10)),
    Asked(date(2026, 4, 20), date(2026, 5, 11)),
]


def test_three_requests_in_a_row_the_last_without_an_answer() -> None:
    """A rejection is suspended for 5, 14 and 21 days; an acceptance waits for the third answer."""
    assert silence_on(REJECTS, RECEIVED, THREE) == date(2026, 6, 11)
    assert silence_on(ACCEPTS, RECEIVED, THREE) is None


OVERLAPPING = {
    "the second goes further": (Asked(date(2026, 3, 25), date(2026, 4, 10)), date(2026, 6, 2)),
    "the second lies within": (Asked(date(2026, 3, 12), date(2026, 3, 20)), date(2026, 5, 23)),
    "the same twice": (Asked(date(2026, 3, 10), date(2026, 3, 31)), date(2026, 5, 23)),
    "asked together, due later": (Asked(date(2026, 3, 10), date(2026, 4, 10)), date(2026, 6, 2)),
    "one follows the other": (Asked(date(2026, 3, 31), date(2026, 4, 10)), date(2026, 6, 2)),
    "a day between": (Asked(date(2026, 4, 1), date(2026, 4, 10)), date(2026, 6, 1)),
}


@pytest.mark.parametrize(("second", "last_day"), OVERLAPPING.values(), ids=OVERLAPPING)
def test_days_that_two_requests_share_suspend_once(second: Asked, last_day: date) -> None:
    """The first runs from 10 to 31 March, and 2 May is put off by the days on which either runs."""
    assert silence_on(REJECTS, RECEIVED, [Asked(ASKED, DUE), second]) == last_day


ACROSS = [
    (date(2026, 12, 31), Asked(date(2027, 1, 20), date(2027, 2, 10)), date(2027, 3, 21)),
    (date(2026, 12, 31), Asked(date(2027, 2, 20), date(2027, 3, 13)), date(2027, 3, 21)),
    (date(2027, 12, 31), Asked(date(2028, 2, 20), date(2028, 3, 12)), date(2028, 3, 21)),
    (date(2026, 5, 31), Asked(date(2026, 6, 30), date(2026, 7, 1)), date(2026, 8, 1)),
]


@pytest.mark.parametrize(("start", "asked", "last_day"), ACROSS)
def test_a_suspension_is_counted_in_days_across_the_end_of_a_month(start: date, asked: Asked, last_day: date) -> None:
    """The months first, then the days of suspension: the end of February is not looked for again in March."""
    assert silence_on(REJECTS, start, [asked]) == last_day


@pytest.mark.parametrize(
    ("asked_on", "last_day"), [(date(2026, 5, 2), date(2026, 5, 12)), (date(2026, 5, 3), date(2026, 5, 2))]
)
def test_a_delay_is_suspended_until_it_is_over(asked_on: date, last_day: date) -> None:
    """Asked for ten days on its last day, 2 May, it is put off; on the day after, the rejection is born."""
    asked = Asked(asked_on, due_on=asked_on.replace(day=asked_on.day + 10))

    assert silence_on(REJECTS, RECEIVED, [asked]) == last_day


def test_a_suspended_delay_may_be_suspended_again() -> None:
    """Asked on 10 May, after the first two months yet before the delay so extended is over; told in any order."""
    again = Asked(date(2026, 5, 10), date(2026, 5, 20))

    assert silence_on(REJECTS, RECEIVED, [again, Asked(ASKED, DUE)]) == date(2026, 6, 2)


def test_a_request_suspends_nothing_before_the_delay_runs() -> None:
    """Only what it has left on the day from which the delay counts."""
    early = Asked(date(2026, 2, 10), date(2026, 3, 7))

    assert silence_on(REJECTS, RECEIVED, [early]) == date(2026, 5, 7)


@pytest.mark.parametrize(
    ("last_day", "instant"),
    [
        (date(2026, 4, 1), "2026-04-01T21:59:59+00:00"),
        (date(2026, 3, 29), "2026-03-29T21:59:59+00:00"),
        (date(2026, 10, 25), "2026-10-25T22:59:59+00:00"),
        (date(2027, 2, 28), "2027-02-28T22:59:59+00:00"),
    ],
)
def test_silence_decides_after_the_last_second_of_its_day(last_day: date, instant: str) -> None:
    """On the clocks of the Région, which change on 29 March and 25 October."""
    assert silence_at(DAYS, last_day).isoformat() == instant


def test_alarms_come_before_silence_decides() -> None:
    """Whole on 1 February: 30, 15, 5 days and a day before 1 April, at nine, whatever the clocks."""
    schedule = alarms(DAYS, ACCEPTS, date(2026, 4, 1), hour=9)

    assert schedule == [
        Reminder(30, paris("2026-03-02 09:00")),
        Reminder(15, paris("2026-03-17 09:00")),
        Reminder(5, paris("2026-03-27 09:00")),
        Reminder(1, paris("2026-03-31 09:00")),
    ]


def test_no_alarm_sounds_on_a_day_off() -> None:
    """It sounds on the business day before: of 11 April, five days before are Easter Monday, thirty a Thursday."""
    schedule = alarms(DAYS, ACCEPTS, date(2026, 4, 11), hour=9)

    assert schedule == [
        Reminder(30, paris("2026-03-12 09:00")),
        Reminder(15, paris("2026-03-27 09:00")),
        Reminder(8, paris("2026-04-03 09:00")),
        Reminder(1, paris("2026-04-10 09:00")),
    ]
