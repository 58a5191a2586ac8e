"""A database of a former version of the program, led to this one by the migrations: whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine, event

from models.errors import Refusal
from models.storage.database import alone, connectable
from models.storage.migrations.shape import shape
from models.storage.version import HEAD, MIGRATIONS, VERSIONS, is_empty, mark, marked, refuse_newer

_SHOWN = 3


def standing(address: str) -> str:
    """Return the version that a database stands at: the present one where there are no tables yet. Raises Refusal for
    one of a later version, and for one that carries none and is like none."""
    with _opened(address) as connection:
        return _standing(connection)


def upgrade(address: str) -> None:
    """Lead a database to the present version, in one transaction. Raises Refusal as `standing` does."""
    with _opened(address) as connection:
        found = _standing(connection)
        if is_empty(connection) or marked(connection) == HEAD:
            return
        if marked(connection) is None:
            mark(connection, found)
        lead_to(connection)
        _check_references(connection)


@contextmanager
def _opened(address: str) -> Iterator[Connection]:
    made = connectable(address)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", _let_go)
    try:
        with made.begin() as connection:
            alone(connection)
            yield connection
    finally:
        made.dispose()


def _let_go(connection: Any, _record: object) -> None:  # noqa: ANN401  the driver's own, untyped connection
    """Check no reference meanwhile: a table that is made anew is dropped first, with all rows that name its own."""
    connection.execute("PRAGMA foreign_keys = OFF")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and (row := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
        raise Refusal("Table", row[0], "une ligne y renvoie à une ligne absente. La base est restée comme elle était.")


def _standing(connection: Connection) -> str:
    found = marked(connection)
    refuse_newer(found)
    return found or (HEAD if is_empty(connection) else _recognised(connection))


def _recognised(connection: Connection) -> str:
    """Return the version that a database without a mark is like: none had one before there were migrations."""
    found, shapes = shape(connection), list[frozenset[str]]()
    for version, known in _shapes():
        if known == found:
            return version
        shapes.append(known)
    nearest = min(shapes, key=lambda known: len(known ^ found))
    raise Refusal("Base", connection.engine.url.database or "", _differences(nearest, found))


def _differences(known: frozenset[str], found: frozenset[str]) -> str:
    all_of_them = [f"il manque {part}" for part in sorted(known - found)]
    all_of_them += [f"il y a en trop {part}" for part in sorted(found - known)]
    more = f", et {len(all_of_them) - _SHOWN} autres différences" if len(all_of_them) > _SHOWN else ""
    said = ", ".join(all_of_them[:_SHOWN]) + more
    return f"elle ne porte aucun numéro de version et n'est celle d'aucune version du programme : {said}."


def _shapes() -> Iterator[tuple[str, frozenset[str]]]:
    with scratch(VERSIONS[0]) as connection:
        for version in VERSIONS:
            lead_to(connection, version)
            yield version, shape(connection)


def lead_to(connection: Connection, version: str = HEAD) -> None:
    """Run the migrations from the version that a database carries to another, in the transaction under way."""
    command.upgrade(settled(connection), version)


def settled(connection: Connection) -> Config:
    """Return what Alembic asks for: where the migrations are, and what they change."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def scratch(version: str = HEAD) -> Iterator[Connection]:
    """Give a database in memory that the migrations alone led to a version."""
    made = create_engine("sqlite://")
    try:
        with made.begin() as connection:
            lead_to(connection, version)
            yield connection
    finally:
        made.dispose()
