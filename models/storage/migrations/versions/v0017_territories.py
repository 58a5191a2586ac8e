"""Where members belong, who coordinates a territory, and yearly reports."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, key, needed, of, optional

revision = "0017"
down_revision = "0016"

_TABLES = sa.MetaData()

for _table in ("organisation", "application", "deposit"):
    sa.Table(_table, _TABLES, key())
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
    sa.Table(
        "committee_record",
        _TABLES,
        key(),
        *needed(sa.String, "region_id", "territory"),
        *needed(WORD, "work"),
        *needed(sa.Date, "on"),
        *optional(sa.String, "place", "sha256", "convening_sha256", "needs"),
        *needed(sa.JSON, "prospects"),
        *needed(sa.Boolean, "is_agreed"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("region_id", "territory", "work", "on"),
    ),
    sa.Table(
        "validated_set",
        _TABLES,
        key(),
        *needed(sa.String, "region_id", "key", "version"),
        *needed(sa.JSON, "content"),
        *needed(sa.String, "sha256"),
        *needed(sa.Date, "validated_on"),
        *needed(sa.String, "body", "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("region_id", "key", "version"),
    ),
    sa.Table(
        "report",
        _TABLES,
        key(),
        *needed(sa.String, "region_id", index=True),
        *needed(sa.Integer, "year"),
        of("validated_set", "set_id", index=False),
        *needed(INSTANT, "opened_at"),
        *needed(sa.Date, "due_on"),
        *needed(sa.String, "by"),
        sa.UniqueConstraint("region_id", "year", "set_id"),
    ),
    sa.Table(
        "report_request",
        _TABLES,
        key(),
        of("report", "report_id"),
        of("organisation", "organisation_id"),
        of("application", "application_id", nullable=True),
        *needed(sa.String, "number", "territory", "counted_in", "network", "recipient"),
        *optional(INSTANT, "next_reminder_at", index=True),
        sa.UniqueConstraint("report_id", "number", "territory"),
    ),
    sa.Table(
        "report_answer",
        _TABLES,
        key(),
        of("report_request", "request_id"),
        of("deposit", "deposit_id", nullable=True),
        *needed(sa.JSON, "said", "faults"),
        *optional(sa.String, "reason"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
    ),
)


def upgrade() -> None:
    """Make the tables."""
    _TABLES.create_all(op.get_bind(), tables=_OWN)
