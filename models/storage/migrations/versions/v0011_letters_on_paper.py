"""Letters on paper: when each was printed, posted, presented and delivered."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, key, needed, of, optional

revision = "0011"
down_revision = "0010"

_TABLES = sa.MetaData()

sa.Table("notice", _TABLES, key())
_OWN = (
    sa.Table(
        "posting",
        _TABLES,
        key(),
        of("notice", "notice_id", index=False, unique=True, ondelete="CASCADE"),
        sa.Column("batch", sa.Integer, nullable=False, index=True),
        *needed(sa.String, "addressed_to"),
        *needed(sa.Boolean, "is_registered"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        *needed(sa.Date, "posted_on"),
        *optional(sa.String, "number"),
        *optional(sa.Date, "presented_on", "delivered_on"),
        *optional(sa.String, "noted_by"),
    ),
)


def upgrade() -> None:
    """Make the table."""
    _TABLES.create_all(op.get_bind(), tables=_OWN)
