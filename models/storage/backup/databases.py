"""The database as one file, as it stood at one instant, written while others write to it; and put back from it."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, make_url
from sqlmodel import SQLModel

from models.errors import Refusal
from models.storage.backup.archive import Engine
from models.storage.database import looking
from models.storage.version import MARK, is_empty, marked

NAMES: dict[Engine, str] = {"sqlite": "base/spro.db", "postgresql": "base/spro.dump"}
"""What the database is called in a backup, by engine."""


def engine_of(address: str) -> Engine:
    """Return the name of an address's engine."""
    return "sqlite" if make_url(address).get_backend_name() == "sqlite" else "postgresql"


def version_of(address: str) -> str | None:
    """Return the version that a database carries; None where it carries none."""
    with looking(address) as connection:
        return marked(connection)


def has_tables(address: str) -> bool:
    """Return True if a database is in use."""
    with looking(address) as connection:
        return not is_empty(connection)


def dump(address: str, target: Path) -> None:
    """Write all tables to a file, as they stood at one instant; nobody who writes waits for it. Raises Refusal where
    they cannot be read whole."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(Path(url.database or ""), target)
    else:
        tables = [f'--table="{table}"' for table in (*SQLModel.metadata.tables, MARK.name)]
        _run("pg_dump", url, "--format=custom", *_NOBODYS, f"--file={target}", *tables)


def load(source: Path, address: str) -> None:
    """Put the tables of such a file into a database that has none. Raises Refusal where it does not take them."""
    url = make_url(address)
    if url.get_backend_name() == "sqlite":
        _copy_sqlite(source, Path(url.database or ""))
    else:
        _run("pg_restore", url, "--single-transaction", "--exit-on-error", *_NOBODYS, str(source))


_NOBODYS = ("--no-owner", "--no-privileges")  # whoever puts it back may be another user


def _copy_sqlite(path: Path, target: Path) -> None:
    # One step: in WAL mode it reads one snapshot, holds no lock that a writer waits for, and never begins anew.
    with closing(sqlite3.connect(path, timeout=30)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        [(found,)] = copy.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise Refusal("Base", path, f"elle est endommagée ({found}).")


def _run(program: str, url: URL, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refusal("Programme", program, "il manque sur cette machine. Installez le paquet « postgresql-client ».")
    # The password by the environment: whoever lists the processes of the machine reads their arguments.
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    open_address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    command: Sequence[str] = (found, f"--dbname={open_address}", *arguments)
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  ours
    if ended.returncode:
        why = (ended.stderr.strip() or "sans explication").splitlines()[0]
        raise Refusal("Programme", program, f"il n'a pas abouti : {why}")
