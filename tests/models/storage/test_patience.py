"""What is done where the database is away, locked, or holds what another wrote a moment before."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlmodel import col, func, select

from models.dossiers.application import Organisation
from models.storage.database import transaction
from models.storage.patience import AT_ONCE, WAITS, Trouble, Unavailable, insist, persist, trouble_of
from tests.support.transactions import locked

SIRET = "13002526500013"
END = text("SELECT pg_terminate_backend(pg_backend_pid())")


def add(address: str, *names: str) -> None:
    """Add organisations of one number, which no two may have."""
    with transaction(address) as session:
        session.add_all([Organisation(name=name, siret=SIRET) for name in names])


def count(address: str) -> int:
    """Return how many there are."""
    with transaction(address) as session:
        return session.exec(select(func.count(col(Organisation.id)))).one()


async def test_what_finds_the_file_locked_is_done_once_it_is_free(database: str) -> None:
    """Whoever held it, and for how long."""

    async def work() -> None:
        add(database, "Mission locale")

    with locked(database, times=3) as told:
        await persist(work, waits=(0, 0, 0))

    assert (told, count(database)) == (["database is locked"] * 3, 1)


async def test_nobody_waits_for_ever(database: str) -> None:
    """One sentence in French, which says what to do and claims nothing."""

    async def work() -> None:
        add(database, "Mission locale")

    with locked(database, times=9), pytest.raises(Unavailable, match="ne répond pas") as ended:
        await persist(work, waits=(0, 0))

    assert isinstance(ended.value.__cause__, OperationalError)
    assert count(database) == 0


@pytest.mark.postgres
def test_what_a_server_that_restarts_cuts_is_done_again(postgresql: str) -> None:
    """The connection goes in the middle of the work; nothing of it is kept, and all of it is done the next time."""
    tries = []

    def work() -> int:
        with transaction(postgresql) as session:
            tries.append(session)
            if len(tries) == 1:
                session.connection().execute(END)
            return len(tries)

    assert insist(work, waits=(0,)) == 2


def test_a_server_that_nobody_reaches_is_away(tmp_path: Path) -> None:
    """It was stopped, or its machine was."""
    with pytest.raises(OperationalError) as failed, transaction(f"postgresql://spro@/spro?host={tmp_path}"):
        pass

    assert trouble_of(failed.value) is Trouble.away


def test_the_second_to_write_a_key_begins_anew(any_database: str) -> None:
    """It finds what the first wrote; where it still would write it, it is at fault itself."""
    add(any_database, "Mission locale")
    tries = []

    def work() -> int:
        tries.append(count(any_database))
        if len(tries) == 1:
            add(any_database, "Mission locale bis")
        return tries[-1]

    assert insist(work) == 1
    with pytest.raises(IntegrityError):
        insist(lambda: add(any_database, "Mission locale bis"))


def test_what_is_wrong_with_the_work_is_raised_at_once(any_database: str) -> None:
    """A column that no table has, a row without its name: to try again is of no use."""
    tries = []

    def work() -> None:
        tries.append(1)
        with transaction(any_database) as session:
            session.connection().execute(text("INSERT INTO organisation (name) VALUES (NULL)"))

    with pytest.raises(DBAPIError) as failed:
        insist(work)

    assert (trouble_of(failed.value), len(tries)) == (None, 1)


def test_the_waits_grow_and_come_to_minutes() -> None:
    """The first is none: a connection that was lost is often there again."""
    assert (WAITS[0], AT_ONCE[0]) == (0, 0)
    assert sorted(WAITS) == [*WAITS]
    assert 120 < sum(WAITS) < 600
