"""A table of texts that somebody hands over: what is none is refused in a sentence."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tasks.reading.sheets.rows import read_rows
from tasks.reading.sheets.workbook import MOST_ROWS, UnusableError

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
NOT_READ = "ce n'est pas un classeur"
CELL = "<table:table-cell {}><text:p>Lyon</text:p></table:table-cell>"


def ods(row: str = "", cell: str = "") -> bytes:
    """Return an ODS of one row of one cell, each with attributes of its own."""
    spaces = f'xmlns:table="{OFFICE}table:1.0" xmlns:text="{OFFICE}text:1.0"'
    line = f"<table:table-row {row}>{CELL.format(cell)}</table:table-row>"
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", f"<content {spaces}><table:table>{line}</table:table></content>")
    return packed.getvalue()


def test_what_repeats_stands_at_each_of_its_places() -> None:
    """A program writes it once."""
    [row] = read_rows(ods('table:number-rows-repeated="2"', 'table:number-columns-repeated="3"'), "ods")

    assert row == (2, {1: "Lyon", 2: "Lyon", 3: "Lyon"})


@pytest.mark.parametrize("said", ["", "two", "²", "1.5", "-3", "0", "9" * 5_000])
@pytest.mark.parametrize("of", ["row", "cell"])
def test_what_repeats_no_number_of_times_is_refused(of: str, said: str) -> None:
    """No spreadsheet writes so: the file is broken, or made to be."""
    attribute = {"row": "rows", "cell": "columns"}[of]

    with pytest.raises(UnusableError, match=NOT_READ):
        read_rows(ods(**{of: f'table:number-{attribute}-repeated="{said}"'}), "ods")


def test_what_was_packed_wrong_is_refused() -> None:
    """Its octets come out as nothing."""
    content = ods()
    start = content.index(b"content.xml") + len(b"content.xml")

    with pytest.raises(UnusableError, match=NOT_READ):
        read_rows(content[:start] + bytes(20) + content[start + 20 :], "ods")


def test_too_many_rows_are_told_as_such() -> None:
    """They may be of a table that is sound."""
    with pytest.raises(UnusableError, match=f"au-delà de {MOST_ROWS} lignes"):
        read_rows(ods(f'table:number-rows-repeated="{MOST_ROWS + 1}"'), "ods")
