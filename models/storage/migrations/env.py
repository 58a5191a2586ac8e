"""What Alembic runs for each of its commands, on the connection that it was handed (`upgrade.py` beside it)."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Enum
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from models.storage.version import MARK


def _plainly(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:  # noqa: ANN401  Alembic's own
    """Write a type without a name of the program, which is another one when the migration is run."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    version_table=MARK.name,
    render_item=_plainly,
)
with context.begin_transaction():
    context.run_migrations()
