"""The acceptance of a new version by members: whom it was asked of, when they are reminded, who is late."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, bindparam, false
from sqlmodel import Session, col, select

from models.calendar.business_days import Reminder, business_days, reminders
from models.members.membership import Membership
from models.members.register import has_to_sign
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.region.model import Region

OVER = -1
"""How many days before the last day people are told of those who are late: the day after it."""


def in_acceptance(session: Session, region: Region) -> Sequence[ReferenceDocument]:
    """Return the versions that members were asked to accept, and that no other has replaced."""
    return session.exec(_IN_ACCEPTANCE, params={"region_id": region.region.id}).all()


_IN_ACCEPTANCE = (
    select(ReferenceDocument)
    .where(
        col(ReferenceDocument.region_id) == bindparam("region_id"),
        ReferenceDocument.status == DocumentStatus.adopted,
        col(ReferenceDocument.accept_by).is_not(None),
    )
    .order_by(col(ReferenceDocument.id))
)


def is_asked(document: ReferenceDocument, day: date) -> ColumnElement[bool]:
    """SQL condition: a membership of a day whose organisation was asked to accept a version, and has not signed it."""
    if document.asked_at is None or document.accept_by is None:
        return false()
    return has_to_sign(document, day) & (col(Membership.at) <= document.asked_at)


def is_late(document: ReferenceDocument, day: date) -> ColumnElement[bool]:
    """SQL condition: the same, once the last day to accept it is past."""
    is_past = document.accept_by is not None and document.accept_by < day
    return is_asked(document, day) if is_past else false()


def acceptance_schedule(region: Region, document: ReferenceDocument) -> list[Reminder]:
    """Return when members are reminded of a version, then people told of those who are late, earliest first."""
    if document.asked_at is None or document.accept_by is None:
        return []
    before, days = [*region.texts.remind_before, OVER], business_days(region)
    found = reminders(days, document.accept_by, before=before, hour=region.policies.send_hour)
    return [one for one in found if one.at > document.asked_at]


def next_acceptance(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return the next instant at which members are reminded of a version, or people told of those who are late."""
    ahead = (one.at for document in in_acceptance(session, region) for one in acceptance_schedule(region, document))
    return min((instant for instant in ahead if instant > at), default=None)
