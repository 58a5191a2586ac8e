"""What an act would do, as it was shown to whoever was about to do it: kept for our own pages, since letters and
addresses have no place in Prefect."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

KEPT = timedelta(days=7)
"""How long it may be read: a confirmation comes in minutes, and what it shows may be personal."""


class DryRun(SQLModel, table=True):
    """One dry run. `code` is what confirms it; `letters` are those that would leave, each
    with its kind, its dossier and who would read it, and `whole` one of each kind, as it would leave."""

    __tablename__ = "dry_run"

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    at: datetime = Field(index=True)
    letters: list[dict[str, Any]] = Field(sa_type=JSON)
    whole: list[dict[str, Any]] = Field(sa_type=JSON)
