"""Sessions with a meeting to record, its spreadsheet, and people who fill it in."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from sqlmodel import Session, select

from models.dossiers.application import Application, Decision, Examination, Opinion
from models.dossiers.journal import JournalLine
from models.forms.meetings import MinutesFileForm
from models.meetings.meeting import AgendaItem, Meeting
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import MEETINGS, Finding, OpinionSense, StageName, Status
from tasks.meetings.recording.import_sheet import Plan, import_minutes
from tasks.meetings.sheet.check import SheetRefusal
from tasks.meetings.sheet.columns import DOSSIERS, ROWS, SITTING, Sheet, columns_of
from tasks.meetings.sheet.matter import sheet_of
from tasks.meetings.sheet.writing import write_sheet
from tests.factories import application, campaign_with, desk_file, paris

ON: dict[StageName, date] = {"working_group": date(2026, 6, 17), "commission": date(2026, 7, 8)}
SAYS: dict[StageName, str] = {"working_group": "favorable", "commission": "acceptée"}
"""The favourable word of each body."""

AGAINST: dict[StageName, str] = {"working_group": "défavorable", "commission": "refusée"}

NAMES = ("CIDFF de l'Ain", "Maison de l'emploi de la Loire", "MJC de Bron")
SEATS = ("Région Auvergne-Rhône-Alpes", "Préfecture de région")

Change = Callable[[Workbook], None]


class Case(NamedTuple):
    """A meeting to record: its dossiers, in agenda order, and the spreadsheet that its secretary got."""

    campaign: Campaign
    meeting: Meeting
    dossiers: list[Application]
    content: bytes

    @property
    def stage(self) -> StageName:
        """Whose meeting it is."""
        return self.meeting.stage

    @property
    def references(self) -> list[str]:
        """The references of its dossiers."""
        return [dossier.reference for dossier in self.dossiers]


def at_of(stage: StageName) -> datetime:
    """The instant at which a meeting is recorded: the afternoon of its day."""
    return paris(f"{ON[stage]} 17:00")


def meeting_to_record(session: Session, stage: StageName, names: Sequence[str] = NAMES) -> Case:
    """Return a meeting on which a dossier waits for each name: all were found favourable, all were studied so."""
    campaign = campaign_with(session)
    status = Status.examined if stage == "working_group" else Status.studied
    dossiers = [application(session, campaign, status, name=name) for name in names]
    for dossier in dossiers:
        examined(session, dossier, Finding.favourable)
        if stage == "commission":
            studied(session, campaign, dossier, OpinionSense.favourable)
    meeting = Meeting(campaign_id=campaign.id or 0, stage=stage, number=1, set_by="Mme Essai", set_at=campaign.opens_at)
    session.add(meeting)
    session.flush()
    for position, dossier in enumerate(dossiers, start=1):
        session.add(AgendaItem(meeting_id=meeting.id or 0, application_id=dossier.id or 0, position=position))
    session.flush()
    return Case(campaign, meeting, dossiers, _written(sheet_of(session, campaign, meeting)))


@lru_cache(maxsize=16)
def _written(sheet: Sheet) -> bytes:
    """Return the spreadsheet of a meeting, written once: most of them are alike."""
    return write_sheet(sheet)


def examined(session: Session, dossier: Application, finding: Finding, comment: str | None = None) -> None:
    """Add what the examiner found."""
    at = paris("2026-05-20 10:00")
    row = Examination(application_id=dossier.id or 0, finding=finding, comment=comment, by="Mme Essai", at=at)
    session.add(row)
    session.flush()


def studied(
    session: Session, campaign: Campaign, dossier: Application, opinion: OpinionSense, reasons: str | None = None
) -> None:
    """Add what the working group said."""
    row = Opinion(
        application_id=dossier.id or 0,
        campaign_id=campaign.id or 0,
        stage="working_group",
        body="gt_orientation",
        opinion=opinion,
        reasons=reasons,
        by="Mme Essai",
        given_at=paris("2026-06-17 17:00"),
    )
    session.add(row)
    session.flush()


def filled(case: Case, *changes: Change, **head: object) -> bytes:
    """Return the sheet of a meeting as its secretary fills it in, with her own changes: the day, two members, who
    signs, who typed."""
    said = {
        "on": ON[case.stage],
        "name": "Jeanne Essai",
        "capacity": "Présidente de la commission",
        "by": "Secrétariat",
        "present": SEATS,
    }
    return changed(case.content, write_head(**(said | head)), *changes)


def changed(content: bytes, *changes: Change) -> bytes:
    """Return a workbook that somebody opened, changed and saved."""
    book = load_workbook(BytesIO(content))
    for change in changes:
        change(book)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def write_head(**said: Any) -> Change:  # noqa: ANN401  a date, a text, several
    """Write beside the labels of the first worksheet."""

    def change(book: Workbook) -> None:
        page = book[SITTING]
        labels = {row.label: row.key for row in ROWS}
        numbers = {labels[str(cell.value)]: cell.row for (cell, *_) in page.iter_rows() if cell.value in labels}
        for key, value in said.items():
            if key in numbers:
                values = value if isinstance(value, tuple) else (value,)
                for place, one in enumerate(values):
                    cell_at(page, numbers[key] + place, 2).value = one

    return change


def write(row: int, **said: object) -> Change:
    """Write in a row of « Dossiers », by the keys of its columns."""

    def change(book: Workbook) -> None:
        page = book[DOSSIERS]
        for key, value in said.items():
            cell_at(page, row, place_of(page, key)).value = cast("Any", value)

    return change


def place_of(page: Worksheet, key: str) -> int:
    """Return the place of a column, by its title, wherever it is."""
    titles = {column.title for kind in MEETINGS for column in columns_of(kind) if column.key == key}
    return next(cell.column for cell in page[1] if cell.value in titles)


def cell_at(page: Worksheet, row: int, column: int) -> Cell:
    """Return a cell."""
    return cast("Cell", page.cell(row, column))


def imported(
    session: Session, folder: Path, content: bytes, *, at: datetime, by: str = "Coordination"
) -> tuple[Plan, list[Application]]:
    """Import a sheet that a desk sent, with a store in a folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_HOME", str(folder))
        file = desk_file(session, content, "pv.xlsx")
        return import_minutes(session, MinutesFileForm(file=file, by=by), at=at)


def faults(session: Session, folder: Path, case: Case, *changes: Change) -> list[str]:
    """What is said of a sheet that is refused; nothing has changed."""
    former = rows(session, case)

    with pytest.raises(SheetRefusal) as refused:
        imported(session, folder, filled(case, *changes), at=at_of(case.stage))

    assert rows(session, case) == former
    return [str(fault) for fault in refused.value.faults]


def rows(session: Session, case: Case) -> list[object]:
    """What an import could change."""
    tables = (Opinion, Decision, JournalLine, Notice)
    counts = [len(session.exec(select(table)).all()) for table in tables]
    meeting = session.get_one(Meeting, case.meeting.id)
    return [*counts, meeting.present, meeting.on, *(dossier.status for dossier in case.dossiers)]
