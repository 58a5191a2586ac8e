"""${message}."""

import sqlalchemy as sa
from alembic import op

revision = "${up_revision}"
down_revision = ${repr(down_revision) if down_revision is None else '"' + down_revision + '"'}


def upgrade() -> None:
    """Change what the version before had."""
    ${upgrades if upgrades else "pass"}
