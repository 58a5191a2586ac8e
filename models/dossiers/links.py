"""The links by which dossiers are read without an account: each for one holder, and ended by a date or by a meeting."""

from datetime import datetime

from sqlmodel import Field, SQLModel


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
