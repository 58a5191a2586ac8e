"""The agenda of a large meeting: how long its papers take to read and to typeset, beside those of a tenth of it."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from models.meetings.agenda import agenda
from models.region.file import load_region
from models.storage.database import forget, transaction
from notifications.documents.typeset import typeset, typeset_together
from notifications.samples.documents import certificate
from tasks.meetings.calendar.papers import agenda_document
from tests.tasks.meetings.sheet.sheets import meeting_to_record

SIZES = (30, 300)
_CERTIFICATES = 200


def papers() -> None:
    """Measure the agenda of 300 dossiers as a PDF (under 20 s)."""
    _measured(1)  # the compiler and its fonts are loaded once
    _certificates()
    small, large = (_measured(size) for size in SIZES)
    print(
        f"agenda of {SIZES[1]} dossiers, read and typeset: {large:.1f} s, {large / small:.1f} times that of {SIZES[0]}"
    )


def _certificates() -> None:
    sample = certificate(load_region("auvergne-rhone-alpes"))
    views = [replace(sample, number=f"2026-{number:04}") for number in range(_CERTIFICATES)]
    begun = time.perf_counter()
    assert len(set(typeset_together("certificate", views))) == _CERTIFICATES
    each = 1000 * (time.perf_counter() - begun) / _CERTIFICATES
    print(f"{_CERTIFICATES} certificates, typeset together: {each:.1f} ms each")


def _measured(size: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'spro.db'}"
        with transaction(address) as session:
            case = meeting_to_record(session, "commission", [f"Organisme {i}" for i in range(size)])
            begun = time.perf_counter()
            items = agenda(session, case.meeting)
            document = typeset("agenda", agenda_document(session, case.campaign, case.meeting, items))
            taken = time.perf_counter() - begun
        forget(address)
    assert document.startswith(b"%PDF")
    assert len(items) == size
    return taken
