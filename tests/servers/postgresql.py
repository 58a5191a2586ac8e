"""A PostgreSQL server of the tests' own, started from the installed programs and gone at the end."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from pwd import getpwall
from typing import Any
from urllib.parse import quote

import psycopg

_INSTALLED = Path("/usr/lib/postgresql")  # where Debian keeps them, one folder a version and none on the PATH
_SERVICE_USERS = ("postgres", "nobody")

# No data outlives the tests: nothing is forced to the disk. Connections come by the socket of the server's own folder.
_SETTINGS = (
    "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=16MB"
)


class PostgreSQL:
    """A running server. `folder` holds its data and its socket."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)

    def address(self, database: str) -> str:
        """Return the address of one of its databases, as SPRO_DATABASE_URL takes it."""
        return f"postgresql://spro@/{database}?host={quote(str(self._folder))}"

    @contextmanager
    def fresh_database(self) -> Iterator[str]:
        """Give the address of an empty database for the time of the block."""
        name = f"spro_{next(self._numbers)}"
        self._command(f"CREATE DATABASE {name}")
        yield self.address(name)
        self._command(f"DROP DATABASE {name} WITH (FORCE)")

    def _command(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())


def find_programs() -> Path | None:
    """Return the folder of the newest PostgreSQL's programs, or None where there is none."""
    versions = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), reverse=True)
    on_path = shutil.which("initdb")
    found = [*versions, *([Path(on_path).resolve()] if on_path else [])]
    return found[0].parent if found else None


@contextmanager
def running(programs: Path) -> Iterator[PostgreSQL]:
    """Run a fresh server for the time of the block, as somebody else where we are root, whom it refuses to serve."""
    # Not under pytest's own folder, which nobody else may enter; and a socket's path is short.
    with tempfile.TemporaryDirectory(prefix="spro-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        data, owner = folder / "data", _owner()
        if owner:
            shutil.chown(folder, owner["user"], owner["group"])
        options = f"-k {folder} {_SETTINGS}"
        initdb = ["initdb", "-D", data, "-U", "spro", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        start = ["pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "-t", "60", "start"]
        stop = ["pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
        _run(programs, initdb, folder, owner)
        _run(programs, start, folder, owner)
        try:
            yield PostgreSQL(folder)
        finally:
            _run(programs, stop, folder, owner)


def _owner() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in getpwall()}
    user = next(users[name] for name in _SERVICE_USERS if name in users)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(programs: Path, command: list[Any], folder: Path, owner: dict[str, Any]) -> None:
    program, *arguments = command
    subprocess.run(
        [programs / program, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=90, **owner
    )
