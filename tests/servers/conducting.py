"""Prefect's servers of the tests: their tables are made once, which takes each longer than to start."""

import asyncio
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from flows.installation.prefect_server import REHEARSAL_SETTINGS, PrefectServer, without_prefect

SECRET = "spro:un-secret"
"""The « user:password » of a console of the tests'."""


def make_tables(folder: Path) -> Path:
    """Return the file of a database of Prefect in which nothing has happened, the same for all who name the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"prefect-{version('prefect')}.db"
    with (folder / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        if not made.exists():
            with TemporaryDirectory(dir=folder) as home:
                subprocess.run(
                    [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"],
                    env=without_prefect(os.environ) | {"PREFECT_HOME": home},
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
                Path(home, "prefect.db").rename(made)
    return made


def furnish(home: Path, tables: Path) -> Path:
    """Put those tables in the home of a server that is to start for the first time, and return it."""
    home.mkdir(exist_ok=True)
    # As a server makes them: for its own user alone.
    Path(shutil.copy(tables, home / "prefect.db")).chmod(0o600)
    return home


@contextmanager
def conducting(home: Path) -> Iterator[None]:
    """Run a server as a rehearsal does for the time of the block, and make flows talk to it."""
    # Imported here: Prefect takes three seconds to import, and most tests never need it.
    settings, run = import_module("prefect.settings"), import_module("flows.rehearsal.play.run")
    with (
        PrefectServer(home, settings=REHEARSAL_SETTINGS) as server,
        settings.temporary_settings({settings.PREFECT_API_URL: server.api_url}),
    ):
        yield
        asyncio.run(run.flush_to_server())
        server.child.sweep()  # nobody reads what it would still write
