"""An installation led to this version of the program before anything runs: its database saved, then changed."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from models.storage.backup.databases import dump
from models.storage.database import engine, forget
from models.storage.migrations.upgrade import standing, upgrade
from models.storage.settings import Settings
from models.storage.version import HEAD

FORMER = "bases-anterieures"
"""The folder of an installation that keeps its database as it was before each upgrade."""


def migrate(settings: Settings, *, at: datetime, say: Callable[[str], object]) -> bool:
    """Lead the database to the version of the program, and return True if it was of a former one. Raises Refusal where
    it is of a later one, or of none."""
    found = standing(settings.database)
    if found != HEAD:
        copy = _former(settings.home.resolve(), found, at)
        dump(settings.database, copy)
        say(f"Base de la version {found} : elle passe à la version {HEAD}. Sa copie : {copy}")
    upgrade(settings.database)
    # What is made or refused here is so before anything runs.
    engine(settings.database)
    forget(settings.database)
    return found != HEAD


def _former(home: Path, version: str, at: datetime) -> Path:
    folder = home / FORMER
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"version-{version}-{at:%Y-%m-%d-%H%M%S}"
