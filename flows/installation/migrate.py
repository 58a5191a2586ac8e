"""An installation led to this version of the program before anything runs: its database saved, then changed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from models.storage.database import engine, forget
from models.storage.settings import Settings
from models.storage.upgrade import standing, upgrade
from models.storage.version import HEAD
from tasks.backup.databases import dump

FORMER = "bases-anterieures"
"""The folder of an installation that keeps its database as it was before each upgrade."""


def migrate(settings: Settings, *, say: Callable[[str], object]) -> bool:
    """Lead the database to the version of the program, and return True if it was of a former one. Raises Refusal where
    it is of a later one, or of none."""
    found = standing(settings.database)
    if found != HEAD:
        copy = _former(settings.home.resolve(), found)
        dump(settings.database, copy)
        say(f"Base de la version {found} : elle passe à la version {HEAD}. Sa copie : {copy}")
    upgrade(settings.database)
    # What is made or refused here is so before anything runs.
    engine(settings.database)
    forget(settings.database)
    return found != HEAD


def _former(home: Path, version: str) -> Path:
    folder = home / FORMER
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"version-{version}-{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
