"""What is published of the register of a day: who is a member, and which certificates are in force."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from models.dossiers.application import UNNAMED
from models.forms.membership.sites import LEVELS
from models.members.site import Site, sites_on
from models.region.file_names import fold
from models.region.model import Region
from notifications.documents.directory.departments import told_department
from notifications.views.directory import Attested, Directory, PublicSite, Structure
from tasks.members.register.lines import Held, alphabetical, held_on, identifier_of, network_of

_LONGEST = 60


def read_directory(session: Session, region: Region, *, on: date) -> Directory:
    """Return the directory of a region on a day: nothing of it is about a person. Who is not identified yet is not
    in it."""
    members = [held for held in held_on(session, region, on) if held.organisation.name != UNNAMED]
    members.sort(key=lambda held: (alphabetical(held.organisation.name), held.membership.id))
    slugs = slugs_of(held.organisation.name for held in members)
    open_sites = sites_on(session, [held.organisation.id or 0 for held in members], on=on)
    pages = {held.organisation.id: slug for held, slug in zip(members, slugs, strict=True)}
    structures = [
        replace(
            _structure(region, held, slug, open_sites.get(held.organisation.id or 0, ())),
            head=pages.get(held.organisation.head_id) if held.organisation.head_id else None,
        )
        for held, slug in zip(members, slugs, strict=True)
    ]
    return Directory(
        region=region.region.name,
        on=on,
        service=region.roles.examining_service.label,
        structures=tuple(structures),
        certificates=tuple(_attested(members, structures)),
    )


def _structure(region: Region, held: Held, slug: str, sites: Iterable[Site]) -> Structure:
    membership = held.membership
    circle = region.circles.get(membership.circle)
    return Structure(
        slug=slug,
        name=held.organisation.name,
        identifier=identifier_of(held.organisation),
        circle=membership.circle,
        circle_label=circle.label if circle else "",
        network=network_of(region, membership),
        since=membership.starts_on,
        until=membership.ends_on,
        sites=tuple(_site(region, site) for site in sites),
    )


def _site(region: Region, site: Site) -> PublicSite:
    return PublicSite(
        name=site.name,
        siret=site.siret,
        street=site.street,
        postal_code=site.postal_code,
        town=site.town,
        department=told_department(site.department),
        department_code=site.department,
        territory=territory_of(region, site.territory),
        services=tuple(site.services),
        levels=tuple(LEVELS.get(level, level) for level in site.levels),
        hours=site.hours,
        accessibility=site.accessibility,
        phone=site.phone if site.is_public else None,
        email=site.email if site.is_public else None,
    )


def territory_of(region: Region, key: str | None) -> str | None:
    """Return what the region file calls a territory; one that it does not name is called as it was typed."""
    known = getattr(region, "territories", None) or {}
    return getattr(known.get(key), "label", key) if key else None


def _attested(members: list[Held], structures: list[Structure]) -> Iterator[Attested]:
    for held, structure in zip(members, structures, strict=True):
        if held.membership.code:
            yield Attested(number=held.membership.number, code=held.membership.code, structure=structure)


def slugs_of(names: Iterable[str]) -> list[str]:
    """Return what names the page of each of some structures: two of one name have a number, in their order."""
    taken, found = set[str](), list[str]()
    for name in names:
        plain = alphabetical(fold(name))[0].replace(" ", "-")[:_LONGEST].strip("-") or "structure"
        slug, number = plain, 1
        while slug in taken:
            number += 1
            slug = f"{plain}-{number}"
        taken.add(slug)
        found.append(slug)
    return found
