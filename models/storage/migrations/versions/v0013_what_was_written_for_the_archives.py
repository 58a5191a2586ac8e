"""What was written for the archives, by its hash."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, key, needed

revision = "0013"
down_revision = "0012"

_TABLES = sa.MetaData()

sa.Table(
    "archive_package",
    _TABLES,
    key(),
    *needed(sa.String, "hash", unique=True),
    *needed(INSTANT, "at"),
    *needed(sa.JSON, "units"),
)


def upgrade() -> None:
    """Make the table."""
    _TABLES.create_all(op.get_bind())
