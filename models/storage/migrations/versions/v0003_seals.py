"""The blocks of a hash chain, the lines that each sealed, and their time stamps; what was there is sealed then."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, needed, optional

revision = "0003"
down_revision = "0002"

_TABLES = sa.MetaData()


def _number(name: str, *of: sa.ForeignKey) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, *of, primary_key=True, autoincrement=False)


sa.Table(
    "seal_block",
    _TABLES,
    _number("number"),
    *needed(sa.Integer, "form"),
    *needed(sa.String, "previous"),
    *needed(INSTANT, "at", "sealed_at"),
    *needed(sa.Integer, "first", "count"),
    *needed(sa.String, "last_seal"),
    *needed(sa.Boolean, "is_whole"),
    *needed(sa.String, "hash"),
)
sa.Table(
    "sealed_line",
    _TABLES,
    _number("number"),
    sa.Column("block_number", sa.Integer, sa.ForeignKey("seal_block.number"), nullable=False),
    *needed(WORD, "kind"),
    *needed(sa.Integer, "row_id"),
    *needed(sa.String, "salt", "digest", "seal", "marks"),
    *optional(sa.String, "about"),
    *optional(INSTANT, "dated"),
    sa.Index("ix_sealed_line_row", "kind", "row_id", unique=True),
)
sa.Table(
    "time_stamp",
    _TABLES,
    _number("block_number", sa.ForeignKey("seal_block.number")),
    *needed(sa.String, "service"),
    *needed(INSTANT, "at"),
    *needed(sa.LargeBinary, "token"),
)


def upgrade() -> None:
    """Make the tables."""
    _TABLES.create_all(op.get_bind())
