"""The membership of an organisation as the page of its dossier shows it: dates, texts, renewals, logo, support, tax."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.forms.membership.lasting import ANSWERS
from models.members.membership import Membership, Signature
from models.members.renewal import Renewal, RenewalAnswer, answer_by, asked_from
from models.members.support import Attended, attended_by
from models.members.tax import TaxRequest
from models.members.texts.text import ReferenceDocument
from models.region.model import Region


class SignedText(NamedTuple):
    """A text that an organisation signed."""

    title: str
    version: str
    signed_on: date


class RenewalLine(NamedTuple):
    """Whether a membership is renewed: from when its member is asked, until when it answers in time, and what it said,
    None while it says nothing."""

    asked_on: date
    answer_by: date
    answer: str | None
    answered_on: date | None
    is_late: bool


class MembershipLine(NamedTuple):
    """A membership: its number, both its days, when it had the logo and had it no more, and its renewal, None where
    nobody is asked."""

    number: str
    since: date
    until: date | None
    logo_since: date
    logo_until: date | None
    renewal: RenewalLine | None


class MemberView(NamedTuple):
    """What there is to say of a member."""

    memberships: tuple[MembershipLine, ...]
    texts: tuple[SignedText, ...]
    attended: tuple[Attended, ...]
    people: int
    tax: tuple[int, ...]  # the years for which it asked


def member_of(session: Session, application: Application, region: Region, *, today: date) -> MemberView | None:
    """Return the memberships of the organisation of a dossier, the latest first; None where it has none."""
    owner = application.organisation_id
    held = select(Membership).where(Membership.organisation_id == owner, Membership.region_id == region.region.id)
    memberships = session.exec(held.order_by(col(Membership.id).desc())).all()
    if not memberships:
        return None
    attended = attended_by(session, owner)
    asked = select(TaxRequest.year).where(TaxRequest.organisation_id == owner)
    return MemberView(
        memberships=tuple(_line(session, one, region, today=today) for one in memberships),
        texts=tuple(_texts(session, owner)),
        attended=tuple(attended),
        people=sum(one.people for one in attended),
        tax=tuple(session.exec(asked.order_by(col(TaxRequest.year)))),
    )


def _line(session: Session, membership: Membership, region: Region, *, today: date) -> MembershipLine:
    ends_on = membership.ends_on
    is_over = ends_on is not None and ends_on < today
    return MembershipLine(
        number=membership.number,
        since=membership.starts_on,
        until=ends_on,
        logo_since=membership.logo_granted_on,
        logo_until=membership.logo_withdrawn_on or (ends_on if is_over else None),
        renewal=_renewal(session, membership, region, today=today),
    )


def _renewal(session: Session, membership: Membership, region: Region, *, today: date) -> RenewalLine | None:
    said = session.exec(select(Renewal).where(Renewal.membership_id == membership.id)).one_or_none()
    if membership.ends_on is None or membership.end_reason or not (said or region.membership.renewal):
        return None
    by = answer_by(region, membership.ends_on)
    return RenewalLine(
        asked_on=asked_from(region, membership.ends_on),
        answer_by=by,
        answer=ANSWERS[RenewalAnswer(said.answer)] if said else None,
        answered_on=said.answered_on if said else None,
        is_late=said is None and by < today,
    )


def _texts(session: Session, owner: int) -> list[SignedText]:
    text = (col(ReferenceDocument.title), col(ReferenceDocument.version), col(Signature.signed_on))
    signed = columns(*text).join(Signature, col(Signature.document_id) == col(ReferenceDocument.id))
    of_owner = signed.where(col(Signature.organisation_id) == owner)
    rows = session.execute(of_owner.order_by(col(Signature.signed_on).desc()))
    return [SignedText(*row) for row in rows]
