"""A table as a file: whoever opens it sees what was said, and starts nothing."""

from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZIP_STORED, ZipFile

from openpyxl import load_workbook

from notifications.documents.sheets.ods import MEDIA_TYPE, as_ods
from notifications.documents.sheets.tables import Column, Value, as_csv, as_xlsx

COLUMNS = (Column("siret", "SIRET", 18), Column("name", "Organisme", 40), Column("at", "Reçu le", 17))
AT = datetime.fromisoformat("2026-04-15T10:00")
ROWS: list[list[Value]] = [["00100001100018", "=HYPERLINK(0)", AT], [None, "Â & <b>", AT.date()]]
_CELL = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}table-cell"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def test_a_csv_opens_in_a_french_spreadsheet() -> None:
    """UTF-8 with its mark, semicolons, a formula made a text, and a number that keeps its zeros."""
    content = as_csv(COLUMNS, ROWS)

    assert content.startswith(
        b"\xef\xbb\xbfSIRET;Organisme;Re\xc3\xa7u le\r\nSIRET 00100001100018;'=HYPERLINK(0);2026-04-15 10:00:00\r\n"
    )


def test_an_xlsx_keeps_numbers_of_organisations_as_texts_and_instants_as_instants() -> None:
    """A text that begins like a formula is one no more than the others."""
    page = load_workbook(BytesIO(as_xlsx("Dossiers", "Titre", COLUMNS, ROWS)))["Dossiers"]

    cells = [page["A2"], page["B2"], page["C2"]]

    assert [cell.data_type for cell in cells] == ["s", "s", "d"]
    assert [cell.value for cell in cells] == ROWS[0]
    assert page["C2"].number_format == "dd/mm/yyyy hh:mm"


def test_an_ods_types_each_of_its_cells() -> None:
    """Its first part, as it is, says what it is; what looks like a formula or markup is a text."""
    with ZipFile(BytesIO(as_ods("Dossiers", "Titre", COLUMNS, ROWS))) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, archive.read(first)) == (
            "mimetype",
            ZIP_STORED,
            MEDIA_TYPE.encode(),
        )
        cells = list(ET.fromstring(archive.read("content.xml")).iter(_CELL))  # noqa: S314  our own

    typed = [(cell.get(f"{_OFFICE}value-type"), "".join(cell.itertext())) for cell in cells[3:]]

    assert typed == [
        ("string", "00100001100018"),
        ("string", "=HYPERLINK(0)"),
        ("date", ""),
        (None, ""),
        ("string", "Â & <b>"),
        ("date", ""),
    ]
    assert cells[5].get(f"{_OFFICE}date-value") == "2026-04-15T10:00:00"
