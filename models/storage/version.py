"""The version of the schema, which a database carries: made with it, and looked at whenever the database is opened."""

from functools import cache
from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, String, Table, create_mock_engine, inspect, select
from sqlalchemy.schema import ExecutableDDLElement
from sqlmodel import SQLModel

from models.errors import Refusal

MIGRATIONS = Path(__file__).with_name("migrations")
"""Where Alembic finds what leads from one version to the next."""

VERSIONS = tuple(sorted(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v[0-9]*.py")))
"""The versions, in their order: the last is that of the tables as they are declared."""

HEAD = VERSIONS[-1]

# Not the name that Alembic gives it by itself: Prefect has such a table where both share a database.
MARK = Table("schema_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""The table that holds the version of a database, as Alembic reads it."""


def marked(connection: Connection) -> str | None:
    """Return the version that a database carries, None where it carries none."""
    return connection.scalar(select(MARK)) if inspect(connection).has_table(MARK.name) else None


def is_empty(connection: Connection) -> bool:
    """Return True if a database has none of the tables."""
    return not SQLModel.metadata.tables.keys() & set(inspect(connection).get_table_names())


def mark(connection: Connection, version: str) -> None:
    """Have a database that carries no version carry one."""
    MARK.create(connection, checkfirst=True)
    connection.execute(MARK.insert().values(version_num=version))


def make_or_check(connection: Connection) -> None:
    """Make the tables of an empty database. Raises Refusal for one of another version of the program."""
    found = marked(connection)
    if found == HEAD:
        return
    if found is None and is_empty(connection):
        for statement in _making(f"{connection.dialect.name}+{connection.dialect.driver}://"):
            connection.exec_driver_sql(statement)
        mark(connection, HEAD)
        return
    refuse_newer(found)
    mend = "elle date d'une version antérieure. Lancez « spro migrate », qui la sauvegarde, puis la met à jour."
    raise Refusal("Version de la base", found or "sans numéro", mend)


@cache
def _making(engine: str) -> tuple[str, ...]:
    """Return the statements that make the tables, compiled once for all databases of an engine: how all of their
    addresses begin."""
    told: list[str] = []

    def tell(made: ExecutableDDLElement, *_: object, **__: object) -> None:
        told.append(str(made.compile(dialect=stands_for.dialect)))

    stands_for = create_mock_engine(engine, tell)
    SQLModel.metadata.create_all(stands_for, checkfirst=False)
    return tuple(told)


def refuse_newer(found: str | None) -> None:
    """Raise Refusal for a version that this program does not know."""
    if found is not None and found not in VERSIONS:
        mend = "elle vient d'une version plus récente du programme. Installez celle-là : rien n'a été changé."
        raise Refusal("Version de la base", found, mend)
