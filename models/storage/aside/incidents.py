"""What went wrong with the machine itself, from when until when: kept, so that each is told once, and once more when it
is over."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from models.columns import word
from models.vocabulary import IncidentKind


class Incident(SQLModel, table=True):
    """One incident. `about` is which mailbox or deployment, empty where there is but one; `detail` says what was seen,
    in French; `over_at` is empty while it lasts.

    `key` is `kind/about` while it lasts, so that the same one never begins twice, and its own once it is over.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: IncidentKind = Field(sa_type=word(IncidentKind))
    about: str = ""
    detail: str
    begun_at: datetime
    over_at: datetime | None = Field(default=None, index=True)
