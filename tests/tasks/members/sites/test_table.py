"""The table of sites, as spreadsheets and other programs save it: read exactly, or refused line by line."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import load_workbook

from models.errors import Refusal
from notifications.documents.sheets.ods import as_ods
from notifications.documents.sheets.sites import COLUMNS, sites_table
from notifications.documents.sheets.tables import Value, as_csv, as_xlsx
from tasks.members.sites.table import cells_of, read_table
from tests.support.mails import siret
from tests.tasks.members.sites.lines import site_line

SITES = (
    site_line(siret=siret(site=1), is_public=True, phone="04 65 71 00 01", email="lyon@site.example"),
    site_line("Antenne de l'Ain", department="01", postal_code="01000", town="Bourg", levels=["1", "2"], siret=None),
)
ROWS = [cells_of(site) for site in SITES]


def saved(form: str, rows: Sequence[Sequence[Value]] = ROWS) -> bytes:
    """Return the table as a program saves it."""
    return as_ods("Sites", "Sites", COLUMNS, rows) if form == "ods" else as_xlsx("Sites", "Sites", COLUMNS, rows)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_table_is_read_exactly(form: str) -> None:
    """Whatever it was saved as."""
    read = read_table(saved(form), form, "sites")

    assert (read.sites, read.faulty) == (SITES, ())


def test_a_csv_is_read_as_windows_writes_it() -> None:
    """A cell that holds the sign between cells stands between quotes."""
    titles = [column.title for column in COLUMNS]
    lines: list[Sequence[Value]] = [titles, *ROWS]
    text = "\n".join(";".join(f'"{cell or ""}"' for cell in line) for line in lines)

    read = read_table(text.encode("cp1252"), "txt", "sites")

    assert (read.sites, read.faulty) == (SITES, ())


def test_a_spreadsheet_may_cut_zeros() -> None:
    """« 01 » saved as a number is the Ain all the same."""
    row = list(ROWS[1])
    row[3], row[5] = 1000, 1

    [site] = read_table(saved("xlsx", [row]), "xlsx", "sites").sites

    assert (site.postal_code, site.department) == ("01000", "01")


def test_headings_may_come_lower_and_in_another_order() -> None:
    """Under a title, and without what is not needed."""
    text = "Nos lieux d'accueil;;;\n\nCommune;DEPARTEMENT;Adresse;Nom du site\nLyon;69M;1 rue Neuve;Maison\n"

    [site] = read_table(text.encode(), "txt", "sites").sites

    assert (site.name, site.town, site.department, site.levels) == ("Maison", "Lyon", "69M", [])


def test_each_line_to_mend_is_told() -> None:
    """By its number and its field; the others are read."""
    lines = [list(row) for row in ROWS]
    lines[0][1], lines[1][2] = "35600000049838", None

    found = read_table(saved("xlsx", [*lines, list(ROWS[1])]), "xlsx", "sites")

    assert [one.number for one in found.faulty] == [2, 3]
    assert "« 35600000049838 » : il n'est pas valide" in found.faulty[0].mend
    assert found.faulty[1].mend == "« Adresse » : à remplir."
    assert len(found.sites) == 1


@pytest.mark.parametrize(
    ("content", "format_", "mend"),
    [
        (b"Nom;Ville\nMaison;Lyon", "txt", "la ligne des titres manque"),
        (b"Nom du site;Adresse;Commune;Departement\n", "txt", "aucun site"),
        (b"PK\x03\x04 broken", "xlsx", "ce n'est pas un classeur .xlsx lisible"),
        (b"PK\x03\x04 broken", "ods", "ce n'est pas un classeur .ods lisible"),
        (b"%PDF", "pdf", "ce n'est pas un tableau"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, format_: str, mend: str) -> None:
    """In a sentence, with how to mend it."""
    with pytest.raises(Refusal, match=mend):
        read_table(content, format_, "sites")


def test_the_csv_that_we_write_is_read_too() -> None:
    """What keeps a number a text is no part of it."""
    content = as_csv(COLUMNS, ROWS)

    found = read_table(content, "txt", "sites")

    assert len(found.sites) + len(found.faulty) == len(SITES)


def test_the_table_of_the_call_is_read_back() -> None:
    """As it is published, filled in by somebody."""
    book = load_workbook(BytesIO(sites_table("Session 2027")))
    for cells in ROWS:
        book["Sites"].append(list(cells))
    filled = BytesIO()
    book.save(filled)

    assert read_table(filled.getvalue(), "xlsx", "sites").sites == SITES
