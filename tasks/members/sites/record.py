"""Sites recorded: which are new, which changed, which closed; each change is a line of the journal."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.membership.sites import SiteClosingForm, SiteLine, SitesForm
from models.members.site import Site, SiteStatus, site_key, sites_of
from models.members.territories import need_territories
from models.region.model import Region
from models.vocabulary import Event
from tasks.members.sites.owners import Owner, find_owner, find_site, table_of
from tasks.members.sites.table import FIELD, Faulty

ABSENT = "absent de la liste complète"
"""Why a site is closed that a whole list does not have."""


class SitesTold(NamedTuple):
    """What recording sites comes to: the names of those that are new, changed, closed and as they were; what is to be
    looked at, in sentences; the lines that cannot be read."""

    organisation: str
    new: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]
    same: int
    doubts: tuple[str, ...]
    faulty: tuple[Faulty, ...]
    application_id: int | None


def record_sites(session: Session, form: SitesForm, *, at: datetime) -> SitesTold:
    """Record the sites of a form, and return what that comes to. With a line that cannot be read nothing is recorded:
    all of it, or none; Raises Refusal for one once it is confirmed, for two lines that are one site, and for a
    territory that the region file does not name."""
    owner = find_owner(session, form.dossiers[0])
    table = table_of(session, owner, form)
    if table.faulty and form.confirmed:
        raise Refusal(FIELD, form.file or "", lines_to_mend(table.faulty))
    _must_be_sound(owner.region, table.sites)
    plan = _plan(session, owner, table.sites, is_whole=form.is_whole)
    told = SitesTold(
        organisation=owner.organisation.name,
        new=tuple(line.name for known, line, _ in plan.lines if known is None),
        changed=tuple(f"{line.name} ({said})" for known, line, said in plan.lines if known and said),
        closed=tuple(site.name for site in plan.gone),
        same=sum(known is not None and not said for known, _, said in plan.lines),
        doubts=tuple(_doubts(owner, table.sites)),
        faulty=table.faulty,
        application_id=owner.application.id if owner.application else None,
    )
    if not table.faulty:
        _carry_out(session, owner, plan, by=form.by, at=at)
    return told


class _Plan(NamedTuple):
    """What is to be done: each line with the site that is there, and what it says otherwise; the sites to close."""

    lines: list[tuple[Site | None, SiteLine, str]]
    gone: list[Site]


def _plan(session: Session, owner: Owner, sites: Sequence[SiteLine], *, is_whole: bool) -> _Plan:
    known = {site.key: site for site in sites_of(session, owner.organisation.id or 0)}
    said = {site_key(line.siret, line.name, line.town): line for line in sites}
    pairs = [(known.get(key), line) for key, line in said.items()]
    lines = [(site, line, _difference(site, line) if site else "") for site, line in pairs]
    gone = [site for key, site in known.items() if key not in said and site.closed_on is None]
    return _Plan(lines, gone if is_whole else [])


def _carry_out(session: Session, owner: Owner, plan: _Plan, *, by: str, at: datetime) -> None:
    for site, line, said in plan.lines:
        if site is None:
            _add(session, owner, line, by=by, at=at)
        elif said:
            _change(session, owner, site, line, said, by=by, at=at)
    for site in plan.gone:
        site.closed_on, site.closed_for = business_days(owner.region).local(at), ABSENT
        session.add(site)
        note_site(session, owner, f"site fermé, {site.name} : {ABSENT}", by=by, at=at)
    session.flush()


def close_site(session: Session, form: SiteClosingForm, *, at: datetime) -> list[Application]:
    """Close a site from the day after a last one. Said again, nothing changes. Raises Refusal for a site that is not
    there."""
    owner = find_owner(session, form.dossiers[0])
    site = find_site(session, owner, form.site)
    if (site.closed_on, site.closed_for) != (form.on, form.reason):
        site.closed_on, site.closed_for = form.on, form.reason
        said = f"site fermé, {site.name}, dernier jour le {form.on:%d/%m/%Y} : {form.reason}"
        note_site(session, owner, said, by=form.by, at=at)
        session.add(site)
        session.flush()
    return [owner.application] if owner.application else []


def lines_to_mend(faulty: Sequence[Faulty]) -> str:
    """Return the lines of a table that cannot be read, with what is to be mended: the first ten."""
    said = " ".join(f"Ligne {one.number} : {one.mend}" for one in faulty[:10])
    return f"{said} Et {len(faulty) - 10} autres." if faulty[10:] else said


def _must_be_sound(region: Region, sites: Sequence[SiteLine]) -> None:
    keys = [site_key(site.siret, site.name, site.town) for site in sites]
    for key, site in zip(keys, sites, strict=True):
        if keys.count(key) > 1:
            mend = "deux lignes disent ce même site ; gardez-en une, ou donnez à chacune son SIRET."
            raise Refusal("Site", site.name, mend)
    if region.territories:
        need_territories(region, [site.territory for site in sites if site.territory])


def _doubts(owner: Owner, sites: Sequence[SiteLine]) -> list[str]:
    """Return what a person is to look at, and may confirm all the same."""
    known = owner.region.region.departments
    outside = [f"{site.name} ({site.department})" for site in sites if site.department not in known]
    siren = owner.organisation.siren or (owner.organisation.siret or "")[:9]
    others = [f"{site.name} (SIRET {site.siret})" for site in sites if site.siret and siren and site.siret[:9] != siren]
    found = []
    if outside:
        found.append(f"Hors des départements de la région ({', '.join(known)}), à confirmer : {', '.join(outside)}.")
    if others:
        found.append(f"D'une autre entité que l'organisme (SIREN {siren}), à confirmer : {', '.join(others)}.")
    return found


def _difference(site: Site, line: SiteLine) -> str:
    """Return what a line says otherwise than the site that is there, by the titles of the fields."""
    fields = SiteLine.model_fields.items()
    said = [str(field.title) for name, field in fields if getattr(site, name) != getattr(line, name)]
    return ", ".join([*(["rouvert"] if site.closed_on else []), *said]).lower()


def _add(session: Session, owner: Owner, line: SiteLine, *, by: str, at: datetime) -> None:
    site = Site(
        organisation_id=owner.organisation.id or 0,
        application_id=owner.application.id if owner.application else None,
        key=site_key(line.siret, line.name, line.town),
        status=SiteStatus.accepted if owner.is_in else SiteStatus.declared,
        by=by,
        at=at,
        **line.model_dump(),
    )
    session.add(site)
    note_site(session, owner, f"site ajouté, {line.name}", by=by, at=at)


def _change(session: Session, owner: Owner, site: Site, line: SiteLine, said: str, *, by: str, at: datetime) -> None:
    """Have a site be as a line says it. One that was refused in a former dossier is declared again by another."""
    dossier = owner.application.id if owner.application else site.application_id
    if site.status is SiteStatus.refused and site.application_id != dossier:
        site.status, site.refusal = SiteStatus.declared, None
    again = {"closed_on": None, "closed_for": None, "application_id": dossier, "by": by, "at": at}
    site.sqlmodel_update(line.model_dump() | again)
    session.add(site)
    note_site(session, owner, f"site modifié, {line.name} : {said}", by=by, at=at)


def note_site(session: Session, owner: Owner, said: str, *, by: str, at: datetime) -> None:
    """Note a change in the journal of the dossier, where there is one."""
    if owner.application:
        note(session, owner.application, Event.site, at=at, by=Person(by), reason=said)
