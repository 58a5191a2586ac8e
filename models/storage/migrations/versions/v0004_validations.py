"""What a commission validated, where the Région then signs its decisions on its own, and the day that a decision bears;
of the decisions that were there, that of their recording."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add, key, needed, of, optional

revision = "0004"
down_revision = "0003"

_TABLES = sa.MetaData()
for _name in ("application", "campaign", "meeting"):
    sa.Table(_name, _TABLES, key())  # there already
sa.Table(
    "validation",
    _TABLES,
    key(),
    of("application", "application_id"),
    of("campaign", "campaign_id", index=False),
    *needed(WORD, "decision"),
    *optional(sa.String, "reasons"),
    *needed(sa.JSON, "pieces"),
    *needed(sa.String, "signatory_name", "signatory_capacity", "by"),
    *needed(INSTANT, "given_at"),
    of("meeting", "meeting_id", nullable=True),
    *optional(INSTANT, "mended_at"),
)


def upgrade() -> None:
    """Make the table, and add the column."""
    _TABLES.create_all(op.get_bind())
    add("decision", *optional(sa.Date, "signed_on"))
