"""What a body's meeting is made of: when it sits, who is there, what is on its agenda, who keeps out of what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import key, word
from models.vocabulary import MeetingMode, StageName


class Meeting(SQLModel, table=True):
    """One meeting of the body of a stage. `on` is empty until its day is known: minutes may say it afterwards. `mode`
    is how it deliberates, in a room where it is empty; in writing, `starts_at` is until when members answer.

    `dated_for` is when its members know that it starts, told as soon as it is set; `convene_at` is when they are due
    to be convened, empty once they were, for a meeting that was to start at `convened_for`; `revision` is how often it
    moved, and `urgency` why they had less than the days that the law gives them. A second meeting after a missing
    quorum has the same agenda and asks for none (CRPA R133-10). `present` is who was there, empty until it is recorded;
    `proxies`, who gave a mandate to whom (R133-9); `closed_at`, when it was over: what it left on its agenda goes to
    another one. `asked` counts the pages that were answered, and `draft` is what was typed of the meeting on one that
    was refused.
    """

    __table_args__ = (UniqueConstraint("campaign_id", "stage", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    stage: StageName = Field(sa_type=key())
    number: int
    on: date | None = None
    starts_at: datetime | None = None
    place: str | None = None
    mode: MeetingMode | None = Field(default=None, sa_type=word(MeetingMode))
    is_second: bool = False
    urgency: str | None = None
    set_by: str
    set_at: datetime
    revision: int = 0
    dated_for: datetime | None = None
    convene_at: datetime | None = Field(default=None, index=True)
    convened_at: datetime | None = None
    convened_for: datetime | None = None
    present: list[str] | None = Field(default=None, sa_type=JSON)
    proxies: dict[str, str] | None = Field(default=None, sa_type=JSON)
    quorate: bool | None = None
    closed_at: datetime | None = None
    asked: int = 0
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON)


class AgendaItem(SQLModel, table=True):
    """A dossier on an agenda, in order of receipt unless somebody moved it, and said why.

    `page` is the page of the form that asks for it, fixed when that form first opens; `draft`, what was typed there and
    refused; `recorded_at`, when what the body said of it was recorded; `tied`, that the votes were equal, and that of
    whoever presided prevailed (CRPA R133-11).
    """

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "application_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    position: int
    moved_reason: str | None = None
    page: int | None = None
    draft: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    recorded_at: datetime | None = None
    dissent: str | None = None
    tied: bool | None = None


class Recusal(SQLModel, table=True):
    """A member who declared an interest in a dossier, and keeps out of it (CRPA R133-12).

    `member` is what was declared; `seat`, the seat of the region file that it names, empty where it names none.
    """

    __table_args__ = (UniqueConstraint("application_id", "body", "member"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    body: str
    member: str
    seat: str | None = None
    by: str
    declared_at: datetime
