"""Opens a spreadsheet that somebody hands over: it may be anything, and is trusted with neither time nor memory."""

import re
import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import islice
from typing import Any, NamedTuple
from zipfile import ZipFile

from openpyxl import load_workbook

from models.region.file_names import fold

MOST_BYTES, MOST_UNPACKED = 5_000_000, 10_000_000
MOST_PARTS, MOST_TAGS = 500, 250_000
MOST_ROWS, MOST_COLUMNS = 3_000, 50
"""How much is read: what a session of three thousand dossiers takes."""

_LAST_ROW = 1_048_576  # of any worksheet
_ROOT = re.compile(rb"<(\w+:)?worksheet\b[^<>]*>")
_EMPTY = re.compile(rb"<(\w+:)?row\b[^<>]*/>\s*")
_START, _END = (re.compile(rb"<%s(\w+:)?sheetData\s*/?>" % slash) for slash in (b"", b"/"))
_OLD_OR_LOCKED = bytes.fromhex("d0cf11e0a1b11ae1")
_SAVE_AS = "ouvrez-le, puis enregistrez-le au format « Classeur Excel (.xlsx) »"

REFUSED: dict[str, str] = {
    "xl/vbaproject": "il contient des macros ; enregistrez-le au format « Classeur Excel (.xlsx) », qui n'en a pas",
    "xl/externallinks/": "il est lié à d'autres fichiers ; rompez ces liaisons (menu Données), puis enregistrez-le",
    "xl/connections": "il est lié à d'autres données ; rompez ces liaisons (menu Données), puis enregistrez-le",
    "content.xml": f"il est au format .ods ; {_SAVE_AS}",
}
"""Parts that a file may not have, by how their names begin."""


class Cell(NamedTuple):
    """What a cell holds; `is_computed` where a formula stands there, or the error of one."""

    value: object
    is_computed: bool = False


class FilledRow(NamedTuple):
    """A row that holds something: its number, and its cells by place, both from 1."""

    number: int
    cells: dict[int, Cell]


class UnusableError(ValueError):
    """A file that is not read; the message says why, and how to mend it, in French."""


def same(words: str) -> str:
    """Return what two texts that a person would call the same have in common: letters and digits, without accents."""
    return " ".join(re.findall(r"\w+", fold(words.replace("œ", "oe").replace("Œ", "OE")).casefold()))


def read_lines(content: bytes, *names: str) -> list[list[FilledRow] | None]:
    """Return the rows of the worksheets of those names in an .xlsx file, None for one that it does not have; without a
    name, those of the first.

    Another format, a locked file, macros, links to other files, or far more than a session takes: raises UnusableError.
    """
    if len(content) > MOST_BYTES:
        raise UnusableError(f"il dépasse {MOST_BYTES // 1_000_000} Mo ; ne gardez que les onglets fournis")
    if content.startswith(_OLD_OR_LOCKED):
        raise UnusableError(f"il est à l'ancien format .xls, ou protégé par un mot de passe ; {_SAVE_AS}")
    try:
        with warnings.catch_warnings():
            # openpyxl tells of each ornament that it passes over.
            warnings.simplefilter("ignore")
            return _read(_checked(content), names)
    except UnusableError:
        raise
    except Exception as error:
        # A file that is broken, or made to break who reads it, makes openpyxl raise almost anything.
        raise UnusableError(f"ce n'est pas un classeur .xlsx lisible ; {_SAVE_AS}") from error


def _checked(content: bytes) -> BytesIO:
    """Return the file with nothing in it but the XML that was looked at: openpyxl sees nothing else."""
    checked, tags = BytesIO(), 0
    with ZipFile(BytesIO(content)) as given, ZipFile(checked, "w") as kept:
        parts = given.infolist()
        _refuse_some([part.filename.lower() for part in parts])
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UnusableError("décompressé, il est démesuré ; repartez du fichier fourni")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                text = given.read(part)
                tags += text.count(b"<")
                _refuse_what_swells(text, tags)
                kept.writestr(part.filename, _bare(text))
    checked.seek(0)
    return checked


def _refuse_what_swells(text: bytes, tags: int) -> None:
    """Refuse XML that is slow to read, or that grows while it is read: entities do, and UTF-16 would hide them."""
    if tags > MOST_TAGS or b"<!DOCTYPE" in text or b"\0" in text:
        raise UnusableError("son contenu est démesuré ou inattendu ; repartez du fichier fourni")


def _bare(text: bytes) -> bytes:
    """Return a worksheet with its cells only: its rules and drop-downs can cost more to read than they are worth."""
    root = _ROOT.search(text)
    if root is None:
        return text
    start = _START.search(text)
    end = _END.search(text, start.end()) if start else None
    if start is None or end is None:
        return root[0] + b"</" + (root[1] or b"") + b"worksheet>"
    last = _filled(text, start.end(), end.start())
    return root[0] + text[start.start() : last] + end[0] + b"</" + (root[1] or b"") + b"worksheet>"


def _filled(text: bytes, start: int, end: int) -> int:
    """Return where the rows of a worksheet end, the empty ones at its end left out: programs number them up to the last
    there can be, and a million would be read for nothing."""
    while (begins := text.rfind(b"<", start, end)) >= 0 and _EMPTY.fullmatch(text, begins, end):
        end = begins
    return end


def _refuse_some(names: Sequence[str]) -> None:
    for start, mend in REFUSED.items():
        if any(name.startswith(start) for name in names):
            raise UnusableError(mend)


def _read(checked: BytesIO, names: Sequence[str]) -> list[list[FilledRow] | None]:
    # With their formulas: a computed value is no more than what some program last made of it.
    book = load_workbook(checked, read_only=True, keep_links=False)
    pages = {same(page.title): page for page in reversed(book.worksheets)}
    found = [pages.get(same(name)) for name in names] if names else book.worksheets[:1]
    return [list(_lines(page)) if page else None for page in found]


def _lines(page: Any) -> Iterator[FilledRow]:  # noqa: ANN401  openpyxl's page that is only read has no type of its own
    """Yield the rows that hold something. Programs number empty ones up to the last there can be."""
    page.reset_dimensions()  # What a file says of its own size is not to be believed.
    rows = page.iter_rows(min_row=1, min_col=1, max_col=MOST_COLUMNS)
    former, cells = None, dict[int, Cell]()
    for number, row in enumerate(islice(rows, _LAST_ROW + 1), start=1):
        if row is not former:  # Those that a file leaves out are one and the same, a million times.
            former, cells = row, _cells(row)
        if (cells and number > MOST_ROWS) or number > _LAST_ROW:
            raise UnusableError(f"l'onglet « {page.title} » va au-delà de {MOST_ROWS} lignes ; supprimez celles du bas")
        if cells:
            yield FilledRow(number, cells)


def _cells(row: Sequence[Any]) -> dict[int, Cell]:
    """Return the cells of a row that hold something, by place."""
    return {
        place: Cell(cell.value, cell.data_type in ("f", "e"))
        for place, cell in enumerate(row, start=1)
        if cell.value is not None and str(cell.value).strip()
    }
