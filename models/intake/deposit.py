"""What arrived: every mail as it was received, every paper that an agent recorded, and their files."""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, ColumnElement, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import none, word
from models.intake.words import FILED, OF_NATURE, Meaning, Nature, Trouble, Way, Wish, arrival_number


class Deposit(SQLModel, table=True):
    """One arrival. A mail is kept byte for byte in the store under `raw_digest`; a paper has none.

    `identity` is what makes it the same mail twice: its content apart from trace headers; `content` is what makes two
    mails say the same: sender, text and files. `thread_id` is the arrival that began the exchange with us that it goes
    on, empty where it begins one. `mailbox` is the role whose mailbox received it; `papers` are the pieces that came on
    paper, which no file holds. `application_id` is empty until it is sorted, and for ever where it is no dossier;
    `joined_from_id` is the dossier that it was of before a person joined that one to another.

    `received_at` is the receiving server's stamp, `claimed_date` what the sender's clock said; `came_at`, when a paper
    came whose day was typed wrong. `sorted_at` is when its
    dossier was found and its files were looked at; `attempts` counts the tries, and `trouble` says why it takes more.
    `meaning` is what it was taken for then, `wish` what its words may well ask for. `seen_at` is when a person had read
    what was set aside for one, and dealt with it.
    """

    id: int | None = Field(default=None, primary_key=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    identity: str = Field(unique=True)
    content: str | None = Field(default=None, index=True)
    nature: Nature = Field(default=Nature.written, sa_type=word(Nature))
    way: Way = Field(default=Way.email, sa_type=word(Way))
    mailbox: str = "deposit_mailbox"
    message_id: str | None = None
    thread_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    sender: str
    reply_to: str
    subject: str
    raw_digest: str | None = None
    size: int = 0
    received_at: datetime
    processed_at: datetime
    claimed_date: str | None = None
    postmark: date | None = None
    papers: list[str] = Field(default_factory=none, sa_type=JSON)
    came_at: datetime | None = None
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    joined_from_id: int | None = None
    sorted_at: datetime | None = Field(default=None, index=True)
    attempts: int = 0
    trouble: str | None = None
    meaning: Meaning | None = Field(default=None, sa_type=word(Meaning), index=True)
    wish: Wish | None = Field(default=None, sa_type=word(Wish))
    seen_at: datetime | None = None
    seen_by: str | None = None

    @property
    def arrived_at(self) -> datetime:
        """When it came: as it was recorded, but of a paper whose day was typed wrong."""
        return self.came_at or self.received_at


def number_of(deposit: Deposit, zone: ZoneInfo) -> str:
    """Return what an arrival is called, by the day of its receipt where the Région is: « 2026-000123 »."""
    return arrival_number(deposit.received_at.astimezone(zone).date(), deposit.id or 0)


def meaning_of(deposit: Deposit) -> Meaning | None:
    """Return what an arrival is taken for; None while nobody has sorted it."""
    return deposit.meaning or OF_NATURE.get(deposit.nature)


WORDS = frozenset({Meaning.question, Meaning.appeal, Meaning.withdrawal})
"""What only a person can settle."""


@cache
def is_to_read() -> ColumnElement[bool]:
    """SQL condition: what somebody wrote that no rule settles, and that nobody has read yet."""
    is_words = col(Deposit.meaning).in_(WORDS) | col(Deposit.wish).is_not(None)
    return is_words & col(Deposit.seen_at).is_(None)


EXAMINED = FILED | {Nature.written, Nature.desk}
"""The mails whose files are looked at, and kept one by one."""


@cache
def is_unsorted() -> ColumnElement[bool]:
    """SQL condition: a person's mail whose files were not looked at yet."""
    return col(Deposit.sorted_at).is_(None) & col(Deposit.nature).in_(EXAMINED)


class File(SQLModel, table=True):
    """One file of an arrival, by the digest of its content; `parent_id` is the archive that it was in.

    `format` is what its content is, whatever its name says; `piece_id`, the piece that it was recognised as. The store
    keeps its content under `digest` once it was looked at, in quarantine where there is a `trouble`. `proposed` are the
    pieces that it seems to hold besides, by its name, its bookmarks or its pages; `is_loose` tells that a person has
    still to say which pieces of its dossier it holds. `holds` are the pieces that a person said it holds, empty where
    nobody did. `form_version` and `form_year` tell on which version of the form of its piece it was filled in, made for
    the session of which year, where that is known.
    """

    __table_args__ = (UniqueConstraint("deposit_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    deposit_id: int = Field(foreign_key="deposit.id", index=True)
    position: int
    name: str
    size: int
    digest: str
    parent_id: int | None = Field(default=None, foreign_key="file.id")
    format: str | None = None
    piece_id: str | None = None
    trouble: Trouble | None = Field(default=None, sa_type=word(Trouble), index=True)
    proposed: list[str] | None = Field(default=None, sa_type=JSON)
    is_loose: bool | None = None
    holds: list[str] | None = Field(default=None, sa_type=JSON)
    form_version: str | None = None
    form_year: int | None = None


def pieces_in(file: File) -> tuple[str, ...]:
    """Return the pieces that a file holds: as a person said, else as it was recognised."""
    recognised = (file.piece_id,) if file.piece_id else ()
    return recognised if file.holds is None else tuple(file.holds)


def is_part_of(file: File, other: File, piece: str) -> bool:
    """Return True if a file is a part of the piece that another is: what one mail tells to be the same piece (its recto
    and its verso) is that piece together."""
    is_sound = file.trouble is None and piece in pieces_in(file)
    return file.id == other.id or (is_sound and file.deposit_id == other.deposit_id)


class Reclassification(SQLModel, table=True):
    """What a person said of an arrival otherwise than it had been taken for: both readings are kept. `said` is the form
    as it was filled in, by which the same said again is known."""

    id: int | None = Field(default=None, primary_key=True)
    deposit_id: int = Field(foreign_key="deposit.id", index=True)
    at: datetime
    by: str
    reason: str | None = None
    former: Meaning | None = Field(default=None, sa_type=word(Meaning))
    meaning: Meaning | None = Field(default=None, sa_type=word(Meaning))
    former_application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    said: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


def infected(session: Session, digests: Collection[str]) -> set[str]:
    """Return which of some contents an antivirus knows, wherever they came: what it learned later holds for all."""
    known = select(File.digest).where(col(File.digest).in_(digests), File.trouble == Trouble.infected)
    return set(session.exec(known))
