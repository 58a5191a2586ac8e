"""What certificates are checked by."""

import sqlalchemy as sa

from models.storage.migrations.parts import add

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the codes of certificates: those that were handed over keep the code that they bear."""
    add("membership", sa.Column("code", sa.String))
