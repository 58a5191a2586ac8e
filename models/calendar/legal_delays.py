"""When a date that the law sets for the Région comes near: people see it, and are written to, before it is past.

CRPA R112-11-2: what arrives is registered within one business day of its receipt, and acknowledged within ten.
"""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from models.calendar.business_days import BusinessDays
from models.region.model import Region

_DAY = timedelta(days=1)

SORTING = timedelta(minutes=10)
"""How long after its registration an arrival may wait to be sorted before people are alerted: sorting takes seconds."""


class Delay(NamedTuple):
    """A delay from a receipt: its length, and how long before its last day it is near, both in business days."""

    within: int
    ahead: int


REGISTRATION = Delay(within=1, ahead=0)
"""Told on the morning of the last day: on the eve, most notices are only minutes old."""

CONVENING = Delay(within=0, ahead=2)
"""The day on which members are convened (CRPA R133-8): who keeps their agenda is told before it that it is empty."""


def acknowledgement(region: Region) -> Delay:
    """Return the delay of an acknowledgement."""
    return Delay(region.policies.acknowledge_within, ahead=2)


def near_until(days: BusinessDays, delay: Delay, today: date) -> datetime:
    """Return the first instant that is not near on a day: the delays that end before it are."""
    return days.after(days.add(today, delay.ahead))


def received_until(days: BusinessDays, delay: Delay, today: date) -> datetime:
    """Return the first instant of receipt from which a delay is not near on a day."""
    last = received_on = days.add(today, delay.ahead)
    while days.add(received_on, delay.within) > last:
        received_on -= _DAY
    return days.after(received_on)


def told_at(days: BusinessDays, delay: Delay, last_day: date, *, hour: int) -> datetime:
    """Return the morning on which people read that a delay ends on a business day."""
    for _ in range(delay.ahead):
        last_day = days.back(last_day - _DAY)
    return days.at(last_day, hour)


def latest_morning(days: BusinessDays, at: datetime, *, hour: int) -> date:
    """Return the business day whose sending hour struck last."""
    day = days.local(at)
    while day not in days or days.at(day, hour) > at:
        day -= _DAY
    return day
