"""What a database of a former version lacks, added when it is opened: tables are made, and columns added to those that
there are. Nothing is ever taken away or changed: whoever goes back to that version finds what it knows."""

from sqlalchemy import Column, Connection, Table, inspect, text
from sqlalchemy.schema import CreateColumn
from sqlmodel import SQLModel


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables that are not there yet, and add the columns that those there lack.

    A column that a later version adds may be empty: rows written before it say nothing of it.
    """
    there = {table: {column["name"] for column in found} for (_, table), found in _columns(connection).items()}
    SQLModel.metadata.create_all(connection)
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if column.name not in there.get(table.name, {column.name}):
                _add(connection, table, column)


def _columns(connection: Connection) -> dict[tuple[str | None, str], list[dict[str, object]]]:
    found: dict[tuple[str | None, str], list[dict[str, object]]] = inspect(connection).get_multi_columns()  # type: ignore[assignment]
    return found


def _add(connection: Connection, table: Table, column: Column[object]) -> None:
    named = connection.dialect.identifier_preparer.format_table(table)
    described = CreateColumn(column).compile(dialect=connection.dialect)
    connection.execute(text(f"ALTER TABLE {named} ADD COLUMN {described}"))
    for index in table.indexes:
        if column.name in index.columns:
            index.create(connection)
