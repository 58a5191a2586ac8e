"""A session of candidacies: its calendar, the changes made to it, and who is told that it opens."""

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import key, word
from models.region.model import Region
from models.vocabulary import StageKind, StageName


@lru_cache(maxsize=32)
def _parse(text: str) -> Region:
    return Region.model_validate_json(text)


class Campaign(SQLModel, table=True):
    """One yearly session. `region` is the region file, as JSON, as it was when the session opened: a later edit of
    the file does not change the rules of dossiers already deposited; a `SessionCorrection` may. `digest_at` is the
    morning on which people are told of what began to wait for them, `retained_at` when something that is owed was found
    to wait because of us, empty while nothing does. One that is cancelled keeps when, by whom and for
    what reason."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    region_id: str
    year: int
    label: str
    region: str = Field(sa_type=Text)
    opens_at: datetime
    opened_at: datetime
    opened_by: str
    last_number: int = 0
    retained_at: datetime | None = None
    digest_at: datetime | None = Field(default=None, index=True)
    cancelled_at: datetime | None = None
    cancelled_by: str | None = None
    cancelled_for: str | None = None

    @property
    def called(self) -> str:
        """What this session is called in a sentence, whatever its region calls it: « la session 2026 »."""
        label = self.label.lower()
        return f"la {label}" if label.startswith("session") else f"la session « {self.label} »"

    @property
    def rules(self) -> Region:
        """The region file this session runs by."""
        return _parse(self.region)


class Stage(SQLModel, table=True):
    """A dated stage, of the name and kind that its session's rules give it. `due_at` is the first instant after the
    period; `done_at`, when its closing work committed.

    `revision` counts the changes of date; `next_reminder_at` is the next reminder owed before the end (deposit only).
    """

    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    name: StageName = Field(sa_type=key())
    kind: StageKind = Field(sa_type=word(StageKind))
    opens_at: datetime
    due_at: datetime = Field(index=True)
    meeting_on: date | None = None
    done_at: datetime | None = None
    revision: int = 0
    next_reminder_at: datetime | None = Field(default=None, index=True)


class StageChange(SQLModel, table=True):
    """A date that moved: the former one is kept, with who moved it and why."""

    id: int | None = Field(default=None, primary_key=True)
    stage_id: int = Field(foreign_key="stage.id", index=True)
    former_due_at: datetime
    due_at: datetime
    reason: str
    by: str
    at: datetime


class SessionCorrection(SQLModel, table=True):
    """What a session keeps of the region file that a person corrected: both values, with who, when and why."""

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    key: str
    former: str | int | list[str] | None = Field(default=None, sa_type=JSON)
    value: str | int | list[str] | None = Field(default=None, sa_type=JSON)
    reason: str
    by: str
    at: datetime


class AnnouncementChoice(SQLModel, table=True):
    """What was said of the letters that announce sessions to an address: `wanted` or not, by whom and why, in which
    arrival if it was a mail. Rows are added, never changed: the latest of an address counts, in every session."""

    __tablename__ = "announcement_choice"

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(index=True)
    wanted: bool
    at: datetime
    by: str
    reason: str | None = None
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id")


class Prospect(SQLModel, table=True):
    """An address told that the session opens, and reminded until a deposit comes from it."""

    __table_args__ = (UniqueConstraint("campaign_id", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    address: str
    deposited_at: datetime | None = None
