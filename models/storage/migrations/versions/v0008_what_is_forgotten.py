"""What is forgotten once its time is over, by which certificate, and what keeps a dossier beyond that."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, key, needed, of, optional

revision = "0008"
down_revision = "0007"

_TABLES = sa.MetaData()

sa.Table("application", _TABLES, key())
_OWN = (
    sa.Table(
        "purge",
        _TABLES,
        key(),
        *needed(sa.String, "visa", "by"),
        *optional(sa.String, "package", "certificate"),
        *needed(INSTANT, "at"),
        *needed(sa.JSON, "units"),
        *optional(INSTANT, "done_at"),
    ),
    sa.Table(
        "erasure",
        _TABLES,
        key(),
        of("purge", "purge_id"),
        *needed(sa.String, "of", "name"),
        *needed(sa.Integer, "row"),
        *needed(WORD, "outcome"),
        *needed(sa.Date, "due_on"),
        *needed(INSTANT, "at"),
        *needed(sa.JSON, "rows", "contents", "lines"),
        sa.UniqueConstraint("of", "row"),
    ),
    sa.Table(
        "hold",
        _TABLES,
        key(),
        of("application", "application_id"),
        *needed(WORD, "ground"),
        *needed(sa.String, "reason", "by"),
        *needed(INSTANT, "at"),
        *optional(INSTANT, "lifted_at"),
        *optional(sa.String, "lifted_by", "lifted_for"),
    ),
)


def upgrade() -> None:
    """Make the tables."""
    _TABLES.create_all(op.get_bind(), tables=_OWN)
