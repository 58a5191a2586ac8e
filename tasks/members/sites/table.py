"""The table of sites: its columns, which are those of the annex, and what a table that came back says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pydantic import ValidationError

from models.errors import Refusal
from models.forms.membership.sites import SiteLine
from notifications.documents.sheets.sites import COLUMNS
from tasks.reading.sheets.rows import TextRow, read_rows
from tasks.reading.sheets.workbook import UnusableError, same

FIELD = "Tableau des sites"

NEEDED = ("name", "street", "town", "department")
MOST = 300
"""Sites of one table."""


class Faulty(NamedTuple):
    """A line that cannot be read: its number, and what is to be mended in it."""

    number: int
    mend: str


class ReadTable(NamedTuple):
    """What a table says: its sites, and the lines that are to be mended."""

    sites: tuple[SiteLine, ...]
    faulty: tuple[Faulty, ...]


def read_table(content: bytes, format_: str | None, name: str) -> ReadTable:
    """Return the sites of a table. Raises Refusal for a file that is none, or whose headings are not those of the
    annex."""
    try:
        rows = read_rows(content, format_)
    except UnusableError as error:
        raise Refusal(FIELD, name, f"{error}.") from error
    heading, lines = _heading(rows, name)
    if not lines:
        raise Refusal(FIELD, name, "aucun site n'y est écrit, sous la ligne des titres.")
    if len(lines) > MOST:
        raise Refusal(FIELD, name, f"il a plus de {MOST} sites ; enregistrez-le en plusieurs fois.")
    read = [_line(heading, line) for line in lines]
    return ReadTable(
        tuple(one for one in read if isinstance(one, SiteLine)), tuple(one for one in read if isinstance(one, Faulty))
    )


def _heading(rows: Sequence[TextRow], name: str) -> tuple[Mapping[int, str], list[TextRow]]:
    """Return which field each place holds, and the lines below the headings."""
    titles = {same(column.title): column.key for column in COLUMNS}
    for at, row in enumerate(rows):
        said = {place: titles[same(text)] for place, text in row.texts.items() if text and same(text) in titles}
        if {*NEEDED} <= {*said.values()}:
            return said, [line for line in rows[at + 1 :] if line.texts.keys() & said.keys()]
    needed = ", ".join(f"« {column.title} »" for column in COLUMNS if column.key in NEEDED)
    raise Refusal(FIELD, name, f"la ligne des titres manque ; il faut au moins {needed}, comme dans l'annexe fournie.")


def _line(heading: Mapping[int, str], row: TextRow) -> SiteLine | Faulty:
    said = {field: row.texts[place] for place, field in heading.items() if place in row.texts}
    if None in said.values():
        return Faulty(row.number, "une case contient une formule ; écrivez-y le texte lui-même.")
    try:
        return SiteLine.model_validate(_typed(said))
    except ValidationError as error:
        return Faulty(row.number, " ".join(_mends(error)))


def _typed(said: Mapping[str, str | None]) -> dict[str, Any]:
    """Return a line as a form takes it: a number that a spreadsheet cut its zeros from has them again."""
    typed: dict[str, Any] = dict(said)
    for field, digits in (("postal_code", 5), ("department", 2)):
        value = typed.get(field) or ""
        if value.isdecimal():
            typed[field] = value.zfill(digits)
    return typed


def _mends(error: ValidationError) -> Iterator[str]:
    titles = {column.key: column.title for column in COLUMNS}
    for fault in error.errors():
        field = str(fault["loc"][0]) if fault["loc"] else ""
        yield fault["msg"] if fault["type"] == "form" else f"« {titles.get(field, field)} » : à remplir."


def cells_of(site: Any) -> list[str | int | date | None]:  # noqa: ANN401  a site, or a line of one
    """Return a site as a row of the table."""
    values = {column.key: getattr(site, column.key) for column in COLUMNS}
    values |= {"services": " ; ".join(site.services), "levels": " et ".join(site.levels)}
    values["is_public"] = "oui" if site.is_public else "non"
    return [values[column.key] for column in COLUMNS]
