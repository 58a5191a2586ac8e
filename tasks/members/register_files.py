"""The register as files: for people who read (XLSX), for other programs (CSV, JSON)."""

import csv
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from notifications.documents.spreadsheet import DAY, HEADING, PLAIN, CellLook, dress, lay_out
from tasks.members.register import MemberLine, Register, TaxLine

Value = str | int | date | None


class RegisterColumn(NamedTuple):
    """A column of a file: the field that it shows, its French title, how wide it is in a spreadsheet."""

    key: str
    title: str
    width: int


class Listing(NamedTuple):
    """A list that is written: the name of its files, its title, its columns."""

    name: str
    title: str
    columns: tuple[RegisterColumn, ...]


_REGISTER = (
    RegisterColumn("organisation", "Organisme", 45),
    RegisterColumn("identifier", "Identifiant", 24),
    RegisterColumn("circle", "Cercle", 8),
    RegisterColumn("network", "Réseau", 30),
    RegisterColumn("text", "Texte et version", 32),
    RegisterColumn("signed_on", "Signé le", 12),
    RegisterColumn("since", "Membre depuis le", 12),
    RegisterColumn("until", "Jusqu'au", 12),
    RegisterColumn("reference", "Référence", 18),
)
_TAX = (
    RegisterColumn("siret", "SIRET", 18),
    RegisterColumn("organisation", "Organisme", 45),
    RegisterColumn("circle", "Cercle", 8),
    RegisterColumn("network", "Réseau", 30),
    RegisterColumn("since", "Membre depuis le", 12),
)

REGISTER = Listing("registre", "Registre des membres du SPRO", _REGISTER)
TAX = Listing("taxe-apprentissage", "Taxe d'apprentissage : membres du SPRO", _TAX)
"""The list that the president of the conseil régional gives for the apprenticeship tax (C. trav. R6241-22)."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""

_NOT_XML = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
        "xlsx": as_xlsx(title, listing.columns, rows),
        "json": as_json(title, register.on, listing.columns, rows),
    }
    for form, content in contents.items():
        path = folder / f"{listing.name}-{register.on.isoformat()}.{form}"
        path.write_bytes(content)
        yield path


def as_csv(columns: Sequence[RegisterColumn], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows as French spreadsheets open them: UTF-8 with its mark, semicolons, no text taken for a formula."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in columns])
    writer.writerows([[_harmless(value) for value in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> str:
    said = " ".join(str("" if value is None else value).split())
    return f"'{said}" if said.startswith(_FORMULA) else said


def as_xlsx(title: str, columns: Sequence[RegisterColumn], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows as a spreadsheet: dates are dates, numbers of organisations are texts, the heading stays in sight."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Membres")
    book.properties.title, book.properties.language = title, "fr-FR"
    for place, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    page.print_title_rows = "1:1"
    lay_out(page, landscape=True, footer=title)
    page.append([_cell(page, column.title, HEADING) for column in columns])
    for row in rows:
        page.append([_cell(page, value, PLAIN) for value in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(page: WriteOnlyWorksheet, value: Value, look: CellLook) -> Cell:
    """Return a cell; a text that begins like a formula stays a text, now and once it is edited."""
    text = _NOT_XML.sub(" ", value) if isinstance(value, str) else None
    cell = WriteOnlyCell(page)
    cell.value = text or value
    dress(cell, look if text else look._replace(form=DAY if isinstance(value, date) else "0"))
    if text:
        cell.data_type, cell.quotePrefix = "s", int(text.startswith(_FORMULA))
    return cell


def as_json(title: str, on: date, columns: Sequence[RegisterColumn], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows for a program: by the names of their fields, days in ISO 8601."""
    members = [{column.key: value for column, value in zip(columns, row, strict=True)} for row in rows]
    said = {"title": title, "on": on, "members": members}
    return (json.dumps(said, ensure_ascii=False, indent=1, default=date.isoformat) + "\n").encode()
