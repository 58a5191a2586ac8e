"""A table of texts, whatever it was saved as: XLSX, ODS or CSV. Bounded as a workbook is."""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from io import BytesIO, StringIO
from itertools import islice
from typing import NamedTuple
from zipfile import ZipFile

from tasks.reading.files.xml_stream import Unsound, follow
from tasks.reading.sheets.windows import windows_text
from tasks.reading.sheets.workbook import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, UnusableError, read_lines

_TABLE, _TEXT = (f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0 " for name in ("table", "text"))
_LONGEST = 5_000  # signs of a cell
_TIMES = re.compile(r"[1-9][0-9]{0,8}")


class TextRow(NamedTuple):
    """A row that holds something: its number from 1, and its texts by place from 1; of a formula, None."""

    number: int
    texts: Mapping[int, str | None]


def read_rows(content: bytes, format_: str | None) -> list[TextRow]:
    """Return the rows of the first sheet of a file. Raises UnusableError for what is no table, and says how to mend
    it."""
    if format_ == "xlsx":
        [page] = read_lines(content) or [None]
        return [
            _plain(row.number, {n: None if c.is_computed else c.value for n, c in row.cells.items()})
            for row in page or ()
        ]
    if len(content) > MOST_BYTES:
        raise UnusableError(f"il dépasse {MOST_BYTES // 1_000_000} Mo ; ne gardez que le tableau")
    if format_ == "ods":
        return list(_open_document(content))
    if format_ in {"txt", "csv"}:
        return list(_separated(windows_text(content)))
    raise UnusableError("ce n'est pas un tableau ; enregistrez-le en .xlsx, .ods ou .csv")


def _plain(number: int, cells: Mapping[int, object]) -> TextRow:
    return TextRow(number, {place: None if value is None else _text(value) for place, value in cells.items()})


def _text(value: object) -> str:
    """Return a value as a person typed it: a number without the decimals that a spreadsheet keeps."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = f"{value:%d/%m/%Y}"
    return str(value).strip()[:_LONGEST]


def _separated(text: str) -> Iterator[TextRow]:
    """Yield the rows of a CSV, by the sign that its first line has most of."""
    heading = text.partition("\n")[0]
    delimiter = max(";\t,", key=heading.count)
    try:
        for number, row in enumerate(csv.reader(StringIO(text, newline=""), delimiter=delimiter), start=1):
            _must_be_few(number, len(row))
            cells = {place: value for place, value in enumerate(row, start=1) if value.strip()}
            if cells:
                yield _plain(number, cells)
    except csv.Error as error:
        raise UnusableError("ce n'est pas un fichier .csv lisible ; enregistrez-le de nouveau") from error


def _must_be_few(rows: int, columns: int) -> None:
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise UnusableError(
            f"il va au-delà de {MOST_ROWS} lignes ou de {MOST_COLUMNS} colonnes ; ne gardez que le tableau"
        )


def _open_document(content: bytes) -> Iterator[TextRow]:
    try:
        rows = _first_table(content)
    except UnusableError:
        raise
    except Exception as error:
        # A file that is broken, or made to break who reads it, makes what unpacks it raise almost anything.
        raise UnusableError("ce n'est pas un classeur .ods lisible, ou un mot de passe le protège") from error
    yield from (_plain(number, cells) for number, cells in rows)


def _first_table(content: bytes) -> list[tuple[int, dict[int, object]]]:
    with ZipFile(BytesIO(content)) as archive:
        part = archive.getinfo("content.xml")
        if part.file_size > MOST_UNPACKED:
            raise UnusableError("décompressé, il est démesuré ; ne gardez que le tableau")
        first = _FirstTable()
        follow([archive.read(part)], first)
    return first.rows


def _times(what: str, attributes: Mapping[str, str]) -> int:
    """Return how many times something stands there. Raises Unsound for what is no number of times."""
    said = attributes.get(f"{_TABLE}number-{what}-repeated", "1")
    if not _TIMES.fullmatch(said):
        raise Unsound
    return int(said)


class _FirstTable:
    """Follows the first table of an ODS: programs write what repeats once, and how many times it stands there."""

    def __init__(self) -> None:
        self.rows = list[tuple[int, dict[int, object]]]()
        self._tables, self._row, self._place, self._cells = 0, 0, 0, dict[int, object]()
        self._times, self._repeated, self._text, self._is_formula = 1, 1, list[str](), False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == f"{_TABLE}table":
            self._tables += 1
        elif name == f"{_TABLE}table-row":
            self._cells, self._place = {}, 0
            self._times = _times("rows", attributes)
        elif name in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            self._text, self._is_formula = [], f"{_TABLE}formula" in attributes
            self._repeated = _times("columns", attributes)
        elif name == f"{_TEXT}p" and self._text:
            self._text.append("\n")

    def data(self, text: str) -> None:
        self._text.append(text)

    def end(self, name: str) -> None:
        if self._tables != 1:
            return
        if name in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            self._end_cell()
        elif name == f"{_TABLE}table-row":
            self._row += self._times
            if self._cells:
                _must_be_few(self._row, len(self._cells))
                self.rows.append((self._row, self._cells))

    def _end_cell(self) -> None:
        said = "".join(self._text).strip()
        if said or self._is_formula:
            for place in islice(range(self._place + 1, self._place + self._repeated + 1), MOST_COLUMNS):
                self._cells[place] = None if self._is_formula else said
        self._place += self._repeated
        self._text = []
