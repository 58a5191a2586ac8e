"""The Région is told that a convention ends: on the days of its file before that, then once it is over."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.calendar.business_days import business_days, owed
from models.members.agreement import Agreement, agreements_of
from models.members.membership import Instrument, Membership
from models.members.terms import agreement_announcements
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.members import AgreementView


class _Due(NamedTuple):
    agreement: Agreement
    days_left: int


def tell_agreements(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Tell the desk of the Région which convention comes near its end, or is over. Return how many letters that makes:
    each once, and of several that were missed the latest."""
    if not is_in_hand(session, campaign, at):
        return 0
    letters = [_letter(session, campaign, due, at=at) for due in _due(session, campaign.rules, at=at)]
    return enqueue(session, campaign, NoticeKind.agreement, letters, at=at) if letters else 0


def _due(session: Session, region: Region, *, at: datetime) -> Iterator[_Due]:
    for agreement in agreements_of(session, region):
        due = owed(agreement_announcements(region, agreement.ends_on), since=agreement.at, at=at)
        if due:
            yield _Due(agreement, due.days_left)


def _letter(session: Session, campaign: Campaign, due: _Due, *, at: datetime) -> Letter:
    agreement, region = due.agreement, campaign.rules
    parties = region.agreement.signatories
    view = AgreementView(
        name=agreement.name,
        until=agreement.ends_on,
        days_left=(agreement.ends_on - business_days(region).local(at)).days,
        denounced_by=parties.get(agreement.denounced_by, agreement.denounced_by) if agreement.denounced_by else None,
        denounced_on=agreement.denounced_on,
        members=_count(session, region, agreement.ends_on),
    )
    key = f"{campaign.region_id}/agreement/{agreement.id}/{agreement.ends_on.isoformat()}/{due.days_left}"
    return Letter(key, region.roles.mailbox_of("content_contact"), {"agreement": view})


def _count(session: Session, region: Region, ends_on: date) -> int:
    """Return how many memberships end with a convention, of those that it alone engages."""
    engaged = (Membership.region_id == region.region.id, Membership.instrument == Instrument.convention)
    return session.exec(select(func.count()).where(*engaged, col(Membership.ends_on) == ends_on)).one()
