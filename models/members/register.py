"""The register of members: the texts in force, who has signed them, and who is a member on a day."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, exists, false, or_
from sqlalchemy import select as columns
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.calendar.business_days import BusinessDays, business_days, plus_months
from models.columns import chunks, locked
from models.dossiers.application import Application
from models.dossiers.completeness import lacks
from models.errors import Refusal
from models.members.membership import FormalNotice, Instrument, Membership, NoticeOutcome, Signature
from models.members.texts.text import ReferenceDocument
from models.members.texts.versions import adopted
from models.notices import Notice
from models.region.model import Region
from models.region.policies.membership import TextKey
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeStatus

_NUMBER = re.compile(r"ADH-\d{4}-(\d{4,9})")


def has_signed(organisation_id: Mapped[int], document: ReferenceDocument | None) -> ColumnElement[bool]:
    """SQL condition: the organisation signed this version, or a former one that still engages where this one needs no
    acceptance; none did where there is no version to sign."""
    if document is None:
        return false()
    counts = col(ReferenceDocument.id) == document.id
    if document.since_id:
        since = col(ReferenceDocument.since_id) == document.since_id
        counts |= (col(ReferenceDocument.id) == document.since_id) | since
    return exists().where(
        col(Signature.organisation_id) == organisation_id,
        col(Signature.document_id) == col(ReferenceDocument.id),
        counts,
    )


def may_join(session: Session, region: Region) -> tuple[ColumnElement[bool], ...]:
    """Return what must hold of an accepted application for it to take effect: that no required piece lacks any more
    (CRPA L114-5-1), and that its organisation has signed, where the region file wants it before anything else."""
    is_whole = ~lacks(region.required_pieces)
    if not region.membership.signature_first:
        return (is_whole,)
    must_sign = [
        (number, adopted(session, region, circle.instrument))
        for number, circle in region.circles.items()
        if circle.instrument == Instrument.cahier_des_charges
    ]
    signed = [
        (col(Application.circle) != number) | has_signed(col(Application.organisation_id), document)
        for number, document in must_sign
    ]
    return (is_whole, *signed)


def engaging(session: Session, region: Region, ids: Sequence[int]) -> dict[tuple[int, Instrument], Signature]:
    """Return the latest signature of some organisations, by organisation and text, whatever its version."""
    found: dict[tuple[int, Instrument], Signature] = {}
    for part in chunks(ids):
        signed = (
            select(Signature, ReferenceDocument.document)
            .join(ReferenceDocument)
            .where(ReferenceDocument.region_id == region.region.id, col(Signature.organisation_id).in_(part))
        )
        for signature, document in session.exec(signed.order_by(col(Signature.id))):
            found[signature.organisation_id, Instrument(document)] = signature
    return found


def runs_on(day: date | BindParameter[Any]) -> ColumnElement[bool]:
    """SQL condition: the membership runs on a day, both ends included."""
    ends = col(Membership.ends_on)
    return (col(Membership.starts_on) <= day) & or_(ends.is_(None), ends >= day)


def is_number(name: str) -> bool:
    """Return True if a name is the number of a membership; else it is the reference of a dossier."""
    return bool(_NUMBER.fullmatch(name))


def campaign_of(session: Session, membership: Membership) -> Campaign:
    """Return the session by whose rules somebody is a member: that of its dossier, else the latest of its region."""
    if membership.application_id:
        application = session.get_one(Application, membership.application_id)
        return session.get_one(Campaign, application.campaign_id)
    of_region = select(Campaign).where(Campaign.region_id == membership.region_id)
    return session.exec(of_region.order_by(col(Campaign.opens_at).desc()).limit(1)).one()


def dossier_of(session: Session, membership: Membership) -> Application | None:
    """Return the dossier that gave a membership, if one did."""
    return session.get(Application, membership.application_id) if membership.application_id else None


def latest_of(session: Session, application: Application) -> Membership | None:
    """Return the latest membership that a dossier gave, if it gave one: one that ended before it began never was."""
    return session.exec(_given_by(application).order_by(col(Membership.id).desc()).limit(1)).one_or_none()


def member_since(session: Session, application: Application) -> date | None:
    """Return the first day of the memberships that a dossier gave, None where it gave none."""
    first = session.exec(_given_by(application).order_by(col(Membership.starts_on)).limit(1)).one_or_none()
    return first.starts_on if first else None


def _given_by(application: Application) -> SelectOfScalar[Membership]:
    ends = col(Membership.ends_on)
    was = or_(ends.is_(None), ends >= col(Membership.starts_on))
    return select(Membership).where(Membership.application_id == application.id, was)


def find_membership(session: Session, name: str, *, on: date | None = None) -> Membership:
    """Return the latest membership that a number or the reference of a dossier names: of several, the one that runs on
    a day, if one does. Whoever acts on it at the same time waits until we are done. Raises Refusal where there is
    none."""
    found = select(Membership).outerjoin(Application)
    if number := _NUMBER.fullmatch(name):
        named = found.where(Membership.id == int(number[1]))
    else:
        named = found.where(Application.reference == name)
    first = (runs_on(on).desc(),) if on else ()
    latest = named.order_by(*first, col(Membership.id).desc()).limit(1)
    membership = session.exec(locked(session, latest, of=Membership)).one_or_none()
    if membership is None or (number and membership.number != name):
        mend = "aucun membre de ce nom ; sa référence et son numéro se lisent dans le registre (page « Registre »)."
        raise Refusal("Membre", name, mend)
    return membership


def membership_at(session: Session, name: str, at: datetime) -> Membership:
    """Return the membership that a number or the reference of a dossier names at an instant: of several, the one that
    runs on the local day of its region, if one does. Raises Refusal where there is none."""
    days = business_days(campaign_of(session, find_membership(session, name)).rules)
    return find_membership(session, name, on=days.local(at))


def has_to_sign(document: ReferenceDocument, day: date) -> ColumnElement[bool]:
    """SQL condition: a membership of a day whose organisation is to sign this version: that of a text which each member
    signs for itself. The convention is signed by others."""
    if document.document is not TextKey.cahier_des_charges:
        return false()
    of_text = (col(Membership.region_id) == document.region_id) & (
        col(Membership.instrument) == Instrument.cahier_des_charges
    )
    return of_text & runs_on(day) & ~has_signed(col(Membership.organisation_id), document)


def last_days(session: Session, region: Region, organisations: Sequence[int]) -> dict[int, date]:
    """Return the last day of the memberships of some organisations, whatever it is; `date.max` where one has no end."""
    found: dict[int, date] = {}
    for part in chunks(organisations):
        held = columns(col(Membership.organisation_id), col(Membership.ends_on)).where(
            col(Membership.region_id) == region.region.id, col(Membership.organisation_id).in_(part)
        )
        for owner, ends_on in session.execute(held):
            found[owner] = max(found.get(owner, date.min), ends_on or date.max)
    return found


def after(last: date, day: date) -> date:
    """Return a day, or the one that follows a last day, where that is later."""
    return day if last < day else last if last == date.max else last + timedelta(days=1)


def end_memberships(
    session: Session, ids: Sequence[int], *, on: date, reason: str, by: str, at: datetime, never_was: bool = False
) -> None:
    """End the memberships that run on a day for some applications, that day being the last; the logo ends with them.
    One that `never_was` ends before it began (CRPA L240-1): no day of it is left in the register."""
    ended = {"end_reason": reason, "ended_by": by, "ended_at": at}
    for part in chunks(ids):
        running = select(Membership).where(col(Membership.application_id).in_(part), runs_on(on))
        for membership in session.exec(running).all():
            last = membership.starts_on - timedelta(days=1) if never_was else on
            membership.sqlmodel_update(ended | {"ends_on": last, "logo_withdrawn_on": last})
            session.add(membership)
    session.flush()


def end_what_follows(session: Session, ended: Membership) -> None:
    """Have no membership begin after one that a person ended: what a renewal had it followed by ends before it begins,
    for the same reason."""
    same = (Membership.organisation_id == ended.organisation_id, Membership.region_id == ended.region_id)
    later = (col(Membership.starts_on) > ended.ends_on, col(Membership.end_reason).is_(None))
    why = ended.model_dump(include={"end_law", "end_reason", "end_signatory", "ended_by", "ended_at"})
    for membership in session.exec(select(Membership).where(*same, *later)).all():
        last = membership.starts_on - timedelta(days=1)
        session.add(membership.sqlmodel_update(why | {"ends_on": last, "logo_withdrawn_on": last}))
    session.flush()


def what_followed(session: Session, ended: Membership) -> list[Membership]:
    """Return the memberships that never begin since one was ended: see `end_what_follows`."""
    same = (Membership.organisation_id == ended.organisation_id, Membership.region_id == ended.region_id)
    with_it = (Membership.end_reason == ended.end_reason, Membership.ended_at == ended.ended_at)
    later = select(Membership).where(*same, *with_it, col(Membership.starts_on) > ended.ends_on)
    return list(session.exec(later.order_by(col(Membership.id)).with_for_update()))


def open_formal_notice(session: Session, membership: Membership) -> FormalNotice | None:
    """Return the formal notice that runs against a member, if any."""
    living = select(FormalNotice).where(
        FormalNotice.membership_id == membership.id, FormalNotice.outcome == NoticeOutcome.open
    )
    return session.exec(living).one_or_none()


def sent_on(session: Session, formal: FormalNotice, days: BusinessDays) -> date | None:
    """Return the local day on which a formal notice was sent: by post where it was, else by the mail that really left.

    None while it has not left, or where it came back: nothing is counted from it.
    """
    if formal.posted_on:
        return formal.posted_on
    notice = session.get(Notice, formal.notice_id) if formal.notice_id else None
    has_left = notice is not None and notice.status is NoticeStatus.sent
    return days.local(notice.sent_at) if notice and has_left and notice.sent_at else None


def may_end_on(region: Region, sent: date) -> date:
    """Return the first day on which a membership may be ended after a formal notice sent on a day: same day of the
    month, or the last of a month that has none (S4 art. 7: « deux mois suivant l'envoi »)."""
    return plus_months(sent, region.membership.formal_notice_months)
