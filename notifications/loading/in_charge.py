"""Who examines a dossier: the person that its applicant may know by name (CRPA L111-2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.columns import chunks
from models.dossiers.actor import SYSTEM
from models.dossiers.application import CompletionRequest, Examination


def load_in_charge(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return who last asked for pieces of each of some applications, or said what they found; none of those of which
    the system alone did."""
    found: dict[int, tuple[datetime, str]] = {}
    asked = select(CompletionRequest.application_id, CompletionRequest.asked_at, CompletionRequest.by)
    examined = select(Examination.application_id, Examination.at, Examination.by)
    for part in chunks(ids):
        by_person = (
            asked.where(col(CompletionRequest.application_id).in_(part), CompletionRequest.by != str(SYSTEM)),
            examined.where(col(Examination.application_id).in_(part)),
        )
        for application_id, at, by in (row for statement in by_person for row in session.exec(statement)):
            found[application_id] = max(found.get(application_id, (at, by)), (at, by))
    return {application_id: by for application_id, (_, by) in found.items()}
