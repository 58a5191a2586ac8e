"""A sheet is read whatever people and programs did to its shape; what it says is read as it was typed."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, select

from models.dossiers.application import Decision
from models.meetings.meeting import Meeting
from models.vocabulary import DecisionSense, StageKind, Status
from tasks.meetings.sheet.columns import DOSSIERS, SITTING, Sheet, SheetLine
from tasks.meetings.sheet.reading import read_sheet
from tasks.meetings.sheet.writing import write_sheet
from tests.tasks.meetings.sheet.sheets import (
    Change,
    at_of,
    filled,
    imported,
    meeting_to_record,
    place_of,
    write,
    write_head,
)

COMMISSION = "commission"
REASONS = "Accueil réservé aux adhérents (article L. 6111-5 du code du travail)."


def moved(*, to: int) -> Change:
    """Move the column of reasons, with its title and what is in it, and leave an empty one in its place."""

    def change(book: Workbook) -> None:
        page = cast("Worksheet", book[DOSSIERS])
        held = place_of(page, "reasons")
        for row in range(1, page.max_row + 1):
            page.cell(row, to).value = page.cell(row, held).value
            page.cell(row, held).value = None

    return change


def sorted_backwards(book: Workbook) -> None:
    """Put the lines in the opposite order."""
    page = book[DOSSIERS]
    lines = [[cell.value for cell in row] for row in page.iter_rows(min_row=2)]
    for number, line in enumerate(reversed(lines), start=2):
        for place, value in enumerate(line, start=1):
            page.cell(number, place).value = value


def with_more_rows(book: Workbook) -> None:
    """Put a line of one's own above the titles, and one between the dossiers."""
    book[DOSSIERS].insert_rows(1)
    book[DOSSIERS]["B1"] = "Séance du 8 juillet"
    book[DOSSIERS].insert_rows(4)


def with_a_column_of_ones_own(book: Workbook) -> None:
    """Put notes before all the columns."""
    book[DOSSIERS].insert_cols(1)
    book[DOSSIERS]["A1"], book[DOSSIERS]["A2"] = "Mes notes", "=1+1"


def renamed(book: Workbook) -> None:
    """Write the names of the worksheets in capitals."""
    book[SITTING].title, book[DOSSIERS].title = "SEANCE", "DOSSIERS "


SAME: Mapping[str, Change] = {
    "another case": write(3, sense="REFUSEE "),
    "no accents": write(3, sense="  refusee"),
    "a reference in its own way": write(3, reference=" ara–2026 - 0002"),
    "lines sorted": sorted_backwards,
    "a column moved": moved(to=14),
    "a column of one's own": with_a_column_of_ones_own,
    "lines of one's own": with_more_rows,
    "worksheets renamed": renamed,
    "a day as a text": write_head(on="08/07/2026"),
    "a day as programs write it": write_head(on="2026-07-08"),
    "a day with its hour": write_head(on=datetime(2026, 7, 8, 14, 30)),  # noqa: DTZ001  a cell has no clock
    "the name left out": write(3, organisation=None),
    "the name in another case": write(3, organisation="maison de l’EMPLOI  de la loire"),
    "ends of lines": write(3, reasons=f"  {REASONS}_x000D_\n"),
}
"""What people and programs do to a sheet, and that changes nothing of what it says."""


@pytest.mark.parametrize("what", SAME)
def test_the_shape_of_a_sheet_is_no_matter(session: Session, tmp_path: Path, what: str) -> None:
    """What it says is read wherever it stands, and however it is typed."""
    case = meeting_to_record(session, COMMISSION)

    imported(
        session, tmp_path, filled(case, write(3, sense="refusée", reasons=REASONS), SAME[what]), at=at_of(COMMISSION)
    )

    assert [dossier.status for dossier in case.dossiers] == [Status.accepted, Status.refused, Status.accepted]
    assert session.exec(select(Decision.reasons).where(Decision.decision == DecisionSense.refused)).one() == REASONS
    assert session.get_one(Meeting, case.meeting.id).on == date(2026, 7, 8)


@pytest.mark.parametrize(
    "reasons", ["=1+1 au lieu de 3", "- une liste\n- de motifs", "@ la demande", "+ de précisions"]
)
def test_reasons_that_begin_like_a_formula_are_reasons(session: Session, tmp_path: Path, reasons: str) -> None:
    """As they were typed, in a cell of text: nothing is computed."""
    case = meeting_to_record(session, COMMISSION)

    def typed(book: Workbook) -> None:
        write(3, sense="refusée", reasons=reasons)(book)
        book[DOSSIERS].cell(3, place_of(book[DOSSIERS], "reasons")).data_type = "s"

    imported(session, tmp_path, filled(case, typed), at=at_of(COMMISSION))

    assert session.exec(select(Decision.reasons).where(Decision.decision == DecisionSense.refused)).one() == reasons


@settings(max_examples=15)
@given(st.lists(st.tuples(st.text(), st.text()), min_size=1, max_size=8))
def test_what_is_written_is_read(texts: list[tuple[str, str]]) -> None:
    """Any text comes back from the file as it went in, except blanks and for signs that no file can hold."""
    lines = tuple(
        SheetLine(rank, f"ARA-2026-{rank:04d}", name, "favorable", "", "favorable", "", reasons, "", "", "", "")
        for rank, (name, reasons) in enumerate(texts, start=1)
    )
    sheet = Sheet(
        "ara-2026", "Session 2026", StageKind.opinion, "groupe de travail", "GT", None, (), ("", ""), (), (), lines
    )

    said = read_sheet(write_sheet(sheet))

    read = [(one.texts.get("organisation", ""), one.texts.get("reasons", "")) for one in said.lines]
    assert said.faults == []
    assert [(signs(name), signs(reasons)) for name, reasons in read] == [
        (signs(name), signs(reasons)) for name, reasons in texts
    ]


def signs(text: str) -> str:
    """The signs of a text that count."""
    kept = (" " if ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 or sign in "\ufffe\uffff" else sign for sign in text)
    return "".join("".join(kept).split())
