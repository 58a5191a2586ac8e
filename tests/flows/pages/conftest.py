"""What the pages read: rows that the settings name, without anything that runs."""

from pathlib import Path

import pytest


@pytest.fixture
def rows(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Give the address of an empty database, and make it the one that the pages read."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    return database
