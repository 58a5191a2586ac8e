"""What holds of the delay of silence whatever is asked, answered and cancelled, and when."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import count
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from models.calendar.business_days import plus_months
from models.calendar.silence import Asked, silence_on
from models.region.policies.procedure import Silence

ACCEPTS = Silence(effect="acceptance", months=2, basis=None, alarms=[])
REJECTS = Silence(effect="rejection", months=2, basis=None, alarms=[])

starts = st.dates(date(2026, 11, 1), date(2028, 3, 31))
delays = st.integers(0, 60)


@st.composite
def asked(draw: st.DrawFn, start: date) -> Asked:
    """A request made from ten days before the delay runs to long after it is over, ended in every way and in none."""
    asked_on = start + timedelta(days=draw(st.integers(-10, 160)))
    due_on = asked_on + timedelta(days=draw(delays))
    produced, cancelled = draw(st.none() | st.integers(-10, 60)), draw(st.none() | delays)
    produced_on, cancelled_on = (
        None if days is None else asked_on + timedelta(days=days) for days in (produced, cancelled)
    )
    return Asked(asked_on, due_on, produced_on, cancelled_on)


dossiers = starts.flatmap(lambda start: st.tuples(st.just(start), st.lists(asked(start), max_size=6)))
"""A day of receipt, and what was asked around it."""

one_more = starts.flatmap(lambda start: st.tuples(st.just(start), st.lists(asked(start), max_size=5), asked(start)))


def rejected_on(start: date, requests: Sequence[Asked]) -> date:
    """The last day before a rejection: it always has one."""
    last_day = silence_on(REJECTS, start, requests)
    assert last_day is not None
    return last_day


def nights(requests: Iterable[Asked]) -> set[date]:
    """The days whose following midnight is struck while a request runs."""
    return {
        request.asked_on + timedelta(days=number)
        for request in requests
        for number in range((request.suspends_until - request.asked_on).days)
    }


@given(dossier=dossiers)
def test_a_rejection_counts_the_nights_on_which_no_request_runs(dossier: tuple[date, list[Asked]]) -> None:
    """Counted one by one: as many as two months have, and the delay is over with the first one beyond."""
    start, requests = dossier
    suspended = nights(requests)
    running = (day for day in (start + timedelta(days=number) for number in count()) if day not in suspended)
    for _ in range((plus_months(start, 2) - start).days):
        next(running)

    assert rejected_on(start, requests) == next(running)


@given(dossier=one_more)
def test_a_request_more_never_hastens_a_rejection(dossier: tuple[date, list[Asked], Asked]) -> None:
    """Whenever it is made, and however it ends."""
    start, requests, another = dossier

    assert rejected_on(start, requests) <= rejected_on(start, [*requests, another])


@given(dossier=one_more, longer=delays)
def test_a_longer_delay_to_answer_never_hastens_a_rejection(
    dossier: tuple[date, list[Asked], Asked], longer: int
) -> None:
    """A due date may be moved by a person: what was printed is then the earliest it can be."""
    start, requests, another = dossier
    prolonged = another._replace(due_on=another.due_on + timedelta(days=longer))

    assert rejected_on(start, [*requests, another]) <= rejected_on(start, [*requests, prolonged])


@given(dossier=one_more)
def test_an_answer_never_puts_off_a_rejection(dossier: tuple[date, list[Asked], Asked]) -> None:
    """As far as one request goes, the date that it prints, « si rien ne nous parvient », is the latest."""
    start, requests, another = dossier
    unanswered = another._replace(produced_on=None, cancelled_on=None)

    assert rejected_on(start, [*requests, another]) <= rejected_on(start, [*requests, unanswered])


@given(dossier=one_more, days_late=st.integers(1, 300))
def test_a_late_answer_ends_no_more_than_the_delay_did(
    dossier: tuple[date, list[Asked], Asked], days_late: int
) -> None:
    """Past its due date a request suspends nothing, whether it is answered or not."""
    start, requests, another = dossier
    unanswered = another._replace(produced_on=None)
    late = another._replace(produced_on=another.due_on + timedelta(days=days_late))

    assert rejected_on(start, [*requests, late]) == rejected_on(start, [*requests, unanswered])


@given(dossier=dossiers, shuffled=st.randoms(use_true_random=False))
def test_the_order_in_which_requests_are_told_changes_nothing(
    dossier: tuple[date, list[Asked]], shuffled: Random
) -> None:
    """Nor does telling them twice: rows come as a database gives them."""
    start, requests = dossier
    others = [*requests, *requests]
    shuffled.shuffle(others)

    for silence in (ACCEPTS, REJECTS):
        assert silence_on(silence, start, requests) == silence_on(silence, start, others)


@given(dossier=dossiers)
def test_an_acceptance_runs_two_months_from_the_day_on_which_all_was_there(
    dossier: tuple[date, list[Asked]],
) -> None:
    """The latest of the receipt and of what was asked and not cancelled; never, where one is still to come."""
    start, requests = dossier
    kept = [request.produced_on for request in requests if request.cancelled_on is None]
    there = [day for day in [start, *kept] if day is not None]

    expected = max(plus_months(day, 2) for day in there) if None not in kept else None

    assert silence_on(ACCEPTS, start, requests) == expected


@given(dossier=one_more)
def test_a_request_more_never_hastens_an_acceptance(dossier: tuple[date, list[Asked], Asked]) -> None:
    """It stops the delay or puts it off; once stopped, only an answer starts it again."""
    start, requests, another = dossier

    before, after = (silence_on(ACCEPTS, start, told) or date.max for told in (requests, [*requests, another]))

    assert before <= after


@given(dossier=one_more)
def test_a_cancelled_request_leaves_an_acceptance_where_it_was(dossier: tuple[date, list[Asked], Asked]) -> None:
    """As if nothing had been asked, whatever was sent for it."""
    start, requests, another = dossier
    cancelled = another._replace(cancelled_on=another.asked_on)

    assert silence_on(ACCEPTS, start, [*requests, cancelled]) == silence_on(ACCEPTS, start, requests)
