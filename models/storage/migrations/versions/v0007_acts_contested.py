"""Appeals against acts that are no decision on a candidacy: the letter that tells one is named."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import add, of

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Let an appeal name a letter in the place of a decision."""
    add("appeal", of("notice", "notice_id", nullable=True))
    with op.batch_alter_table("appeal") as batch:
        batch.alter_column("decision_id", existing_type=sa.Integer(), nullable=True)
