"""A table that changes has its migration: those alone lead to the tables as they are declared, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from models.storage.database import connectable, engine, forget
from models.storage.migrations.shape import shape
from models.storage.migrations.upgrade import lead_to, scratch, settled
from models.storage.version import HEAD, MARK, VERSIONS


@contextmanager
def opened(address: str) -> Iterator[Connection]:
    """Open a database whatever tables it has."""
    made = connectable(address)
    with made.begin() as connection:
        yield connection
    made.dispose()


def differences(connection: Connection) -> list[object]:
    """Return what Alembic finds in a database that differs from the tables as they are declared."""
    options = {"compare_server_default": True, "version_table": MARK.name}
    found: list[object] = compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
    return found


def test_the_migrations_lead_to_the_tables_as_they_are_declared(any_fresh_database: str) -> None:
    """A change of a table without its migration fails here: CONTRIBUTING.md, « A table that changes »."""
    with opened(any_fresh_database) as connection:
        lead_to(connection)

        assert differences(connection) == []


def test_a_new_installation_has_what_the_migrations_lead_to(any_fresh_database: str) -> None:
    """Its tables are made at once, which is faster, with the mark of the last version."""
    engine(any_fresh_database)
    forget(any_fresh_database)

    with opened(any_fresh_database) as connection, scratch() as led:
        assert differences(connection) == []
        assert shape(connection) == shape(led)


def test_a_change_without_its_migration_is_found() -> None:
    """Else the tests above would hold nothing."""
    with scratch(VERSIONS[-2]) as connection:
        assert differences(connection) != []


def test_there_is_one_last_version() -> None:
    """Of two migrations that were written side by side, the later one takes the next number."""
    with scratch() as connection:
        script = ScriptDirectory.from_config(settled(connection))

    assert script.get_heads() == [HEAD]


def test_each_migration_follows_the_one_before_it() -> None:
    """Its number is that of its file."""
    with scratch() as connection:
        found = ScriptDirectory.from_config(settled(connection)).walk_revisions()
        led = [(step.module.__name__[:6], step.revision, step.down_revision) for step in found]

    expected = zip(VERSIONS, (None, *VERSIONS), strict=False)
    assert sorted(led) == [(f"v{version}_", version, before) for version, before in expected]
