"""A database says of which version it is: made with it, refused if it is of another."""

import pytest
from sqlmodel import select, text

from models.errors import Refusal
from models.storage.database import engine, forget, transaction
from models.storage.version import HEAD, MARK


def remarked(address: str, version: str) -> None:
    """Have a database carry another version."""
    with transaction(address) as session:
        session.connection().execute(MARK.update().values(version_num=version))
    forget(address)


def test_a_new_database_carries_the_version_of_its_tables(any_fresh_database: str) -> None:
    """Opened again, it is as it was."""
    for _ in range(2):
        with transaction(any_fresh_database) as session:
            assert session.exec(select(MARK.c.version_num)).all() == [HEAD]
        forget(any_fresh_database)


def test_a_database_of_a_later_version_is_refused(any_fresh_database: str) -> None:
    """What this program would write, that one might not understand."""
    remarked(any_fresh_database, "9999")

    with pytest.raises(Refusal, match=r"^Version de la base « 9999 » : elle vient d'une version plus récente"):
        engine(any_fresh_database)


def test_a_database_of_a_former_version_is_refused_until_it_is_upgraded(any_fresh_database: str) -> None:
    """Nothing is changed while it is opened: it is saved before, by a command."""
    remarked(any_fresh_database, "0001")

    with pytest.raises(Refusal, match=r"^Version de la base « 0001 » : elle date d'une version antérieure"):
        engine(any_fresh_database)


def test_a_database_that_says_nothing_is_refused_until_it_is_upgraded(any_fresh_database: str) -> None:
    """Those of the first version carry no mark."""
    with transaction(any_fresh_database) as session:
        session.execute(text("DROP TABLE schema_version"))
    forget(any_fresh_database)

    with pytest.raises(Refusal, match=r"^Version de la base « sans numéro » : .*Lancez « spro migrate »"):
        engine(any_fresh_database)
