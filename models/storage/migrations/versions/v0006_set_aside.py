"""What is set aside, and why."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, key, needed, optional

revision = "0006"
down_revision = "0005"

_TABLES = sa.MetaData()

sa.Table(
    "set_aside",
    _TABLES,
    key(),
    sa.Column("key", sa.String, nullable=False, unique=True),
    *needed(sa.String, "of"),
    *needed(sa.Integer, "row"),
    *needed(sa.String, "duty"),
    *optional(sa.Integer, "campaign_id"),
    *optional(sa.String, "reference"),
    *needed(sa.String, "name", "reason"),
    *needed(INSTANT, "since"),
)


def upgrade() -> None:
    """Make the table."""
    _TABLES.create_all(op.get_bind())
