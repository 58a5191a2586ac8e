"""Members, and the desk of the Région, are told that memberships end by their term: before it comes, then once it has.

Each letter has the term and the delay in its key: it leaves once, late where the system was stopped that day, and a
last day that was corrected is announced anew. Of one that a person ended, or that another follows, nothing is told.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.columns import chunks
from models.dossiers.application import Application, Organisation
from models.members.membership import Membership
from models.members.terms import OVER, announcements, ends_by_its_term, terms_near
from models.notices import was_told
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand
from models.vocabulary import UNDECIDED, NoticeKind, Status
from notifications.outbox.enqueue import Letter, enqueue, notify
from notifications.views.members import TermView

NAMED = 50
"""How many members the letter to the desk names; the register has them all."""


class _Due(NamedTuple):
    """What is due of a term: the kind of letter to its members, how many days are left, and when that struck."""

    kind: NoticeKind
    term: date
    days_left: int
    struck_at: datetime
    left: int

    @property
    def occurrence(self) -> str:
        return f"{self.term.isoformat()}/{self.days_left}"


class _Held(NamedTuple):
    membership: Membership
    organisation: str
    reference: str | None


def tell_terms(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Announce the memberships whose end comes near, and tell those that are over. Return how many letters that makes.
    Members are of the region: this is the work of the session in hand."""
    if not is_in_hand(session, campaign, at):
        return 0
    today = business_days(campaign.rules).local(at)
    told = 0
    for due in _due(campaign.rules, terms_near(session, campaign.rules, today), at=at):
        concerned = _concerned(session, campaign, due)
        told += _tell_members(session, campaign, due, concerned, at=at)
        told += _tell_desk(session, campaign, due, concerned, at=at)
    return told


def _due(region: Region, terms: Sequence[date], *, at: datetime) -> Iterator[_Due]:
    """Yield the latest thing that is due of each term; what it supersedes is told no more."""
    for term in terms:
        struck = [one for one in announcements(region, term) if one.at <= at]
        if struck:
            kind = NoticeKind.ended if struck[-1].days_left == OVER else NoticeKind.ending
            left = (term - business_days(region).local(at)).days
            yield _Due(kind, term, struck[-1].days_left, struck[-1].at, left)


def _concerned(session: Session, campaign: Campaign, due: _Due) -> Sequence[_Held]:
    """Return the memberships of a term whose members are still to be told; who was entered since knows it already."""
    told = was_told(col(Membership.application_id), due.kind, due.occurrence)
    of_term = (col(Membership.region_id) == campaign.region_id, col(Membership.ends_on) == due.term)
    ending = (
        columns(Membership, col(Organisation.name), col(Application.reference))
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .where(*of_term, ends_by_its_term(), col(Membership.at) < due.struck_at, ~told)
    )
    rows = session.execute(ending.order_by(col(Organisation.name), col(Membership.id)))
    return [_Held(*row) for row in rows]


def _tell_members(session: Session, campaign: Campaign, due: _Due, concerned: Sequence[_Held], *, at: datetime) -> int:
    owners = {i: one.membership.organisation_id for one in concerned if (i := one.membership.application_id)}
    if not owners:
        return 0
    candidacies = _candidacies(session, list(owners.values()))
    of_each: dict[str, dict[int, object]] = {"candidacy": {i: candidacies.get(owner) for i, owner in owners.items()}}
    if due.kind is NoticeKind.ending:
        of_each["days_left"] = dict.fromkeys(owners, due.left)
    return notify(session, campaign, due.kind, list(owners), at=at, occurrence=due.occurrence, of_each=of_each)


def _candidacies(session: Session, organisations: Sequence[int]) -> dict[int, str]:
    """Return the reference of the candidacy that each of some organisations has in hand, where it has one."""
    found: dict[int, str] = {}
    for part in chunks(organisations):
        living = select(Application.organisation_id, Application.reference).where(
            col(Application.organisation_id).in_(part), col(Application.status).in_(UNDECIDED | {Status.accepted})
        )
        found |= dict(session.exec(living.order_by(col(Application.id))).all())
    return found


def _tell_desk(session: Session, campaign: Campaign, due: _Due, concerned: Sequence[_Held], *, at: datetime) -> int:
    if not concerned:
        return 0
    view = TermView(
        until=due.term,
        days_left=due.left,
        total=len(concerned),
        members=tuple(f"{one.organisation} ({one.reference or one.membership.number})" for one in concerned[:NAMED]),
        others=max(0, len(concerned) - NAMED),
    )
    key = f"{campaign.region_id}/terms/{due.occurrence}"
    letter = Letter(key, campaign.rules.roles.mailbox_of("content_contact"), {"term": view})
    return enqueue(session, campaign, NoticeKind.terms, [letter], at=at)
