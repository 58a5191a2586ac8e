"""What is published of the members of a day. Nothing here is about a person: no contact, no signatory, no dossier."""

from dataclasses import dataclass
from datetime import date
from hashlib import pbkdf2_hmac

ROUNDS, OCTETS = 10_000, 16
SALT = "spro-annuaire-1"
"""How the name of a certificate's page is made of its code, here and in the script of the page that looks one up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicSite:
    """A site as it is published: `department` is « Ain (01) », `levels` « information ». A telephone and a mailbox are
    there only where the structure wants them to be."""

    name: str
    siret: str | None
    street: str
    postal_code: str | None
    town: str
    department: str
    department_code: str
    territory: str | None
    services: tuple[str, ...]
    levels: tuple[str, ...]
    hours: str | None
    accessibility: str | None
    phone: str | None
    email: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """A member as it is published; `slug` names its page, `identifier` is « SIRET 999 000 011 00018 »."""

    slug: str
    name: str
    identifier: str | None
    circle: int
    circle_label: str
    network: str | None
    since: date
    until: date | None
    sites: tuple[PublicSite, ...] = ()
    head: str | None = None  # the page of the head of its group


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """A certificate in force: its number, its code, and the page of its member."""

    number: str
    code: str
    structure: Structure


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """The members of a region on a day, in alphabetical order, and their certificates."""

    region: str
    on: date
    service: str
    structures: tuple[Structure, ...]
    certificates: tuple[Attested, ...]


def page_of(code: str) -> str:
    """Return the name of the page of a certificate. A code has 64 bits of chance and each guess costs 10 000 rounds
    (PBKDF2, RFC 8018), so that nobody gets from the names of the pages to the codes."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    return pbkdf2_hmac("sha256", signs.encode(), SALT.encode(), ROUNDS, OCTETS).hex()
