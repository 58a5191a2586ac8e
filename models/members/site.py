"""The sites of a structure: where it receives people, under which number, when, and whether the SPRO has them."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, ColumnElement, UniqueConstraint, or_
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import chunks, none, word
from models.intake.identifiers import grouped_siret
from models.region.file_names import fold


class SiteStatus(StrEnum):
    """Where a site stands: told by its structure, in the SPRO by a decision, or kept out of it by one."""

    declared = auto()
    accepted = auto()
    refused = auto()


STANDINGS: dict[SiteStatus, str] = {
    SiteStatus.declared: "déclaré",
    SiteStatus.accepted: "accepté",
    SiteStatus.refused: "refusé",
}
"""Where a site stands, as people read it."""


class Site(SQLModel, table=True):
    """A site of an organisation, told from its others by `key`: its SIRET, or else its name and town.

    `application_id` is the dossier that told it last, empty where there is none. `refusal` is why a decision keeps it
    out, or is going to: what is to be refused is said before the decision, which then says it. `is_public` tells that
    the structure wants its telephone and its mailbox published. It is open up to `closed_on`, included.
    """

    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    key: str
    name: str
    siret: str | None = None
    street: str
    postal_code: str | None = None
    town: str
    department: str
    territory: str | None = None
    services: list[str] = Field(default_factory=none, sa_type=JSON)
    levels: list[str] = Field(default_factory=none, sa_type=JSON)
    hours: str | None = None
    accessibility: str | None = None
    phone: str | None = None
    email: str | None = None
    is_public: bool = False
    status: SiteStatus = Field(sa_type=word(SiteStatus))
    refusal: str | None = None
    closed_on: date | None = None
    closed_for: str | None = None
    by: str
    at: datetime

    @property
    def told(self) -> str:
        """Return it on one line: « Maison de Lyon, 1 rue Neuve, 69003 Lyon (SIRET …) »."""
        number = f" (SIRET {grouped_siret(self.siret)})" if self.siret else ""
        return f"{self.name}, {self.place}{number}"

    @property
    def place(self) -> str:
        """Return where it is, on one line: « 1 rue Neuve, 69003 Lyon »."""
        return f"{self.street}, {self.postal_code} {self.town}" if self.postal_code else f"{self.street}, {self.town}"


_IN_ORDER = (col(Site.department), col(Site.name), col(Site.id))


def site_key(siret: str | None, name: str, town: str) -> str:
    """Return what tells a site from the others of its organisation."""
    return siret or " ".join(fold(f"{name} {town}").casefold().split())


def open_on(day: date) -> ColumnElement[bool]:
    """SQL condition: the site is not closed before a day."""
    return or_(col(Site.closed_on).is_(None), col(Site.closed_on) >= day)


def sites_on(session: Session, organisations: Sequence[int], *, on: date) -> dict[int, list[Site]]:
    """Return the sites that the SPRO has on a day, by organisation."""
    return _by_organisation(session, organisations, col(Site.status) == SiteStatus.accepted, open_on(on))


def sites_of_each(session: Session, organisations: Sequence[int]) -> dict[int, list[Site]]:
    """Return the sites of some organisations that nobody closed, whatever was decided of them."""
    return _by_organisation(session, organisations, col(Site.closed_on).is_(None))


def _by_organisation(
    session: Session, organisations: Sequence[int], *conditions: ColumnElement[bool]
) -> dict[int, list[Site]]:
    found: dict[int, list[Site]] = {}
    for part in chunks(list(dict.fromkeys(organisations))):
        held = select(Site).where(col(Site.organisation_id).in_(part), *conditions)
        for site in session.exec(held.order_by(*_IN_ORDER)):
            found.setdefault(site.organisation_id, []).append(site)
    return found


def sites_of(session: Session, organisation_id: int, *conditions: ColumnElement[bool]) -> list[Site]:
    """Return the sites of an organisation, by department then by name."""
    own = select(Site).where(Site.organisation_id == organisation_id, *conditions)
    return list(session.exec(own.order_by(*_IN_ORDER)))
