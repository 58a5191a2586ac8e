"""Silence as the law counts it: pure functions from local days to the last day of the delay after which it decides.

That delay is not « franc » and is not moved past a weekend or a holiday: the day of the event is not
counted, the last day is, to its last second.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from models.calendar.business_days import BusinessDays, Reminder, plus_months, reminders
from models.region.policies.procedure import Silence


class Asked(NamedTuple):
    """One request for complements as the clock sees it, in local days.

    `produced_on` is when the last of what was asked was received, in time or not: a piece may have come before the
    request left, and be read after.
    """

    asked_on: date
    due_on: date
    produced_on: date | None = None
    cancelled_on: date | None = None

    @property
    def awaited(self) -> bool:
        """Return True if what was asked is still to come, its delay over or not."""
        return self.produced_on is None and self.cancelled_on is None

    @property
    def suspends_until(self) -> date:
        """Return the day with which a suspension ends: while nothing comes, the last one of the delay to answer."""
        return min(filter(None, (self.due_on, self.produced_on, self.cancelled_on)))


def _acceptance(months: int, start: date, requests: Sequence[Asked]) -> date | None:
    """CRPA L114-5: the delay « ne court qu'à compter de la réception » of all that was asked."""
    if any(request.awaited for request in requests):
        return None
    produced = [request.produced_on for request in requests if request.produced_on and not request.cancelled_on]
    return plus_months(max([start, *produced]), months)


def _rejection(months: int, start: date, requests: Sequence[Asked]) -> date:
    """CRPA L114-5: the delay « est suspendu pendant le délai imparti », which the production of the pieces ends.

    Days on which several requests run count once, and a delay that is over is suspended no more.
    """
    last_day, resumes_on = plus_months(start, months), start
    for request in sorted(requests, key=attrgetter("asked_on")):
        suspended = request.suspends_until - max(request.asked_on, resumes_on)
        if request.asked_on <= last_day and suspended > timedelta():
            last_day, resumes_on = last_day + suspended, request.suspends_until
    return last_day


_LAST_DAY: Mapping[str, Callable[[int, date, Sequence[Asked]], date | None]] = {
    "acceptance": _acceptance,
    "rejection": _rejection,
}
"""How the delay is counted, by what silence means at its end."""


def silence_on(silence: Silence, start: date, requests: Sequence[Asked]) -> date | None:
    """Return the last day of the delay after which silence is an implicit decision (CRPA L231-1, L231-4), or None where
    it does not run. `start` is the day of receipt; the requests may come in any order."""
    if silence.effect is None:
        return None
    return _LAST_DAY[silence.effect](silence.months, start, requests)


def silence_at(days: BusinessDays, last_day: date) -> datetime:
    """Return the last second at which an express decision comes before the implicit one."""
    return days.after(last_day) - timedelta(seconds=1)


def alarms(days: BusinessDays, silence: Silence, last_day: date, *, hour: int) -> list[Reminder]:
    """Return the alarms that the region file sets before an implicit decision, earliest first; one that would sound on
    a day off sounds on the business day before."""
    schedule = reminders(days, last_day, before=silence.alarms, hour=hour)
    return [_on_a_business_day(days, last_day, one, hour=hour) for one in schedule]


def _on_a_business_day(days: BusinessDays, last_day: date, alarm: Reminder, *, hour: int) -> Reminder:
    day = days.back(days.local(alarm.at))
    return Reminder((last_day - day).days, days.at(day, hour))
