"""What a database is made of, the same words on both engines: its columns, what is unique in it, what leads where."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel


def shape(connection: Connection) -> frozenset[str]:
    """Return all that a database's tables are made of, each part in French; those that are not ours apart."""
    return frozenset(_parts(connection))


def _parts(connection: Connection) -> Iterator[str]:
    look = inspect(connection)
    known = [name for name in look.get_table_names() if name in SQLModel.metadata.tables]
    for (_, table), columns in look.get_multi_columns(filter_names=known).items():
        for column in columns:
            empty = "facultative" if column["nullable"] else "obligatoire"
            yield f"colonne {table}.{column['name']} ({column['type'].python_type.__name__}, {empty})"
    for (_, table), uniques in look.get_multi_unique_constraints(filter_names=known).items():
        yield from (f"unicité de {table} ({', '.join(sorted(one['column_names']))})" for one in uniques)
    for (_, table), keys in look.get_multi_foreign_keys(filter_names=known).items():
        yield from (f"renvoi de {table}.{one['constrained_columns'][0]} à {one['referred_table']}" for one in keys)
    for (_, table), indexes in look.get_multi_indexes(filter_names=known).items():
        yield from (f"index {one['name']} de {table}" for one in indexes if "duplicates_constraint" not in one)
