"""Which version of a text is adopted, and which is in force on a day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.region.model import Region


def adopted(session: Session, region: Region, text: str) -> ReferenceDocument | None:
    """Return the version of a text that was adopted last: the one that is signed."""
    versions = select(ReferenceDocument).where(
        ReferenceDocument.region_id == region.region.id,
        ReferenceDocument.document == text,
        ReferenceDocument.status == DocumentStatus.adopted,
    )
    return session.exec(versions).one_or_none()


def in_force(session: Session, region: Region, day: date) -> Sequence[ReferenceDocument]:
    """Return the version of each text that is in force on a day, in order of the texts."""
    of_day = select(ReferenceDocument).where(ReferenceDocument.region_id == region.region.id, is_in_force(day))
    return session.exec(of_day.order_by(col(ReferenceDocument.document))).all()


def is_in_force(day: date) -> ColumnElement[bool]:
    """SQL condition: a version is in force on a day."""
    ends = col(ReferenceDocument.superseded_on)
    return (col(ReferenceDocument.in_force_from) <= day) & or_(ends.is_(None), ends > day)
