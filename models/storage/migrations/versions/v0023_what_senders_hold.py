"""What a sender holds is written on the narrow rows of attempts, and not on those of notices."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, needed, optional

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Make the table anew with the leases of what is under way. No sender runs: what one held, and had not begun, is
    free."""
    op.rename_table("notice_attempt", "former_attempt")
    op.create_table(
        "notice_attempt",
        sa.Column("notice_id", sa.Integer, sa.ForeignKey("notice.id", ondelete="CASCADE"), primary_key=True),
        *needed(sa.String, "claimed_by"),
        *needed(INSTANT, "claimed_until"),
        *optional(INSTANT, "begun_at", "left_at"),
    )
    op.execute(
        """
        INSERT INTO notice_attempt (notice_id, claimed_by, claimed_until, begun_at, left_at)
        SELECT notice_id, former_attempt.claimed_by, COALESCE(claimed_until, begun_at), begun_at, left_at
        FROM former_attempt JOIN notice ON notice.id = notice_id
        """
    )
    op.drop_table("former_attempt")
    for name in ("claimed_until", "claimed_by"):
        op.execute(f"ALTER TABLE notice DROP COLUMN {name}")
