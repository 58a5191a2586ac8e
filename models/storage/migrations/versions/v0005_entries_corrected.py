"""Entries of the register and papers that were typed wrong, as they were and as they are since: none yet."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, add, key, needed, optional

revision = "0005"
down_revision = "0004"

_TABLES = sa.MetaData()
sa.Table(
    "membership_correction",
    _TABLES,
    key(),
    *needed(sa.String, "number", "named"),
    *needed(sa.JSON, "former"),
    *optional(sa.JSON, "now"),
    *needed(sa.String, "reason", "by"),
    *needed(INSTANT, "at"),
)


def upgrade() -> None:
    """Make the table, and add the column."""
    _TABLES.create_all(op.get_bind())
    add("deposit", *optional(INSTANT, "came_at"))
