"""The blocks of the chain, and the lines that each sealed: written once, by one sealer at a time."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import word
from models.storage.proof.form import LineKind, head_of


class SealBlock(SQLModel, table=True):
    """A block: so many lines from the line `first` on, in the version `form`.

    `previous` is the hash of the block before, `last_seal` the seal of its last line, `hash` its own. `sealed_at` is
    the instant by the database's clock, `at` that of the run that sealed it, which a rehearsal sets. `is_whole` tells
    that nothing written was left to be sealed.
    """

    __tablename__ = "seal_block"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    form: int
    previous: str
    at: datetime
    sealed_at: datetime
    first: int
    count: int
    last_seal: str
    is_whole: bool
    hash: str


class SealedLine(SQLModel, table=True):
    """A line of the chain, by its number in it: the row that it is of, and the digest of what that row said.

    `salt` is in the digest, so that nobody finds by trying what a row said that is no more. `marks` tell which value
    differs, `about` and `dated` what the row is about and of when: they are no part of the chain.
    """

    __tablename__ = "sealed_line"
    __table_args__ = (Index("ix_sealed_line_row", "kind", "row_id", unique=True),)

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    block_number: int = Field(foreign_key="seal_block.number")
    kind: LineKind = Field(sa_type=word(LineKind))
    row_id: int
    salt: str
    digest: str
    seal: str
    marks: str
    about: str | None = None
    dated: datetime | None = None


class TimeStamp(SQLModel, table=True):
    """A time stamp (RFC 3161) of the hash of a block, which covers all blocks before it: the `token` as the `service`
    gave it, and the instant that it attests."""

    __tablename__ = "time_stamp"

    block_number: int = Field(
        primary_key=True, foreign_key="seal_block.number", sa_column_kwargs={"autoincrement": False}
    )
    service: str
    at: datetime
    token: bytes


HEAD = ("number", "form", "previous", "at", "sealed_at", "first", "count", "last_seal", "is_whole")
"""What the hash of a block is made of."""


def block_head(block: SealBlock) -> bytes:
    """Return the octets whose digest is the hash of a block."""
    return head_of({name: getattr(block, name) for name in HEAD})


def block_hash(block: SealBlock) -> str:
    """Return the hash that a block should have."""
    return sha256(block_head(block)).hexdigest()


def last_block(session: Session) -> SealBlock | None:
    """Return the block that was sealed last, None before the first."""
    return session.exec(select(SealBlock).order_by(col(SealBlock.number).desc()).limit(1)).first()
