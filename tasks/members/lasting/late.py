"""Whose answer is awaited, and who is late with it; which convention comes near its end.

References, or numbers of membership where there is no dossier, and names of organisations only.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Organisation
from models.members.agreement import Agreement, agreements_of
from models.members.membership import Membership
from models.members.renewal import answer_by, asked_from, ends_to_ask, is_asked
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand


class Awaited(NamedTuple):
    """A member whose answer is awaited, when it was to come at the latest, and since when it is asked."""

    reference: str
    organisation: str
    answer_by: date
    since: date


def awaited(session: Session, campaign: Campaign, *, at: datetime, is_late: bool) -> list[Awaited]:
    """Return the members who have not answered whether they renew: those who are late, or those who are still in time.
    Members are of the region, and shown once: in the session in hand."""
    if not is_in_hand(session, campaign, at):
        return []
    return [*_awaited(session, campaign, business_days(campaign.rules).local(at), is_late=is_late)]


def _awaited(session: Session, campaign: Campaign, today: date, *, is_late: bool) -> Iterator[Awaited]:
    region = campaign.rules
    for ends_on in ends_to_ask(session, region, since=today):
        since, by = asked_from(region, ends_on), answer_by(region, ends_on)
        if since > today or (by < today) is not is_late:
            continue
        rows = session.execute(
            columns(Membership, col(Organisation.name), col(Application.reference))
            .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
            .outerjoin(Application, col(Application.id) == col(Membership.application_id))
            .where(col(Membership.region_id) == region.region.id, col(Membership.ends_on) == ends_on, is_asked())
            .order_by(col(Organisation.name), col(Membership.id))
        )
        for membership, name, reference in rows:
            yield Awaited(reference or membership.number, name, by, since)


def agreement_near_its_end(session: Session, campaign: Campaign, *, at: datetime) -> Agreement | None:
    """Return the convention that ends within the days that the region file announces, where none goes on after it; the
    session in hand shows it, until it is over."""
    if not is_in_hand(session, campaign, at):
        return None
    region, today = campaign.rules, business_days(campaign.rules).local(at)
    known = agreements_of(session, region)
    last = max(known, key=lambda one: one.ends_on, default=None)
    first = today + timedelta(days=max(region.agreement.announce_before, default=0))
    return last if last and today <= last.ends_on <= first else None
