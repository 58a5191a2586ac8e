"""The journal: every change of an application, with who, when and why. Lines are added, never changed."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field, SQLModel

from models.columns import word
from models.vocabulary import Event, Status

# As words: SQLAlchemy's own `now()` is another where Prefect's server is imported, and not to be had in bulk.
_NOW = text("CURRENT_TIMESTAMP")


class JournalLine(SQLModel, table=True):
    """One change. `former` is None for the first line of an application.

    `at` is the instant that it is about, which a rehearsal, or a run that catches up, sets; `recorded_at` is when the
    database wrote it, by its own clock. What was written before there was such a column has none.
    """

    __tablename__ = "journal"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    at: datetime
    event: Event = Field(sa_type=word(Event))
    former: Status | None = Field(default=None, sa_type=word(Status))
    status: Status = Field(sa_type=word(Status))
    by: str
    reason: str | None = None
    recorded_at: datetime | None = Field(default=None, sa_column_kwargs={"default": _NOW})
