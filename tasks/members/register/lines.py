"""The register of members on a day, in alphabetical order, and the yearly list for the apprenticeship tax."""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_
from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.dossiers.application import Application, Organisation
from models.forms.membership.members import INSTRUMENTS
from models.members.membership import Membership, Signature
from models.members.register import runs_on
from models.members.site import Site, sites_on
from models.members.texts.text import ReferenceDocument
from models.region.file_names import fold
from models.region.model import Region

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})


class MemberLine(NamedTuple):
    """A member as the register shows it; `reference` is that of its dossier, or else the number of its membership."""

    organisation: str
    identifier: str | None
    circle: int
    network: str | None
    text: str  # « cahier des charges, version 2 »
    signed_on: date | None
    since: date
    until: date | None
    reference: str
    sites: str = ""  # « Maison de Lyon (Lyon) ; Antenne (Bourg) »


class TaxLine(NamedTuple):
    """A member as the list for the apprenticeship tax names it (C. trav. L6241-5 11°, R6241-22): by its SIRET."""

    siret: str
    organisation: str
    circle: int
    network: str | None
    since: date


class Register(NamedTuple):
    """The members of a region on a day. `without_siret` are those whom the list for the tax cannot name."""

    region: str
    on: date
    members: list[MemberLine]
    for_tax: list[TaxLine]
    without_siret: list[str]


def alphabetical(name: str) -> tuple[str, str]:
    """Return the key by which names are put in order: whatever their accents, case and punctuation. An article stays
    where it is."""
    letters = re.findall(r"[a-z0-9]+", fold(name.translate(_LIGATURES)).casefold())
    return " ".join(letters), name


class Held(NamedTuple):
    """A membership of a day: whose it is, and the text that engages it."""

    membership: Membership
    organisation: Organisation
    reference: str | None
    version: str | None
    signed_on: date | None


def read_register(session: Session, region: Region, *, on: date) -> Register:
    """Return who is a member on a day, each organisation once: by the latest of its memberships."""
    members = sorted(held_on(session, region, on), key=lambda held: alphabetical(held.organisation.name))
    sites = sites_on(session, [held.organisation.id or 0 for held in members], on=on)
    return Register(
        region=region.region.name,
        on=on,
        members=[_line(region, held, sites.get(held.organisation.id or 0, [])) for held in members],
        for_tax=[_tax_line(region, held, siret) for held in members if (siret := held.organisation.siret)],
        without_siret=[held.organisation.name for held in members if held.organisation.siret is None],
    )


def held_on(session: Session, region: Region, on: date) -> list[Held]:
    """Return the memberships of a day, each organisation once: by the latest of its memberships."""
    signed = and_(
        col(Signature.organisation_id) == col(Membership.organisation_id),
        col(Signature.document_id) == col(Membership.document_id),
    )
    running = (
        columns(
            Membership,
            Organisation,
            col(Application.reference),
            col(ReferenceDocument.version),
            col(Signature.signed_on),
        )
        .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
        .outerjoin(Application, col(Application.id) == col(Membership.application_id))
        .outerjoin(ReferenceDocument, col(ReferenceDocument.id) == col(Membership.document_id))
        .outerjoin(Signature, signed)
        .where(col(Membership.region_id) == region.region.id, runs_on(on))
        .order_by(col(Membership.id))
    )
    latest = {held.organisation.id: held for held in (Held(*row) for row in session.execute(running))}
    return list(latest.values())


def _line(region: Region, held: Held, sites: Sequence[Site]) -> MemberLine:
    membership = held.membership
    version = f", version {held.version}" if held.version else ""
    return MemberLine(
        organisation=held.organisation.name,
        identifier=identifier_of(held.organisation),
        circle=membership.circle,
        network=network_of(region, membership),
        text=f"{INSTRUMENTS[membership.instrument]}{version}",
        signed_on=held.signed_on,
        since=membership.starts_on,
        until=membership.ends_on,
        reference=held.reference or membership.number,
        sites=" ; ".join(f"{site.name} ({site.town})" for site in sites),
    )


def identifier_of(organisation: Organisation) -> str | None:
    """Return « SIRET 99900001100018 »: with its name before it, no spreadsheet takes a number for a quantity."""
    numbers = {"SIRET": organisation.siret, "RNA": organisation.rna, "UAI": organisation.uai}
    return next((f"{name} {number}" for name, number in numbers.items() if number), None)


def network_of(region: Region, membership: Membership) -> str | None:
    """Return what the network of a membership is called, None where it is of none."""
    known = region.networks.get(membership.network or "")
    return known.label if known else membership.network


def _tax_line(region: Region, held: Held, siret: str) -> TaxLine:
    return TaxLine(
        siret=siret,
        organisation=held.organisation.name,
        circle=held.membership.circle,
        network=network_of(region, held.membership),
        since=held.membership.starts_on,
    )
