"""Who coordinates a territory: designated on a day, which the Région is told of (S2, § 6), until it ends."""

from datetime import datetime

from sqlmodel import Session

from models.calendar.business_days import must_have_come
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.territories import AttachmentForm, CoordinationEndForm, CoordinatorForm
from models.members.membership import Membership
from models.members.register import dossier_of, find_membership
from models.members.territories import Coordination, TerritoryLink, coordinations, latest_rules, links, need_territories
from models.region.model import Region
from models.sessions.opening import find_campaign


def attach(session: Session, form: AttachmentForm, *, at: datetime) -> list[Application]:
    """Record where a member belongs. Said again, nothing changes. Raises Refusal for a territory that the region file
    does not have."""
    membership = find_membership(session, form.dossiers[0])
    region = latest_rules(session, membership.region_id)
    need_territories(region, form.territories)
    known = links(session, membership.region_id).get(membership.organisation_id)
    if known is None or (known.place, known.territories) != (form.place, form.territories):
        session.add(
            TerritoryLink(
                region_id=membership.region_id,
                organisation_id=membership.organisation_id,
                place=form.place,
                territories=form.territories,
                by=form.by,
                at=at,
            )
        )
        session.flush()
    return _dossier(session, membership)


def designate(session: Session, form: CoordinatorForm, *, at: datetime) -> list[Application]:
    """Record who coordinates a territory. Said again, nothing changes. Raises Refusal for whoever is no member that
    day, for a day that has not come, and where somebody else coordinates it then."""
    membership = find_membership(session, form.dossiers[0], on=form.starts_on)
    region = latest_rules(session, membership.region_id)
    need_territories(region, [form.territory])
    told = coordinations(session, membership.region_id).get(form.territory, [])
    if any(_is_the_same(one, membership, form) for one, _ in told):
        return _dossier(session, membership)
    _must_be_possible(region, membership, form, at=at)
    for one, name in told:
        _must_be_free(region, one, name, form)
    kept = form.model_dump(include={"territory", "contact_name", "contact_email", "starts_on", "informed_on", "by"})
    session.add(Coordination(region_id=membership.region_id, organisation_id=membership.organisation_id, at=at, **kept))
    session.flush()
    return _dossier(session, membership)


def _is_the_same(one: Coordination, membership: Membership, form: CoordinatorForm) -> bool:
    said = (membership.organisation_id, form.starts_on, form.contact_name, form.contact_email, form.informed_on)
    return (one.organisation_id, one.starts_on, one.contact_name, one.contact_email, one.informed_on) == said


def _must_be_possible(region: Region, membership: Membership, form: CoordinatorForm, *, at: datetime) -> None:
    must_have_come(region, "Désigné le", form.starts_on, at=at)
    must_have_come(region, "Région informée le", form.informed_on, at=at)
    if not membership.covers(form.starts_on):
        mend = (
            f"il n'est pas membre le {form.starts_on:%d/%m/%Y} ; une structure conventionnée coordonne, à cette date."
        )
        raise Refusal("Membre", form.dossiers[0], mend)


def _must_be_free(region: Region, one: Coordination, name: str, form: CoordinatorForm) -> None:
    if one.ends_on is None or one.ends_on >= form.starts_on:
        until = f" au {one.ends_on:%d/%m/%Y}" if one.ends_on else ""
        mend = (
            f"{name} en assure la coordination du {one.starts_on:%d/%m/%Y}{until} ; dites d'abord quand elle prend fin "
            "(formulaire fin-coordination), ou une date qui la suive."
        )
        raise Refusal("Territoire", region.territories[form.territory].label, mend)


def end_coordination(session: Session, form: CoordinationEndForm, *, at: datetime) -> list[Application]:
    """Record that the coordination of a territory ends; what it was stays. Said again, nothing changes. Raises Refusal
    where nobody coordinates it, and for a day before the coordination began."""
    region = find_campaign(session, form.session).rules
    region = latest_rules(session, region.region.id)
    need_territories(region, [form.territory])
    label = region.territories[form.territory].label
    told = coordinations(session, region.region.id).get(form.territory, [])
    if any((one.ends_on, one.end_reason) == (form.on, form.reason) for one, _ in told):
        return []
    current = next((one for one, _ in told if one.ends_on is None), None)
    if current is None:
        raise Refusal("Territoire", label, "personne n'en assure la coordination ; formulaire designer-coordinateur.")
    if form.on < current.starts_on:
        mend = f"cette coordination commence le {current.starts_on:%d/%m/%Y} ; indiquez ce jour ou un jour qui le suit."
        raise Refusal("Dernier jour", f"{form.on:%d/%m/%Y}", mend)
    current.ends_on, current.end_reason, current.ended_by, current.ended_at = form.on, form.reason, form.by, at
    session.add(current)
    session.flush()
    return []


def _dossier(session: Session, membership: Membership) -> list[Application]:
    found = dossier_of(session, membership)
    return [found] if found else []
