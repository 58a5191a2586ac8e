"""Where members belong, and who coordinates a territory."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, key, needed, of, optional

revision = "0017"
down_revision = "0016"

_TABLES = sa.MetaData()

sa.Table("organisation", _TABLES, key())
_OWN = (
    sa.Table(
        "territory_link",
        _TABLES,
        key(),
        *needed(sa.String, "region_id", index=True),
        of("organisation", "organisation_id"),
        *optional(sa.String, "place"),
        *needed(sa.JSON, "territories"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    ),
    sa.Table(
        "coordination",
        _TABLES,
        key(),
        *needed(sa.String, "region_id", "territory", index=True),
        of("organisation", "organisation_id"),
        *needed(sa.String, "contact_name", "contact_email"),
        *needed(sa.Date, "starts_on", "informed_on"),
        *optional(sa.Date, "ends_on"),
        *optional(sa.String, "end_reason", "ended_by"),
        *optional(INSTANT, "ended_at"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    ),
)


def upgrade() -> None:
    """Make the tables."""
    _TABLES.create_all(op.get_bind(), tables=_OWN)
