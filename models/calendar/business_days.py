"""Time as the law and the call count it: pure functions from local days to instants.

Days are local to the Région; every instant returned is aware and in UTC. The day of an event is not counted, and a
fixed calendar date is never moved unless the region file says so.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from models.calendar.public_holidays import holiday
from models.errors import Refusal
from models.region.model import Region
from models.region.stages.kinds import AnyStage, BodyStage, EffectStage
from models.vocabulary import StageName

JUST_BEFORE = timedelta(microseconds=1)
"""What separates an instant from the last one before it."""

_DAY = timedelta(days=1)
_SATURDAY, _SUNDAY = 5, 6


@dataclass(frozen=True)
class BusinessDays:
    """The business days (jours ouvrés) of a place: Monday to Friday, except its public holidays and own closures."""

    zone: ZoneInfo
    country: str = "FR"
    subdivision: str | None = None
    closures: Collection[date] = field(default=(), hash=False)

    def __contains__(self, day: date) -> bool:
        """Return True if people work on that day."""
        return day.weekday() < _SATURDAY and self.holiday(day) is None and day not in self.closures

    def holiday(self, day: date) -> str | None:
        """Return what a public holiday is called, or None on any other day."""
        return holiday(day, country=self.country, subdivision=self.subdivision)

    def rest(self, day: date) -> str | None:
        """Return why nobody is to be called together on a day, in French: a holiday, a Sunday, a closure; else None."""
        if name := self.holiday(day):
            return f"un jour férié ({name})"
        if day.weekday() == _SUNDAY:
            return "un dimanche"
        return "un jour de fermeture de la Région" if day in self.closures else None

    def roll(self, day: date) -> date:
        """Return the day itself, or the next business day."""
        while day not in self:
            day += _DAY
        return day

    def back(self, day: date) -> date:
        """Return the day itself, or the business day before it."""
        while day not in self:
            day -= _DAY
        return day

    def add(self, day: date, count: int) -> date:
        """Return the `count`-th business day after `day`, which is not counted."""
        for _ in range(count):
            day = self.roll(day + _DAY)
        return day

    def local(self, instant: datetime) -> date:
        """Return the local day of an instant."""
        return instant.astimezone(self.zone).date()

    def at(self, day: date, hour: int = 0) -> datetime:
        """Return the instant at which an hour strikes on a local day."""
        return datetime.combine(day, time(hour), self.zone).astimezone(UTC)

    def after(self, day: date) -> datetime:
        """Return the first instant after a local day: the end of a period whose last day it is."""
        return self.at(day + _DAY)

    def last_day(self, due_at: datetime) -> date:
        """Return the last local day of a period that ends at `due_at`, its first instant outside."""
        return self.local(due_at - JUST_BEFORE)


def business_days(region: Region) -> BusinessDays:
    """Return the business days of a region file."""
    place = region.region
    return BusinessDays(region.zone, place.holidays, place.subdivision, tuple(place.closures))


def must_have_come(region: Region, field: str, day: date, *, at: datetime) -> None:
    """Raise Refusal for a day that is still to come, where what is recorded was done on it."""
    if day > business_days(region).local(at):
        raise Refusal(field, f"{day:%d/%m/%Y}", "ce jour n'est pas encore venu.")


@dataclass(frozen=True, slots=True)
class StageDates:
    """When a stage opens and the first instant after it."""

    opens_at: datetime
    due_at: datetime


def stage_dates(region: Region, *, year: int, opens_on: date) -> dict[StageName, StageDates]:
    """Return the calendar of a session, by stage, from the rules of the region file (S0). A stage without end, and an
    effect that each acceptance has of its own, are on no calendar."""
    days = business_days(region)
    return {
        name: _dates(days, stage, ends, opens_on=opens_on)
        for name, stage in region.stages.root.items()
        if (ends := stage.ends(year))
    }


def _dates(days: BusinessDays, stage: AnyStage, ends: tuple[date, date], *, opens_on: date) -> StageDates:
    """Return when a stage opens that `ends` between two days: with the session, or on the first day of its month, or on
    its own day; and its end."""
    first, last = ends
    if isinstance(stage, EffectStage):
        return StageDates(days.at(last), days.at(last))
    if isinstance(stage, BodyStage):
        return StageDates(days.at(first if stage.window else opens_on), days.after(last))
    return StageDates(days.at(opens_on), days.after(days.roll(last) if stage.roll == "next_working_day" else last))


def acknowledge_by(days: BusinessDays, received_at: datetime, *, within: int) -> datetime:
    """Return the last second at which an acknowledgement is in time: the end of the `within`-th business day after
    receipt (CRPA R112-11-2: ten)."""
    return days.after(days.add(days.local(received_at), within)) - timedelta(seconds=1)


def next_morning(days: BusinessDays, after: datetime, *, hour: int) -> datetime:
    """Return the first sending hour of a business day after an instant. Acknowledgements leave then: applicants who
    send a dossier in several mails get one answer, about all of it."""
    day = days.local(after)
    if days.at(day, hour) <= after:
        day += _DAY
    return days.at(days.roll(day), hour)


def latest_sending_day(days: BusinessDays, at: datetime, *, hour: int) -> date:
    """Return the day, at work or not, whose sending hour struck last."""
    today = days.local(at)
    return today if days.at(today, hour) <= at else today - _DAY


@dataclass(frozen=True, slots=True)
class Term:
    """The end of a delay given to somebody: its last day, and the first instant after it."""

    last_day: date
    due_at: datetime


def term(days: BusinessDays, asked_at: datetime, *, length: int) -> Term:
    """Return the end of a delay of `length` calendar days counted from sending, moved to the next business day."""
    last = days.roll(days.local(asked_at) + timedelta(days=length))
    return Term(last, days.after(last))


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder owed `days_left` calendar days before a last day, at the sending hour of that local day."""

    days_left: int
    at: datetime


def reminders(days: BusinessDays, last_day: date, *, before: Iterable[int], hour: int) -> list[Reminder]:
    """Return the reminders owed before a last day, earliest first. Days are subtracted on the calendar: a change of
    clocks moves none of them."""
    return [Reminder(n, days.at(last_day - timedelta(days=n), hour)) for n in sorted(before, reverse=True)]


def owed(schedule: Iterable[Reminder], *, since: datetime, at: datetime) -> Reminder | None:
    """Return the reminder to send at `at`: the latest that fell due after `since`. After an outage the former ones are
    superseded, and a reminder is never looked up by equality of a date."""
    due = [reminder for reminder in schedule if since < reminder.at <= at]
    return due[-1] if due else None


def next_reminder(schedule: Iterable[Reminder], *, after: datetime) -> datetime | None:
    """Return the instant of the first reminder after an instant, or None where none is left."""
    return next((reminder.at for reminder in schedule if reminder.at > after), None)


def plus_months(day: date, months: int) -> date:
    """Return the same day of the month `months` later, or the last of that month where it has none (CRPA L231-1)."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def remedies_until(days: BusinessDays, notified_on: date, *, months: int) -> date:
    """Return the last day on which a decision may be contested before a court (CJA R421-1). That delay is « franc »:
    the day on which an ordinary one would end is left whole, and the next, where it is a Saturday, a Sunday or a
    holiday, moves to a business day. The Région's own closures are no matter of the court's."""
    return replace(days, closures=()).roll(plus_months(notified_on, months) + _DAY)
