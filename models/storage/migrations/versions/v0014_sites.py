"""Sites of structures, the heads of their groups, and what certificates are checked by."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add, key, needed, of, optional

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the codes of certificates: those that were handed over keep the code that they bear. Make the sites."""
    add("membership", sa.Column("code", sa.String))
    add("organisation", of("organisation", "head_id", nullable=True))
    op.create_table(
        "site",
        key(),
        of("organisation", "organisation_id"),
        of("application", "application_id", nullable=True),
        *needed(sa.String, "key", "name"),
        *optional(sa.String, "siret"),
        *needed(sa.String, "street"),
        *optional(sa.String, "postal_code"),
        *needed(sa.String, "town", "department"),
        *optional(sa.String, "territory"),
        *needed(sa.JSON, "services", "levels"),
        *optional(sa.String, "hours", "accessibility", "phone", "email"),
        *needed(sa.Boolean, "is_public"),
        *needed(WORD, "status"),
        *optional(sa.String, "refusal"),
        *optional(sa.Date, "closed_on"),
        *optional(sa.String, "closed_for"),
        *needed(sa.String, "by"),
        *needed(INSTANT, "at"),
        sa.UniqueConstraint("organisation_id", "key"),
    )
