"""The window in which members ask, each year, to be on the list for the apprenticeship tax (C. trav. L6241-5 11°).

To be a member makes that possible; the entitlement itself is another's decision.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.calendar.business_days import business_days, reminders
from models.region.model import Region
from models.vocabulary import NoticeKind


class TaxRequest(SQLModel, table=True):
    """A member asked in the window of a year, as far as the Région was told."""

    __tablename__ = "tax_request"
    __table_args__ = (UniqueConstraint("organisation_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id")
    year: int
    asked_on: date
    by: str
    at: datetime


class Window(NamedTuple):
    """The window of a year, both days included: it is named by the year in which it closes."""

    opens: date
    closes: date

    @property
    def year(self) -> int:
        """The year for which the tax is asked."""
        return self.closes.year


class TaxStep(NamedTuple):
    """A letter that a window causes, and when it leaves."""

    kind: NoticeKind
    window: Window
    at: datetime


def windows(region: Region, today: date) -> Iterator[Window]:
    """Yield the windows around a day, earliest first; none where the region file has none."""
    tax = region.membership.tax
    if tax is None:
        return
    for year in (today.year - 1, today.year, today.year + 1):
        opens = tax.opens.on(year)
        closes = tax.closes.on(year)
        yield Window(opens, closes if closes >= opens else tax.closes.on(year + 1))


def window_on(region: Region, day: date) -> Window | None:
    """Return the window that is open on a day, if one is."""
    return next((one for one in windows(region, day) if one.opens <= day <= one.closes), None)


def tax_steps(region: Region, window: Window) -> list[TaxStep]:
    """Return the letters that a window causes: its opening, then what reminds of its end, earliest first."""
    days, hour, tax = business_days(region), region.policies.send_hour, region.membership.tax
    opening = TaxStep(NoticeKind.tax_opening, window, days.at(window.opens, hour))
    reminded = reminders(days, window.closes, before=tax.remind_before if tax else (), hour=hour)
    return [opening, *(TaxStep(NoticeKind.tax_reminder, window, one.at) for one in reminded if one.at > opening.at)]


def next_tax_step(region: Region, at: datetime) -> datetime | None:
    """Return when the next letter about the tax leaves."""
    today = business_days(region).local(at)
    ahead = (step.at for window in windows(region, today) for step in tax_steps(region, window))
    return min((instant for instant in ahead if instant > at), default=None)
