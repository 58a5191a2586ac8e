"""The minutes of 300 dossiers imported from the spreadsheet: one transaction, in which notices are enqueued."""

import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import func
from sqlmodel import select

from models.forms.meetings import MinutesFileForm
from models.notices import Notice
from models.storage.database import forget, transaction
from tasks.meetings.recording.import_sheet import import_minutes
from tasks.meetings.sheet.matter import sheet_of
from tasks.meetings.sheet.writing import write_sheet
from tests.factories import desk_file
from tests.tasks.meetings.sheet.sheets import at_of, filled, meeting_to_record, write

DOSSIERS = 300
ONE_IN = (5, 1)
"""How many lines a refusal comes: an ordinary meeting, then the worst, where each decision has its own reasons."""


class Taken(NamedTuple):
    """How long each step took, in seconds, and how many notices wait."""

    write: float
    dry: float
    real: float
    again: float
    notices: int


def minutes() -> None:
    """Measure the import of 300 decisions (under 10 s)."""
    for one_in in ONE_IN:
        with tempfile.TemporaryDirectory() as folder:
            taken = _measure(Path(folder), one_in=one_in)
        print(
            f"minutes of {DOSSIERS} decisions, one in {one_in} refused: sheet written in {taken.write:.1f} s; imported "
            f"dry in {taken.dry:.1f} s, for real in {taken.real:.1f} s ({taken.notices} notices), again in "
            f"{taken.again:.1f} s"
        )


def _measure(folder: Path, *, one_in: int) -> Taken:
    address = f"sqlite:///{folder / 'spro.db'}"
    with transaction(address) as session:
        case = meeting_to_record(session, "commission", [f"Organisme {i}" for i in range(DOSSIERS)])
        begun = time.perf_counter()
        write_sheet(sheet_of(session, case.campaign, case.meeting))
        written = time.perf_counter() - begun
    refused = [write(row, sense="refusée", reasons=f"Motif {row}.") for row in range(2, DOSSIERS + 2, one_in)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_HOME", str(folder))
        with transaction(address) as session:
            file = desk_file(session, filled(case, *refused))
        dry, real, again = (_import(address, file, dry_run=dry_run) for dry_run in (True, False, False))
    with transaction(address) as session:
        notices = session.exec(select(func.count()).select_from(Notice)).one()
    forget(address)
    return Taken(written, dry, real, again, notices)


def _import(address: str, file: str, *, dry_run: bool) -> float:
    form = MinutesFileForm(file=file, by="Coordination")
    begun = time.perf_counter()
    with transaction(address) as session:
        import_minutes(session, form, at=at_of("commission"))
        if dry_run:
            session.rollback()
    return time.perf_counter() - begun
