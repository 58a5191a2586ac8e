"""How the Région handles a dossier among its own: to whom it is given, or shown, what it is labelled, what is noted.

Nothing of this is ever said to an applicant: no notice reads these tables.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import chunks


class Assignment(SQLModel, table=True):
    """To which desk of the region file a dossier was given; the latest counts. Without a desk, it was given back."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    agent: str | None
    by: str
    at: datetime


class DossierLink(SQLModel, table=True):
    """A link, known by the digest (hexadecimal SHA-256) of its secret: whoever reads this table opens nothing.

    It opens one dossier until `ends_at`, or for a `seat` of its body the agenda of a meeting, until that meeting is
    over; with an `advice_id`, it opens the pieces that go with a request for advice, while that is open. `holder` is
    whom it was given to, as the journal of the dossiers names them when it is used.
    """

    __tablename__ = "dossier_link"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(default="", unique=True)
    holder: str
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    seat: str | None = None
    advice_id: int | None = Field(default=None, foreign_key="advice_request.id", index=True)
    issued_at: datetime
    ends_at: datetime | None = None


class Label(SQLModel, table=True):
    """A word that the Région puts on a dossier, to find it again; each once."""

    __table_args__ = (UniqueConstraint("application_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    name: str
    by: str
    at: datetime


class InternalNote(SQLModel, table=True):
    """What an agent notes of a dossier for the others."""

    __tablename__ = "internal_note"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    text: str
    by: str
    at: datetime


def notes_of(session: Session, application_id: int) -> Sequence[InternalNote]:
    """Return the internal notes on a dossier, the latest first."""
    written = select(InternalNote).where(InternalNote.application_id == application_id)
    return session.exec(written.order_by(col(InternalNote.id).desc())).all()


def labels_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the labels of those of some dossiers that have any, in alphabetical order."""
    found: dict[int, tuple[str, ...]] = {}
    for part in chunks(ids):
        for label in session.exec(select(Label).where(col(Label.application_id).in_(part)).order_by(col(Label.name))):
            found[label.application_id] = (*found.get(label.application_id, ()), label.name)
    return found


def agents_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return the key of the desk that has each of some dossiers, for those that were given to one."""
    latest: dict[int, str | None] = {}
    for part in chunks(ids):
        given = select(Assignment).where(col(Assignment.application_id).in_(part)).order_by(col(Assignment.id))
        latest |= {one.application_id: one.agent for one in session.exec(given)}
    return {i: agent for i, agent in latest.items() if agent}
