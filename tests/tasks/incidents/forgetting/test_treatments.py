"""Each column that may hold something personal has a treatment: no table may gain one that outlives its time."""

from sqlalchemy import Enum, LargeBinary
from sqlmodel import SQLModel

from tasks.console.person.named import searched
from tasks.console.person.places import PLACES
from tasks.incidents.forgetting.reach import BELONGS
from tasks.incidents.forgetting.treatments import DELETED, EMPTIED, KEPT, LEFT, MARKED

PLACED = {(str(place.model.__tablename__), place.column) for place in PLACES}


def personal(table: str) -> set[str]:
    """Return the columns of a table that may hold something personal: text, forms, addresses, contents."""
    columns = SQLModel.metadata.tables[table].columns
    whole = {column.name for column in columns if isinstance(column.type, LargeBinary)}
    return {*searched(SQLModel.metadata.tables[table]), *whole, *(name for of, name in PLACED if of == table)}


def test_each_column_is_treated_once() -> None:
    """Emptied, marked, or left with the rows that are; of a table that goes whole, or stays, all are."""
    treated = {
        table: [*EMPTIED.get(table, ()), *MARKED.get(table, ()), *LEFT.get(table, ())]
        for table in SQLModel.metadata.tables
        if table not in DELETED | KEPT.keys()
    }

    assert {table: sorted(names) for table, names in treated.items()} == {
        table: sorted(personal(table)) for table in treated
    }


def test_nothing_is_said_of_a_table_twice() -> None:
    """One that goes whole, or stays, has no columns of its own treatment."""
    both = [table for table in DELETED | KEPT.keys() if table in {*EMPTIED, *MARKED, *LEFT}]

    assert [*both, *(DELETED & KEPT.keys())] == []
    assert {*EMPTIED, *MARKED, *LEFT, *DELETED, *KEPT} == set(SQLModel.metadata.tables)


def test_each_table_that_is_treated_is_reached() -> None:
    """By the dossier, the letter or the arrival that its rows belong to, or as what a unit begins with."""
    begun = {"application", "organisation", "prospect", "membership_correction"}

    assert {*EMPTIED, *MARKED, *DELETED} == {*BELONGS} | begun


def test_no_word_of_a_vocabulary_is_emptied() -> None:
    """Figures are made of them."""
    tables = SQLModel.metadata.tables

    assert [
        (table, name)
        for table, names in EMPTIED.items()
        for name in names
        if isinstance(tables[table].columns[name].type, Enum)
    ] == []
