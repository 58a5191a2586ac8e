"""How the database is, asked without making or changing anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from models.storage.database import transaction
from models.storage.version import HEAD, VERSIONS
from tasks.incidents.health import database as seeing
from tasks.incidents.health.database import DatabaseSeen, see_database
from tasks.incidents.health.look import Verdict
from tasks.incidents.health.machine import database as judged
from tasks.incidents.health.machine import schema
from tests.servers.postgresql import PostgreSQL
from tests.tasks.incidents.health.cases import case_of

AT = datetime(2026, 5, 20, 8, tzinfo=UTC)


def seen(address: str) -> DatabaseSeen:
    """What is seen of a database, on a clock that stands still."""
    return see_database(address, now=lambda: AT)


def verdicts(address: str) -> list[Verdict]:
    """What the look makes of a database."""
    return [found.verdict for found in judged(case_of(database=address))]


def test_a_sound_database_is_well(any_database: str) -> None:
    """It says its engine, with its version, and its encoding."""
    with transaction(any_database):
        pass

    assert seen(any_database).engine.split(" ")[0] in ("SQLite", "PostgreSQL")
    assert verdicts(any_database) == [Verdict.well]


def test_a_database_that_is_not_there_yet_is_not_made(tmp_path: Path) -> None:
    """Who looks makes nothing."""
    address = f"sqlite:///{tmp_path / 'spro.db'}"

    assert verdicts(address) == [Verdict.unasked]
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_database_is_a_fault(tmp_path: Path) -> None:
    """Its driver's own words say why."""
    (tmp_path / "spro.db").write_text("no database" * 100)

    assert verdicts(f"sqlite:///{tmp_path / 'spro.db'}") == [Verdict.fault]


def test_a_server_that_does_not_answer_is_a_fault_without_its_password() -> None:
    """Nor is it told who would connect."""
    [found] = judged(case_of(database="postgresql://martin:secret@127.0.0.1:1/spro"))

    assert found.verdict is Verdict.fault
    assert "secret" not in found.said
    assert "martin" not in found.said


def test_whoever_holds_a_sqlite_file_is_told_of(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody could write meanwhile."""
    monkeypatch.setitem(seeing.SECONDS, "sqlite", {"timeout": 0})
    with transaction(database) as session:
        session.connection()

        assert verdicts(database) == [Verdict.warning]


@pytest.mark.postgres
def test_whoever_holds_a_postgresql_database_is_told_of(postgres: PostgreSQL, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction that somebody left open keeps others waiting."""
    monkeypatch.setattr(seeing, "LASTING", timedelta())
    with postgres.fresh_database() as address, psycopg.connect(address) as left:
        left.execute("SELECT 1")

        assert verdicts(address) == [Verdict.warning]


@pytest.mark.postgres
def test_another_encoding_is_a_fault(postgres: PostgreSQL) -> None:
    """It would refuse names."""
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
        try:
            assert verdicts(postgres.address("latin")) == [Verdict.fault]
        finally:
            connection.execute("DROP DATABASE latin WITH (FORCE)")


@pytest.mark.parametrize(
    ("carried", "is_empty", "verdict"),
    [
        (HEAD, False, Verdict.well),
        (VERSIONS[0], False, Verdict.fault),
        (None, False, Verdict.fault),
        (None, True, Verdict.unasked),
        ("9999", False, Verdict.fault),
    ],
)
def test_the_version_of_the_schema_is_judged(carried: str | None, verdict: Verdict, *, is_empty: bool) -> None:
    """An older one is led to this one, a newer one wants its own program."""
    case = case_of(database=DatabaseSeen(schema=carried, is_empty=is_empty))

    assert [found.verdict for found in schema(case)] == [verdict]


def test_the_version_is_read_from_the_database(any_database: str) -> None:
    """Which carries it."""
    with transaction(any_database):
        pass

    assert (seen(any_database).schema, seen(any_database).is_empty) == (HEAD, False)


@pytest.mark.postgres
def test_the_database_tells_the_time(postgresql: str) -> None:
    """Compared with this machine's."""
    found = see_database(postgresql, now=lambda: datetime.now(UTC))

    assert found.ahead is not None
    assert abs(found.ahead) < timedelta(minutes=1)
