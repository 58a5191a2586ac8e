"""Who has still to sign the text that engages it: those who are to be members, and those who are.

References, or numbers of membership where there is no dossier, and names of organisations only.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Organisation, by_receipt
from models.members.membership import Instrument, Membership, Signature
from models.members.register import has_signed, has_to_sign
from models.members.texts.acceptance import is_late
from models.members.texts.text import ReferenceDocument
from models.members.texts.versions import adopted
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand
from models.vocabulary import Status


class Unsigned(NamedTuple):
    """Somebody who has to sign, and since when it is, or is to be, a member."""

    reference: str
    organisation: str
    since: date | datetime


class MissingSignatures(NamedTuple):
    """How many have to sign, and the first of them."""

    total: int
    first: list[Unsigned]


def to_sign(session: Session, campaign: Campaign, *, at: datetime, limit: int | None) -> MissingSignatures:
    """Return who has signed no version: those accepted in a session and, in the one in hand, the members."""
    document = adopted(session, campaign.rules, Instrument.cahier_des_charges)
    accepted = _accepted(session, campaign, document, limit=limit)
    members = _members(session, campaign, document, lambda signed, late: ~signed & ~late, at=at, limit=limit)
    return MissingSignatures(accepted.total + members.total, [*accepted.first, *members.first][:limit])


def to_sign_again(session: Session, campaign: Campaign, *, at: datetime, limit: int | None) -> MissingSignatures:
    """Return the members who signed a version that another has replaced."""
    document = adopted(session, campaign.rules, Instrument.cahier_des_charges)
    return _members(session, campaign, document, lambda signed, late: signed & ~late, at=at, limit=limit)


def late_to_accept(session: Session, campaign: Campaign, *, at: datetime, limit: int | None) -> MissingSignatures:
    """Return the members who were asked to accept the version in hand, and have not by the last day."""
    document = adopted(session, campaign.rules, Instrument.cahier_des_charges)
    return _members(session, campaign, document, lambda _, late: late, at=at, limit=limit)


def accepted_to_sign(session: Session, campaign: Campaign, *, limit: int | None) -> MissingSignatures:
    """Return those who will be members: asked to sign once there is something to, or where nothing happens before."""
    document = adopted(session, campaign.rules, Instrument.cahier_des_charges)
    return _accepted(session, campaign, document, limit=limit)


def _accepted(
    session: Session, campaign: Campaign, document: ReferenceDocument | None, *, limit: int | None
) -> MissingSignatures:
    region = campaign.rules
    signs = [number for number, circle in region.circles.items() if circle.instrument == Instrument.cahier_des_charges]
    if document is None and not region.membership.signature_first:
        return MissingSignatures(0, [])
    rows = session.execute(
        columns(col(Application.reference), col(Organisation.name), col(Application.status_at), func.count().over())
        .join(Organisation, col(Organisation.id) == col(Application.organisation_id))
        .where(
            col(Application.campaign_id) == campaign.id,
            col(Application.status) == Status.accepted,
            col(Application.circle).in_(signs),
            ~has_signed(col(Application.organisation_id), document),
        )
        .order_by(*by_receipt())
        .limit(limit)
    ).all()
    return MissingSignatures(rows[0][3] if rows else 0, [Unsigned(*row[:3]) for row in rows])


def _members(
    session: Session,
    campaign: Campaign,
    document: ReferenceDocument | None,
    chosen: Callable[[ColumnElement[bool], ColumnElement[bool]], ColumnElement[bool]],
    *,
    at: datetime,
    limit: int | None,
) -> MissingSignatures:
    if document is None or not is_in_hand(session, campaign, at):
        return MissingSignatures(0, [])
    signed_a_former_one = exists().where(
        col(Signature.organisation_id) == col(Membership.organisation_id),
        col(Signature.document_id) == col(ReferenceDocument.id),
        col(ReferenceDocument.region_id) == document.region_id,
        col(ReferenceDocument.document) == document.document,
    )
    today = business_days(campaign.rules).local(at)
    rows = session.execute(
        columns(Membership, col(Organisation.name), col(Application.reference), func.count().over())
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .where(has_to_sign(document, today), chosen(signed_a_former_one, is_late(document, today)))
        .order_by(col(Membership.starts_on), col(Membership.id))
        .limit(limit)
    ).all()
    first = [Unsigned(reference or one.number, name, one.starts_on) for one, name, reference, _ in rows]
    return MissingSignatures(rows[0][3] if rows else 0, first)
