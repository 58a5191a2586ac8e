"""The gate of a large meeting: how long it takes to ask for each of its pages, and to record it with its notices."""

import tempfile
import time
from pathlib import Path
from typing import Any

from sqlmodel import Session

from flows.gates.form import form_of
from flows.rehearsal.play.gates import untouched
from models.storage.database import forget, transaction
from tasks.meetings.pages.page import page_of
from tasks.meetings.recording.submit_page import open_sitting, receive_page
from tests.tasks.meetings.sheet.sheets import AGAINST, Case, at_of, meeting_to_record

DOSSIERS = 300
_COMMISSION = "commission"
_ONE_IN = 5
"""How many decisions a refusal comes."""

_HEAD = {
    "saisi_par": "Secrétariat",
    "presents": {"s0": True, "s1": True},
    "name": "Camille Essai",
    "capacity": "Directrice",
}


def gate() -> None:
    """Measure the pages of a commission of 300 dossiers: none takes longer because it is not the first."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'spro.db'}"
        with transaction(address) as session:
            case = meeting_to_record(session, _COMMISSION, [f"Organisme {i}" for i in range(DOSSIERS)])
        asked, recorded = zip(*_pages(address, case), strict=True)
        forget(address)
    print(
        f"gate of {DOSSIERS} dossiers, {len(asked)} pages: a page is asked for in {max(asked):.2f} s at most, and "
        f"recorded with its notices in {max(recorded):.2f} s at most; the last, with the minutes, {recorded[-1]:.2f} s"
    )


def _pages(address: str, case: Case) -> list[tuple[float, float]]:
    """Send each page, and return how long it took to ask for it, and to record it."""
    taken: list[tuple[float, float]] = []
    form: dict[str, Any] | None = None
    while True:
        begun = time.perf_counter()
        with transaction(address) as session:
            form = _asked(session, case)
        if form is None:
            return taken
        asked = time.perf_counter() - begun
        begun = time.perf_counter()
        with transaction(address) as session:
            receive_page(session, case.campaign.code, _COMMISSION, _filled(form), at=at_of(_COMMISSION))
        taken.append((asked, time.perf_counter() - begun))


def _asked(session: Session, case: Case) -> dict[str, Any] | None:
    open_sitting(session, case.campaign.code, _COMMISSION, by="système", at=at_of(_COMMISSION))
    session.add(case.meeting)
    page = page_of(session, case.campaign, case.meeting)
    return form_of(page) if page else None


def _filled(form: dict[str, Any]) -> dict[str, Any]:
    """Return a form as a person fills it in who refuses some of its dossiers."""
    typed = untouched(form) | {key: value for key, value in _HEAD.items() if key in form["properties"]}
    for reference in [key for key in typed if "sense" in form["properties"][key].get("properties", {})][::_ONE_IN]:
        typed[reference] = {"sense": AGAINST[_COMMISSION], "reasons": f"Motif propre à {reference}."}
    return typed
