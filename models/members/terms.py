"""The term of memberships: which end by it, and when that is announced, then told."""

from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.calendar.business_days import Reminder, business_days, latest_sending_day, reminders
from models.members.agreement import agreements_of
from models.members.membership import Membership
from models.region.model import Region

OVER = -1
"""How many days before its last day a membership is told to be over: the day after it."""

_LATEST = timedelta(days=60)  # how long after the end somebody who was not told yet still is


@cache
def ends_by_its_term() -> ColumnElement[bool]:
    """SQL condition: a membership ends on its last day, since nobody ended it before, and no other follows it."""
    later = aliased(Membership)
    follows = exists().where(
        col(later.organisation_id) == col(Membership.organisation_id),
        col(later.region_id) == col(Membership.region_id),
        col(later.starts_on) > col(Membership.starts_on),
        or_(col(later.ends_on).is_(None), col(later.ends_on) > col(Membership.ends_on)),
    )
    return col(Membership.end_reason).is_(None) & ~follows


def announcements(region: Region, ends_on: date) -> list[Reminder]:
    """Return when the end of a membership is announced, then when it is told, at the sending hour, earliest first."""
    before = [*region.membership.announce_before, OVER]
    return reminders(business_days(region), ends_on, before=before, hour=region.policies.send_hour)


def agreement_announcements(region: Region, ends_on: date) -> list[Reminder]:
    """Return when the end of a convention is announced to the Région, then when it is told, earliest first."""
    before = [*region.agreement.announce_before, OVER]
    return reminders(business_days(region), ends_on, before=before, hour=region.policies.send_hour)


def next_agreement_announcement(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return the next instant at which the end of a convention is announced or told."""
    ahead = (
        one.at for known in agreements_of(session, region) for one in agreement_announcements(region, known.ends_on)
    )
    return min((instant for instant in ahead if instant > at), default=None)


def terms_near(session: Session, region: Region, today: date) -> list[date]:
    """Return the last days, in their order, of which something may be told on a day."""
    return list(_counted(session, region, today - _LATEST, today))


def count_terms(session: Session, region: Region, today: date) -> dict[date, int]:
    """Return how many memberships end on each of the last days, in their order, that are announced by a day."""
    return _counted(session, region, today, today)


def _counted(session: Session, region: Region, first: date, today: date) -> dict[date, int]:
    last = today + timedelta(days=max(region.membership.announce_before, default=0))
    rows = session.execute(_ends_near(), {"region": region.region.id, "first": first, "last": last})
    return {day: total for day, total in rows if day}


@cache
def _ends_near() -> Select[Any]:
    """Return what counts the memberships of a region that end between two days, by day."""
    ends_on = col(Membership.ends_on)
    near = (*_of_region(), ends_on >= bindparam("first"), ends_on <= bindparam("last"))
    return columns(ends_on, func.count()).where(*near).group_by(ends_on).order_by(ends_on)


def _of_region() -> tuple[ColumnElement[bool], ...]:
    return col(Membership.region_id) == bindparam("region"), ends_by_its_term()


def next_announcement(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return the next instant at which the end of a membership is announced or told, by the rules of the session in
    hand."""
    days, hour = business_days(region), region.policies.send_hour
    struck = latest_sending_day(days, at, hour=hour)
    ahead = [*region.membership.announce_before, OVER]
    after = {f"after_{place}": struck + timedelta(before) for place, before in enumerate(ahead)}
    firsts = session.execute(_first_ends(len(ahead)), {"region": region.region.id, **after}).one()
    found = zip(firsts, ahead, strict=True)
    return min((days.at(first - timedelta(before), hour) for first, before in found if first), default=None)


@cache
def _first_ends(number: int) -> Select[Any]:
    """Return what looks up the first last day after each of some days: made once, since it is asked at each step of a
    year."""
    first = columns(func.min(Membership.ends_on)).where(*_of_region())
    after = [col(Membership.ends_on) > bindparam(f"after_{place}") for place in range(number)]
    return columns(*(first.where(is_after).scalar_subquery() for is_after in after))


def next_announcement_of(session: Session, region: Region, membership: Membership, *, at: datetime) -> datetime | None:
    """Return when the end of one membership is next announced or told; None where nothing is to be."""
    stands = session.exec(select(Membership).where(Membership.id == membership.id, ends_by_its_term())).first()
    if stands is None or stands.ends_on is None:
        return None
    return next((one.at for one in announcements(region, stands.ends_on) if one.at > at), None)
