"""The register as files: for people who read (XLSX), for other programs (CSV, JSON)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from notifications.documents.sheets.tables import Column, Value, as_csv, as_xlsx
from notifications.writing.wording import count, long_date
from tasks.members.register.lines import MemberLine, Register, TaxLine


class Listing(NamedTuple):
    """A list that is written: the name of its files, its title, its columns."""

    name: str
    title: str
    columns: tuple[Column, ...]


_REGISTER = (
    Column("organisation", "Organisme", 45),
    Column("identifier", "Identifiant", 24),
    Column("circle", "Cercle", 8),
    Column("network", "Réseau", 30),
    Column("text", "Texte et version", 32),
    Column("signed_on", "Signé le", 12),
    Column("since", "Membre depuis le", 12),
    Column("until", "Jusqu'au", 12),
    Column("reference", "Référence", 18),
    Column("sites", "Sites", 60),
)
_TAX = (
    Column("siret", "SIRET", 18),
    Column("organisation", "Organisme", 45),
    Column("circle", "Cercle", 8),
    Column("network", "Réseau", 30),
    Column("since", "Membre depuis le", 12),
)

REGISTER = Listing("registre", "Registre des membres du SPRO", _REGISTER)
TAX = Listing("taxe-apprentissage", "Taxe d'apprentissage : membres du SPRO", _TAX)
"""The list that the president of the conseil régional gives for the apprenticeship tax (C. trav. R6241-22)."""


LISTINGS: Mapping[str, Listing] = {listing.name: listing for listing in (REGISTER, TAX)}
"""The lists that are written, by name."""

NAMED = 20
"""How many members without a SIRET are named; the register holds them all."""


class Written(NamedTuple):
    """A list as a file: its name, and its content."""

    name: str
    content: bytes


def write_register(folder: Path, register: Register) -> list[Path]:
    """Write the register and the list for the tax of a day, each in its forms, and return the files. Those of the same
    day are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [written(listing, register, form) for listing in LISTINGS for form in FORMS]
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return [folder / file.name for file in files]


def written(listing: str, register: Register, form: str) -> Written:
    """Return a list of a day as a file of a form. Raises KeyError for what is no list, or no form."""
    said, lines = LISTINGS[listing], register.for_tax if listing == TAX.name else register.members
    content = FORMS[form](said, lines, register)
    return Written(f"{listing}-{register.on.isoformat()}.{form}", content)


def describe(register: Register) -> str:
    """Return what the register of a day holds, and who is missing from the list for the tax."""
    members, on = count(len(register.members), "membre"), long_date(register.on)
    said = f"{members} au {on} ; {len(register.for_tax)} sur la liste pour la taxe d'apprentissage"
    if not register.without_siret:
        return f"{said}."
    others = len(register.without_siret) - NAMED
    more = f", et {count(others, 'autre')}" if others > 0 else ""
    return f"{said}. Sans SIRET, donc absents de cette liste : {', '.join(register.without_siret[:NAMED])}{more}."


Lines = Sequence[MemberLine] | Sequence[TaxLine]


def _csv(listing: Listing, lines: Lines, _register: Register) -> bytes:
    rows = [[value for _, value in row] for row in _cells(listing, lines)]
    return as_csv(listing.columns, rows)


def _xlsx(listing: Listing, lines: Lines, register: Register) -> bytes:
    rows = [[value for _, value in row] for row in _cells(listing, lines)]
    return as_xlsx("Membres", _title(listing, register), listing.columns, rows)


def _json(listing: Listing, lines: Lines, register: Register) -> bytes:
    """Return a list for a program: by the names of its fields, days in ISO 8601."""
    said = {
        "title": _title(listing, register),
        "on": register.on,
        "members": [dict(row) for row in _cells(listing, lines)],
    }
    return (json.dumps(said, ensure_ascii=False, indent=1, default=date.isoformat) + "\n").encode()


def _cells(listing: Listing, lines: Lines) -> Iterator[list[tuple[str, Value]]]:
    for line in lines:
        yield [(column.key, getattr(line, column.key)) for column in listing.columns]


def _title(listing: Listing, register: Register) -> str:
    return f"{listing.title}, {register.region}, au {register.on:%d/%m/%Y}"


FORMS: Mapping[str, Callable[[Listing, Lines, Register], bytes]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
"""What a list is written as: for other programs, for people, and for programs that know our fields."""
