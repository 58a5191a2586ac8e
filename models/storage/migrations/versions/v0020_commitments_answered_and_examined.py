"""What applicants answer to commitments and services, and what examiners find of each commitment."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, key, needed, of, optional

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "commitment_answer",
        key(),
        of("deposit", "deposit_id", nullable=True),
        of("application", "application_id", nullable=True),
        *needed(sa.String, "commitment"),
        *optional(WORD, "answer"),
        *optional(sa.String, "how", "evidence"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    )
    op.create_table(
        "service_answer",
        key(),
        of("deposit", "deposit_id", nullable=True),
        of("application", "application_id", nullable=True),
        *needed(sa.String, "service"),
        *optional(sa.Boolean, "offered"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    )
    op.create_table(
        "grid_line",
        key(),
        of("application", "application_id"),
        *needed(sa.String, "commitment"),
        *optional(WORD, "met"),
        *optional(sa.String, "comment"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    )
