"""Who examines a dossier: the person that its applicant may know by name (CRPA L111-2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import union_all
from sqlmodel import Session, select

from models.columns import among
from models.dossiers.actor import SYSTEM
from models.dossiers.application import CompletionRequest, Examination

_BY_PERSON = union_all(
    select(CompletionRequest.application_id, CompletionRequest.asked_at, CompletionRequest.by).where(
        among(CompletionRequest.application_id), CompletionRequest.by != str(SYSTEM)
    ),
    select(Examination.application_id, Examination.at, Examination.by).where(among(Examination.application_id)),
)


def load_in_charge(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return who last asked for pieces of each of some applications, or said what they found; none of those of which
    the system alone did."""
    found: dict[int, tuple[datetime, str]] = {}
    for application_id, at, by in session.execute(_BY_PERSON, {"ids": ids}):
        found[application_id] = max(found.get(application_id, (at, by)), (at, by))
    return {application_id: by for application_id, (_, by) in found.items()}
