"""A table as a file: CSV and XLSX. What it holds may come from anybody, and none of it is taken for a formula."""

import csv
import re
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.cell.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from notifications.documents.sheets.looks import DAY, HEADING, INSTANT, NUMBER, TEXT, dress, lay_out, settle

Value = str | int | date | None
"""What a cell holds; an instant is without its zone, as the clock of the Région shows it."""


class Column(NamedTuple):
    """A column of a file: the field that it shows, its French title, how wide it is in a spreadsheet."""

    key: str
    title: str
    width: int


FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""

_DIGITS = re.compile(r"[0-9]{12,}|0[0-9]+")
"""A text that a spreadsheet would take for a quantity, and round, or save without its zeros."""

NOT_XML = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Signs that no XML holds."""


def as_csv(columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows as French spreadsheets open them: UTF-8 with its mark, semicolons, no text a formula, and no
    number for a quantity: « SIRET 99900001100018 »."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in columns])
    titles = [column.title for column in columns]
    writer.writerows([[_of_column(*cell) for cell in zip(titles, row, strict=True)] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def _of_column(title: str, value: Value) -> str:
    said = harmless(value)
    return f"{title} {said}" if isinstance(value, str) and _DIGITS.fullmatch(said) else said


def harmless(value: object) -> str:
    """Return a value on one line, as no spreadsheet takes for a formula."""
    said = " ".join(str("" if value is None else value).split())
    return f"'{said}" if said.startswith(FORMULA) else said


def as_xlsx(name: str, title: str, columns: Sequence[Column], rows: Sequence[Sequence[Value]]) -> bytes:
    """Return rows as a spreadsheet: dates are dates, numbers of organisations are texts, the heading stays in sight."""
    book = Workbook(write_only=True)
    page = book.create_sheet(name)
    book.properties.title, book.properties.language = title, "fr-FR"
    for place, column in enumerate(columns, start=1):
        page.column_dimensions[get_column_letter(place)].width = column.width
    page.freeze_panes = "B2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(rows) + 1}"
    page.print_title_rows = "1:1"
    lay_out(page, landscape=True, footer=title)
    page.append([_heading(page, column.title) for column in columns])
    for row in rows:
        page.append([None if value in (None, "") else _cell(page, value) for value in row])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def _heading(page: WriteOnlyWorksheet, title: str) -> Cell:
    cell = WriteOnlyCell(page, title)
    dress(cell, HEADING)
    return cell


def _cell(page: WriteOnlyWorksheet, value: Value) -> Cell:
    """Return a cell; a text that begins like a formula stays a text, now and once it is edited."""
    text = NOT_XML.sub(" ", value) if isinstance(value, str) else None
    cell = WriteOnlyCell(page)
    cell.value = text or value
    settle(cell, TEXT if text else _form(value))
    if text:
        cell.data_type = "s"
        if text.startswith(FORMULA):
            cell.quotePrefix = 1
    return cell


def _form(value: Value) -> str:
    if isinstance(value, datetime):
        return INSTANT
    return DAY if isinstance(value, date) else NUMBER
