"""An entry of the register typed wrong: corrected, or taken out where a structure never was a member. Both are kept."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models.dossiers.actor import SYSTEM, Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.mending import EntryCorrectionForm
from models.members.membership import FormalNotice, Instrument, Membership, MembershipCorrection
from models.members.register import campaign_of, dossier_of, find_membership
from models.region.model import Region
from models.vocabulary import Event

_KEPT = {"starts_on", "ends_on", "circle", "network", "instrument"}


def correct_membership(session: Session, form: EntryCorrectionForm, *, at: datetime) -> list[Application]:
    """Correct the days or the network of a membership that a person entered, or take it out of the register; return its
    dossier, if it has one. Said so already, nothing changes. Raises Refusal for one that a candidacy gave, or that was
    ended by an act, and for days that cannot be."""
    name = form.dossiers[0]
    if form.removed and _is_taken_out(session, name, form):
        return []
    membership = find_membership(session, name)
    application = dossier_of(session, membership)
    _must_be_an_entry(session, membership, name, form)
    former, now = _facts(membership), None if form.removed else _changed(session, membership, form)
    if now == former:
        return [application] if application else []
    session.add(
        MembershipCorrection(
            number=membership.number, named=name, former=former, now=now, reason=form.reason, by=form.by, at=at
        )
    )
    if application:
        said = "inscription au registre " + ("retirée" if now is None else "corrigée")
        note(session, application, Event.correct, at=at, by=Person(form.by), reason=f"{said} : {form.reason}")
    if now is None:
        session.delete(membership)
    session.flush()
    return [application] if application else []


def _is_taken_out(session: Session, name: str, form: EntryCorrectionForm) -> bool:
    """Return True if a membership was taken out of the register already by that name, for that reason."""
    made = select(MembershipCorrection).where(MembershipCorrection.reason == form.reason)
    return any(one.now is None and one.named == name for one in session.exec(made))


def _must_be_an_entry(session: Session, membership: Membership, name: str, form: EntryCorrectionForm) -> None:
    if membership.by == str(SYSTEM):
        mend = "cette adhésion vient d'une candidature acceptée : rectifier-decision, ou enregistrer-depart."
        raise Refusal("Dossier", name, mend)
    if membership.end_reason:
        raise Refusal("Dossier", name, "elle a pris fin par une décision ou un départ : elle ne se corrige plus.")
    noticed = select(FormalNotice.id).where(FormalNotice.membership_id == membership.id)
    if form.removed and session.exec(noticed).first():
        raise Refusal("Dossier", name, "ce membre a été mis en demeure : son inscription ne se retire plus.")


def _facts(membership: Membership) -> dict[str, Any]:
    return membership.model_dump(mode="json", include=_KEPT)


def _changed(session: Session, membership: Membership, form: EntryCorrectionForm) -> dict[str, Any]:
    """Change a membership as a form says, and return what it is since."""
    membership.starts_on = form.starts_on or membership.starts_on
    membership.ends_on = form.ends_on or membership.ends_on
    membership.logo_granted_on = membership.starts_on
    if form.network:
        _place(campaign_of(session, membership).rules, membership, form.network)
    if membership.ends_on and membership.ends_on < membership.starts_on:
        raise Refusal("Jusqu'au", f"{membership.ends_on:%d/%m/%Y}", "ce jour vient avant le premier.")
    must_be_alone(session, membership)
    session.add(membership)
    return _facts(membership)


def _place(region: Region, membership: Membership, said: str) -> None:
    found = region.network_for(said, membership.starts_on)
    if found is None or region.requires_dossier(found[1].circle):
        mend = "aucun réseau de ce nom à cette date, dont les structures entrent au registre sans candidature."
        raise Refusal("Réseau", said, mend)
    membership.network, membership.circle = found[0], found[1].circle
    membership.instrument = Instrument(region.circles[membership.circle].instrument)


def must_be_alone(session: Session, membership: Membership) -> None:
    """Raise Refusal where another membership of the same organisation runs at the same time."""
    with session.no_autoflush:
        ends_on, last = col(Membership.ends_on), membership.ends_on
        others = select(Membership).where(
            Membership.organisation_id == membership.organisation_id,
            Membership.region_id == membership.region_id,
            Membership.id != membership.id,
            or_(ends_on.is_(None), ends_on >= membership.starts_on),
            *([col(Membership.starts_on) <= last] if last else []),
        )
        other = session.exec(others).first()
    if other:
        until = f" au {other.ends_on:%d/%m/%Y}" if other.ends_on else ""
        mend = f"cet organisme est déjà membre du {other.starts_on:%d/%m/%Y}{until} (n° {other.number})."
        raise Refusal("Membre depuis le", f"{membership.starts_on:%d/%m/%Y}", mend)
