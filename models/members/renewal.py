"""Whether members renew: when they are asked, by when they answer in time, and what they said."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from sqlalchemy import JSON, ColumnElement, exists
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col

from models.calendar.business_days import business_days, plus_months, reminders
from models.columns import none, word
from models.members.duration import term_if_any
from models.members.membership import Instrument, Membership
from models.members.terms import ends_by_its_term
from models.region.model import Region
from models.vocabulary import NoticeKind


class RenewalAnswer(StrEnum):
    """What a member says when it is asked whether it renews."""

    renewed = auto()
    declined = auto()


class Renewal(SQLModel, table=True):
    """What a member answered: `said` how, `pieces` which it sent again, `next_id` the membership that follows. One that
    declined may still say otherwise."""

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id", unique=True)
    answer: RenewalAnswer = Field(sa_type=word(RenewalAnswer))
    answered_on: date
    said: str
    pieces: list[str] = Field(default_factory=none, sa_type=JSON)
    next_id: int | None = Field(default=None, foreign_key="membership.id", index=True)
    by: str
    at: datetime


class Step(NamedTuple):
    """A letter of a campaign of renewal, of memberships that end on a day: which, and when it leaves."""

    kind: NoticeKind
    ends_on: date
    days_left: int  # before the last day to answer in time
    at: datetime


def asked_from(region: Region, ends_on: date) -> date:
    """Return the day on which those whose membership ends on a day are asked: so many months before, the same day of
    the month or the last of one that has none. Of a region that asks nobody, the day after the end."""
    renewal = region.membership.renewal
    return plus_months(ends_on, -renewal.ask_months) if renewal else ends_on + timedelta(days=1)


def answer_by(region: Region, ends_on: date) -> date:
    """Return the last day on which an answer comes in time."""
    renewal = region.membership.renewal
    return max(asked_from(region, ends_on), ends_on - timedelta(days=renewal.answer_days if renewal else 0))


def steps(region: Region, ends_on: date) -> list[Step]:
    """Return the letters that memberships which end on a day cause, earliest first; none where nobody is asked."""
    renewal, days = region.membership.renewal, business_days(region)
    if renewal is None:
        return []
    first, last, hour = asked_from(region, ends_on), answer_by(region, ends_on), region.policies.send_hour
    asked = Step(NoticeKind.renewal_request, ends_on, (last - first).days, days.at(first, hour))
    later = (one for one in reminders(days, last, before=renewal.remind_before, hour=hour) if one.at > asked.at)
    return [asked, *(Step(NoticeKind.renewal_reminder, ends_on, one.days_left, one.at) for one in later)]


def is_asked() -> ColumnElement[bool]:
    """SQL condition: a membership of those whose members are asked, and who have not answered: each signs its own text;
    who is engaged by the convention is so as long as that is."""
    answered = exists().where(col(Renewal.membership_id) == col(Membership.id))
    return (col(Membership.instrument) != Instrument.convention) & ends_by_its_term() & ~answered


def ends_to_ask(session: Session, region: Region, *, since: date) -> Iterator[date]:
    """Yield the last days, from one on, of memberships whose members are asked: of those that another may follow."""
    if region.membership.renewal is None:
        return
    of_region = (col(Membership.region_id) == region.region.id, col(Membership.ends_on) >= since, is_asked())
    last_days = columns(col(Membership.ends_on)).where(*of_region).distinct().order_by(col(Membership.ends_on))
    for ends_on in session.scalars(last_days):
        if ends_on and term_if_any(session, region, ends_on + timedelta(days=1)):
            yield ends_on


def next_step(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return when the next letter of a campaign of renewal leaves."""
    ends = ends_to_ask(session, region, since=business_days(region).local(at))
    return min((step.at for ends_on in ends for step in steps(region, ends_on) if step.at > at), default=None)
