"""Acts as documents: their reasons in law, how far one reaches that takes another back, and those signed outside."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add, key, needed, of, optional

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add what their documents say: of those that are there, the texts of the region file are the reasons in law."""
    for table in ("appeal", "decision", "formal_notice", "validation"):
        add(table, sa.Column("law", sa.String))
    add("membership", sa.Column("end_law", sa.String))
    add("decision", sa.Column("reach", WORD))
    op.create_table(
        "act_file",
        key(),
        of("application", "application_id"),
        of("document", "document_id", index=False),
        *needed(WORD, "decision"),
        *optional(sa.String, "law", "reasons"),
        *needed(sa.JSON, "pieces"),
        *needed(sa.String, "signatory_name", "signatory_capacity", "by"),
        *needed(INSTANT, "at"),
        of("document", "signed_document_id", nullable=True, index=False),
        *optional(sa.Date, "signed_on"),
        *optional(sa.String, "signed_by"),
    )
