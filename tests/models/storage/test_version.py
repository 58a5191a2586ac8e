"""A database says of which version it is: made with it, refused if it is of another."""

from collections.abc import Iterator

import pytest
from sqlmodel import select

from models.errors import Refusal
from models.storage.database import connectable, engine, forget, transaction
from models.storage.version import HEAD, MARK, mark
from tests.conftest import fresh_database


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a database that has its tables and is open nowhere, on each engine in turn: each test has it
    carry the version that it needs."""
    with fresh_database(request, tmp_path_factory.mktemp("versions")) as address:
        engine(address)
        forget(address)
        yield address


def remarked(address: str, version: str | None) -> None:
    """Have a database carry another version, or none."""
    opened = connectable(address)
    with opened.begin() as connection:
        MARK.drop(connection, checkfirst=True)
        if version:
            mark(connection, version)
    opened.dispose()


def test_a_new_database_carries_the_version_of_its_tables(any_fresh_database: str) -> None:
    """Opened again, it is as it was."""
    for _ in range(2):
        with transaction(any_fresh_database) as session:
            assert session.exec(select(MARK.c.version_num)).all() == [HEAD]
        forget(any_fresh_database)


def test_a_database_of_a_later_version_is_refused(made: str) -> None:
    """What this program would write, that one might not understand."""
    remarked(made, "9999")

    with pytest.raises(Refusal, match=r"^Version de la base « 9999 » : elle vient d'une version plus récente"):
        engine(made)


def test_a_database_of_a_former_version_is_refused_until_it_is_upgraded(made: str) -> None:
    """Nothing is changed while it is opened: it is saved before, by a command."""
    remarked(made, "0001")

    with pytest.raises(Refusal, match=r"^Version de la base « 0001 » : elle date d'une version antérieure"):
        engine(made)


def test_a_database_that_says_nothing_is_refused_until_it_is_upgraded(made: str) -> None:
    """Those of the first version carry no mark."""
    remarked(made, None)

    with pytest.raises(Refusal, match=r"^Version de la base « sans numéro » : .*Lancez « spro migrate »"):
        engine(made)
