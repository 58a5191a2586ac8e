"""The register as files: for people who read (XLSX), for other programs (CSV, JSON)."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from notifications.documents.sheets.tables import Column, Value, as_csv, as_xlsx
from tasks.members.register import MemberLine, Register, TaxLine


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


def write_register(folder: Path, register: Register) -> list[Path]:
    """Write the register and the list for the tax of a day, each as CSV, XLSX and JSON, and return the files. Those of
    the same day are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    lists = ((REGISTER, register.members), (TAX, register.for_tax))
    return [path for listing, lines in lists for path in _write(folder, listing, lines, register)]


def _write(folder: Path, listing: Listing, lines: Sequence[MemberLine | TaxLine], register: Register) -> Iterator[Path]:
    title = f"{listing.title}, {register.region}, au {register.on:%d/%m/%Y}"
    rows = [[getattr(line, column.key) for column in listing.columns] for line in lines]
    contents = {
        "csv": as_csv(listing.columns, rows),
        "xlsx": as_xlsx("Membres", title, listing.columns, rows),
        "json": as_json(title, register.on, listing.columns, rows),
    }
    for form, content in contents.items():
        path = folder / f"{listing.name}-{register.on.isoformat()}.{form}"
        path.write_bytes(content)
        yield path


def as_json(title: str, on: date, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows for a program: by the names of their fields, days in ISO 8601."""
    members = [{column.key: value for column, value in zip(columns, row, strict=True)} for row in rows]
    said = {"title": title, "on": on, "members": members}
    return (json.dumps(said, ensure_ascii=False, indent=1, default=date.isoformat) + "\n").encode()
