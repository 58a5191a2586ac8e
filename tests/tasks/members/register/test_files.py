"""The register as files: what a spreadsheet opens, and what a program reads."""

import csv
import json
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from notifications.documents.sheets.tables import as_csv, as_xlsx
from tasks.members.register.files import REGISTER, TAX, write_register, written
from tasks.members.register.lines import MemberLine, Register, TaxLine
from tests.support.mails import siret

DAY = date(2026, 10, 1)

REGISTERED = Register(
    region="Auvergne-Rhône-Alpes",
    on=DAY,
    members=[
        MemberLine("École", f"SIRET {siret()}", 3, None, "cahier des charges", None, DAY, None, "ARA-2026-0001"),
        MemberLine('=HYPERLINK("http://piege.example")', None, 1, "CIO", "convention", DAY, DAY, DAY, "ADH-2026-0002"),
    ],
    for_tax=[TaxLine(siret(), "École", 3, None, DAY)],
    without_siret=[],
)


def test_the_register_is_written_in_three_forms(tmp_path: Path) -> None:
    """And the list for the tax; written again, the files of the day are replaced."""
    for _ in range(2):
        files = write_register(tmp_path / "registre", REGISTERED)

    assert [path.name for path in files] == [
        f"{name}-2026-10-01.{form}" for name in ("registre", "taxe-apprentissage") for form in ("csv", "xlsx", "json")
    ]
    assert sorted(path.name for path in (tmp_path / "registre").iterdir()) == sorted(path.name for path in files)


def test_a_spreadsheet_opens_the_csv(tmp_path: Path) -> None:
    """UTF-8 with its mark, semicolons, one line a member."""
    path = next(path for path in write_register(tmp_path, REGISTERED) if path.suffix == ".csv")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert rows[0] == [
        "Organisme",
        "Identifiant",
        "Cercle",
        "Réseau",
        "Texte et version",
        "Signé le",
        "Membre depuis le",
        "Jusqu'au",
        "Référence",
        "Sites",
    ]
    assert rows[1] == [
        "École",
        f"SIRET {siret()}",
        "3",
        "",
        "cahier des charges",
        "",
        "2026-10-01",
        "",
        "ARA-2026-0001",
        "",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_name_is_a_formula(sign: str) -> None:
    """What an organisation calls itself is never carried out by a spreadsheet."""
    name = f"{sign}cmd|' /C calc'!A0"
    row: list[Any] = [name, *[None] * 9]

    [_, line] = as_csv(REGISTER.columns, [row]).decode("utf-8-sig").splitlines()
    sheet = load_workbook(BytesIO(as_xlsx("Membres", "Registre", REGISTER.columns, [row])))["Membres"]

    assert line.startswith(("'=", "'+", "'-", "'@", "\"'"))
    assert sheet["A2"].data_type == "s"


def test_the_spreadsheet_has_dates_and_texts() -> None:
    """A day may be sorted and filtered, a SIRET keeps its zeros; the heading stays in sight."""
    rows: list[list[Any]] = [["09990000110001", "École", 3, None, DAY]]

    page = load_workbook(BytesIO(as_xlsx("Membres", "Taxe", TAX.columns, rows)))["Membres"]

    assert [cell.value for cell in page[2]] == ["09990000110001", "École", 3, None, datetime(2026, 10, 1)]  # noqa: DTZ001
    assert (page["E2"].number_format, page["A2"].number_format) == ("dd/mm/yyyy", "@")
    assert (page.freeze_panes, page.auto_filter.ref) == ("B2", "A1:E2")


def test_a_program_reads_the_json(tmp_path: Path) -> None:
    """By the names of the fields, days in ISO 8601, what is not known as null."""
    path = next(path for path in write_register(tmp_path, REGISTERED) if path.suffix == ".json")

    read = json.loads(path.read_text(encoding="utf-8"))

    assert (read["on"], read["title"]) == (
        "2026-10-01",
        "Registre des membres du SPRO, Auvergne-Rhône-Alpes, au 01/10/2026",
    )
    assert read["members"][0] == {
        "organisation": "École",
        "identifier": f"SIRET {siret()}",
        "circle": 3,
        "network": None,
        "text": "cahier des charges",
        "signed_on": None,
        "since": "2026-10-01",
        "until": None,
        "reference": "ARA-2026-0001",
        "sites": "",
    }


def test_an_empty_register_is_written_too(tmp_path: Path) -> None:
    """Before the first 1 September, it holds its headings."""
    empty = Register("Auvergne-Rhône-Alpes", DAY, [], [], [])

    files = write_register(tmp_path, empty)

    assert [len(path.read_bytes()) > 0 for path in files] == [True] * 6


def test_a_spreadsheet_keeps_the_numbers_of_the_list_for_the_tax() -> None:
    """In the CSV, fourteen bare digits would be a quantity, rounded and without its zeros; programs read them bare."""
    number = "00555123400012"
    register = REGISTERED._replace(for_tax=[TaxLine(number, "École", 3, None, DAY)])

    lines = written("taxe-apprentissage", register, "csv").content.decode("utf-8-sig").splitlines()
    told = json.loads(written("taxe-apprentissage", register, "json").content)

    assert lines[1] == f"SIRET {number};École;3;;2026-10-01"
    assert told["members"][0]["siret"] == number
