"""What arrived: every mail as it was received, and its files."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


class Deposit(SQLModel, table=True):
    """One mail, kept byte for byte in the store under `raw_digest`.

    `identity` is what makes it the same mail twice: its Message-ID and sender, or without one its content apart from
    trace headers. `application_id` is empty for what is no dossier (automatic replies, lists).
    """

    id: int | None = Field(default=None, primary_key=True)
    identity: str = Field(unique=True)
    message_id: str | None = None
    sender: str
    subject: str
    raw_digest: str
    received_at: datetime
    processed_at: datetime
    claimed_date: str | None = None
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)


class File(SQLModel, table=True):
    """One attachment, kept in the store under `digest`; `piece_id` is what its name was recognised as."""

    __table_args__ = (UniqueConstraint("deposit_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    deposit_id: int = Field(foreign_key="deposit.id", index=True)
    position: int
    name: str
    size: int
    digest: str
    piece_id: str | None = None
