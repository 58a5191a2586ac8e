"""Which version of a text is adopted, which is in force on a day, and which were when a dossier was deposited."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, bindparam, or_
from sqlmodel import Session, col, select

from models.columns import chunks
from models.members.texts.text import DocumentStatus, DossierText, ReferenceDocument
from models.members.texts.workflow import TEXTS
from models.region.model import Region

_ADOPTED = select(ReferenceDocument).where(
    col(ReferenceDocument.region_id) == bindparam("region_id"),
    col(ReferenceDocument.document) == bindparam("text"),
    ReferenceDocument.status == DocumentStatus.adopted,
)


def adopted(session: Session, region: Region, text: str) -> ReferenceDocument | None:
    """Return the version of a text that was adopted last: the one that is signed."""
    return session.exec(_ADOPTED, params={"region_id": region.region.id, "text": text}).one_or_none()


def in_force(session: Session, region: Region, day: date) -> Sequence[ReferenceDocument]:
    """Return the version of each text that is in force on a day, in order of the texts."""
    of_day = select(ReferenceDocument).where(ReferenceDocument.region_id == region.region.id, is_in_force(day))
    return session.exec(of_day.order_by(col(ReferenceDocument.document))).all()


def is_in_force(day: date) -> ColumnElement[bool]:
    """SQL condition: a version is in force on a day."""
    ends = col(ReferenceDocument.superseded_on)
    return (col(ReferenceDocument.in_force_from) <= day) & or_(ends.is_(None), ends > day)


def keep_texts(session: Session, region: Region, application_id: int, day: date) -> None:
    """Keep with a dossier the versions that are in force on the day of its deposit."""
    found = (one.id for one in in_force(session, region, day))
    session.add_all(DossierText(application_id=application_id, document_id=one) for one in found if one)


def texts_of_dossiers(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the versions that some dossiers were made against, in words; of one that has none, no entry."""
    found: dict[int, list[str]] = defaultdict(list)
    for part in chunks(ids):
        kept = (
            select(DossierText.application_id, ReferenceDocument)
            .join(ReferenceDocument, col(ReferenceDocument.id) == col(DossierText.document_id))
            .where(col(DossierText.application_id).in_(part))
            .order_by(col(ReferenceDocument.document))
        )
        for application_id, one in session.exec(kept):
            found[application_id].append(f"{TEXTS[one.document]}, version {one.version}")
    return {i: tuple(texts) for i, texts in found.items()}
