"""The kind of each stage, which its name no longer tells, and the stage at which an opinion was given."""

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import WORD, add, optional

revision = "0019"
down_revision = "0018"

# The five stages that sessions had so far.
_KINDS = {
    "deposit": "deposit",
    "examination": "examination",
    "working_group": "opinion",
    "commission": "decision",
    "effect": "effect",
}


def upgrade() -> None:
    """Add both columns, filled from what sessions were until now."""
    add("stage", *optional(WORD, "kind"))
    for name, kind in _KINDS.items():
        op.execute(sa.text("UPDATE stage SET kind = :kind WHERE name = :name").bindparams(kind=kind, name=name))
    add("opinion", *optional(WORD, "stage"))
    op.execute("UPDATE opinion SET stage = 'working_group'")
    for table, column in (("stage", "kind"), ("opinion", "stage")):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(column, existing_type=WORD, nullable=False)
