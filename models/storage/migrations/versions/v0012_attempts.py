"""Attempts to send a letter in rows of their own."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, needed, optional

revision = "0012"
down_revision = "0011"

_AT_RISK = sa.text("crashes > 0")


def upgrade() -> None:
    """Make the table, and have in it what is under way; who had begun it may be unknown, being dead since long."""
    op.create_table(
        "notice_attempt",
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
        *needed(sa.String, "claimed_by"),
        *needed(INSTANT, "begun_at"),
        *optional(INSTANT, "left_at"),
    )
    op.execute(
        """
        INSERT INTO notice_attempt (notice_id, claimed_by, begun_at)
        SELECT id, COALESCE(claimed_by, ''), begun_at FROM notice WHERE begun_at IS NOT NULL AND status = 'queued'
        """
    )
    # It is counted once it is over.
    op.execute("UPDATE notice SET attempts = attempts - 1 WHERE begun_at IS NOT NULL AND status = 'queued'")
    op.drop_index("ix_notice_at_risk", "notice")
    op.execute("ALTER TABLE notice DROP COLUMN begun_at")
    op.create_index("ix_notice_at_risk", "notice", ["crashes"], sqlite_where=_AT_RISK, postgresql_where=_AT_RISK)
