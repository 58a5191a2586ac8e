"""What waits in the outbox is found by its kind too: each page of thousands of letters asks whether any other is
over."""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Put one index in the place of another."""
    op.create_index("ix_notice_waiting", "notice", ["status", "kind"])
    op.drop_index("ix_notice_status", "notice")
