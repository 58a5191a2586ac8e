"""Many values in one statement, and the number of a row as people write it."""

import pytest
from sqlalchemy.dialects import sqlite
from sqlmodel import select

from models.columns import among, chunks, row_number
from models.dossiers.application import Organisation
from models.storage.database import transaction

MORE_THAN_ANY_STATEMENT_TAKES = 40_000


def test_a_selection_is_cut_into_parts_that_one_statement_can_take() -> None:
    """Nothing of it is left out, and nothing comes twice."""
    keys = [str(number) for number in range(12_345)]

    parts = list(chunks(keys))

    assert [len(part) for part in parts] == [5_000, 5_000, 2_345]
    assert [key for part in parts for key in part] == keys


def test_rows_are_found_by_more_numbers_than_a_statement_has_parameters(any_database: str) -> None:
    """They are one value, on each engine."""
    with transaction(any_database) as session:
        session.add_all([Organisation(id=number, name="Cap emploi") for number in (7, 8, 50_000)])
        session.flush()

        found = session.scalars(
            select(Organisation.id).where(among(Organisation.id, range(MORE_THAN_ANY_STATEMENT_TAKES)))
        )

        assert set(found) == {7, 8}


def test_numbers_are_looked_for_by_the_index_of_their_column() -> None:
    """A condition that is compared with 1, as SQLite's others are, would look at each row."""
    said = str(select(Organisation.id).where(among(Organisation.id)).compile(dialect=sqlite.dialect()))

    assert said.endswith("WHERE organisation.id IN (SELECT value FROM json_each(?))")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("000123", 123),
        ("9" * 9, 999_999_999),
        ("9" * 10, None),
        ("²", None),
        ("٣", None),
        ("-1", None),
        ("", None),
    ],
)
def test_the_number_of_a_row_is_some_plain_digits(text: str, number: int | None) -> None:
    """As many as the column of an id holds."""
    assert row_number(text) == number
