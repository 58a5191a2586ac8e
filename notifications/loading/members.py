"""From the rows of a membership to what notices and certificates say of it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, bindparam
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.columns import among, chunks
from models.dossiers.application import Application
from models.members.membership import Instrument, Membership, Signature
from models.members.texts.text import ReferenceDocument
from models.members.texts.versions import adopted
from models.region.model import Region
from notifications.views.members import MembershipView, TextView


def load_memberships(session: Session, region: Region, ids: Sequence[int]) -> dict[int, MembershipView]:
    """Return the latest membership of each application that has one; unsigned, its text is the one to sign."""
    held = texts_of(session, ids)
    to_sign = {instrument: _to_sign(session, region, instrument) for instrument in {one.instrument for one, _ in held}}
    return {one.application_id or 0: _view(one, text or to_sign[one.instrument]) for one, text in held}


def load_membership(session: Session, region: Region, membership: Membership) -> MembershipView:
    """Return one membership of a dossier, which has several where its organisation renewed."""
    held = {one.id: text for one, text in texts_of(session, [membership.application_id or 0])}
    return _view(membership, held[membership.id] or _to_sign(session, region, membership.instrument))


def _view(membership: Membership, text: TextView | None) -> MembershipView:
    return MembershipView(
        number=membership.number,
        since=membership.starts_on,
        until=membership.ends_on,
        text=text,
        code=membership.code,
    )


_OF_APPLICANTS = (
    columns(col(Application.id), col(Application.received_at), Membership)
    .join(Application, col(Application.organisation_id) == col(Membership.organisation_id))
    .where(col(Membership.region_id) == bindparam("region_id"), among(Application.id))
)


def load_member_until(session: Session, region: Region, ids: Sequence[int]) -> dict[int, date]:
    """Return the last day of the membership that the organisation of each application had as it came in; none, no
    entry."""
    found: dict[int, date] = {}
    days = business_days(region)
    for i, received_at, membership in session.execute(_OF_APPLICANTS, {"ids": ids, "region_id": region.region.id}):
        if membership.ends_on and membership.covers(days.local(received_at)):
            found[i] = max(found.get(i, membership.ends_on), membership.ends_on)
    return found


def texts_of(session: Session, ids: Sequence[int]) -> list[tuple[Membership, TextView | None]]:
    """Return the memberships of some applications, each with the version that engages it, None while none does."""
    signed = and_(
        col(Signature.organisation_id) == col(Membership.organisation_id),
        col(Signature.document_id) == col(Membership.document_id),
    )
    held = (
        columns(Membership, ReferenceDocument, col(Signature.signed_on))
        .outerjoin(ReferenceDocument, col(ReferenceDocument.id) == col(Membership.document_id))
        .outerjoin(Signature, signed)
        .order_by(col(Membership.id))
    )
    return [
        (membership, _text(document, signed_on))
        for part in chunks(ids)
        for membership, document, signed_on in session.execute(held.where(col(Membership.application_id).in_(part)))
    ]


def text_of(session: Session, membership: Membership) -> TextView | None:
    """Return the version of the text that engages a member, whether it signed it or not; None where none does."""
    document = session.get(ReferenceDocument, membership.document_id) if membership.document_id else None
    return _text(document)


def _text(document: ReferenceDocument | None, signed_on: date | None = None) -> TextView | None:
    return TextView(title=document.title, version=document.version, signed_on=signed_on) if document else None


def _to_sign(session: Session, region: Region, instrument: Instrument) -> TextView | None:
    return _text(adopted(session, region, instrument))
