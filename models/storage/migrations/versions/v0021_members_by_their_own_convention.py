"""The convention that a member signed itself: none is known of those that there are."""

from models.storage.migrations.parts import add, of

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the column."""
    add("membership", of("agreement", "agreement_id", nullable=True))
