"""What shows that letters left: their mails and what servers answered. The mails that each follows, a dossier's second
address, and who wants no announcement any more."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, add, key, needed, of, optional

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables and the columns."""
    op.create_table(
        "sent_mail",
        key(),
        of("notice", "notice_id", ondelete="CASCADE", index=False, unique=True),
        *needed(INSTANT, "sent_at"),
        *needed(sa.String, "server", "answer", "digest"),
        *needed(sa.LargeBinary, "octets"),
        *optional(INSTANT, "recorded_at"),
    )
    op.create_table(
        "announcement_choice",
        key(),
        *needed(sa.String, "address", index=True),
        *needed(sa.Boolean, "wanted"),
        *needed(INSTANT, "at"),
        *needed(sa.String, "by"),
        *optional(sa.String, "reason"),
        of("deposit", "deposit_id", nullable=True, index=False),
    )
    add("notice", *optional(sa.String, "thread"))
    add("application", *optional(sa.String, "second_contact"))
