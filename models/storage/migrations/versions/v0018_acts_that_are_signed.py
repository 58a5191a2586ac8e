"""Acts that are signed outside, whatever they are: what each says is its form."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from models.storage.migrations.parts import INSTANT, WORD, add

revision = "0018"
down_revision = "0017"

_WAS = sa.table(
    "act_file",
    *map(
        sa.column, ("id", "application_id", "decision", "law", "reasons", "signatory_name", "signatory_capacity", "by")
    ),
    sa.column("pieces", sa.JSON),
    sa.column("form", sa.JSON),
)
_DOSSIER = sa.table("application", sa.column("id"), sa.column("reference"))


def upgrade() -> None:
    """Keep of each act its kind and its form: those that are there are decisions."""
    add("act_file", sa.Column("kind", WORD), sa.Column("form", sa.JSON), sa.Column("taken_back_at", INSTANT))
    op.execute("UPDATE act_file SET kind = 'decision'")
    of_dossier = sa.select(_WAS, _DOSSIER.c.reference).join(_DOSSIER, _DOSSIER.c.id == _WAS.c.application_id)
    for row in op.get_bind().execute(of_dossier).mappings().all():
        op.execute(_WAS.update().where(_WAS.c.id == row["id"]).values(form=_form(row)))
    with op.batch_alter_table("act_file") as batch:
        batch.alter_column("kind", nullable=False, existing_type=WORD)
        batch.alter_column("form", nullable=False, existing_type=sa.JSON)
        for name in ("decision", "law", "reasons", "pieces"):
            batch.drop_column(name)


def _form(row: Any) -> dict[str, Any]:  # noqa: ANN401  a row of the table
    signatory = {"name": row["signatory_name"], "capacity": row["signatory_capacity"]}
    said = {name: row[name] for name in ("decision", "law", "reasons", "pieces", "by")}
    return {"references": [row["reference"]], **said, "signatory": signatory}
