"""A database of the first version, filled by that version itself, is led to the present one with all that it holds."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, inspect, select
from sqlmodel import Session, SQLModel, col, text

from models.dossiers.application import Application, Opinion, Organisation, Passage
from models.dossiers.journal import JournalLine
from models.errors import Refusal
from models.intake.deposit import Deposit
from models.intake.words import Meaning
from models.notices import Attempt, Notice
from models.region.stages.kinds import KNOWN
from models.sessions.campaign import Campaign, Stage
from models.storage.database import connectable, engine, forget, looking, transaction
from models.storage.migrations.shape import shape
from models.storage.migrations.upgrade import scratch, standing, upgrade
from models.storage.version import HEAD, VERSIONS, marked
from models.vocabulary import Event, NoticeStatus, Status
from tests.conftest import fresh_database
from tests.servers.former import fill


@pytest.fixture
def former(any_fresh_database: str) -> str:
    """Give the address of a filled database of the first version, on each engine in turn."""
    fill(any_fresh_database)
    return any_fresh_database


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of such a database once it was upgraded, to be read only, on each engine in turn."""
    with fresh_database(request, tmp_path_factory.mktemp("ancienne")) as address:
        fill(address)
        upgrade(address)
        yield address


def numbers(address: str) -> dict[str, int]:
    """Return how many rows each of its tables has."""
    with looking(address) as connection:
        there = [
            table for table in SQLModel.metadata.sorted_tables if connection.dialect.has_table(connection, table.name)
        ]
        return {table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in there}


def changed(address: str, statement: str) -> None:
    """Change a database by hand."""
    made = connectable(address)
    with made.begin() as connection:
        connection.execute(text(statement))
    made.dispose()


def test_it_is_known_by_its_tables_and_upgraded_whole(former: str) -> None:
    """No row is lost; a second time there is nothing to do."""
    before = numbers(former)
    assert standing(former) == VERSIONS[0]

    for _ in range(2):
        upgrade(former)

    with looking(former) as connection, scratch() as led:
        assert marked(connection) == HEAD
        assert shape(connection) == shape(led)
    assert {name: number for name, number in numbers(former).items() if name in before} == before


def test_each_row_is_read_by_this_version(upgraded: str) -> None:
    """Words, documents and instants of then are words, documents and instants of today; sessions keep their rules."""
    with transaction(upgraded) as session:
        for mapper in inspect(Campaign).registry.mappers:
            session.execute(select(mapper)).all()
        assert [one.rules.region.id for one in session.scalars(select(Campaign))] == ["auvergne-rhone-alpes"] * 2


def test_what_is_new_is_told_of_the_rows_that_were_there(upgraded: str) -> None:
    """As that version would have written it."""
    with transaction(upgraded) as session:
        _expect_passages(session)
        _expect_mails(session)
        [letter] = session.scalars(select(Notice).where(col(Notice.status) == NoticeStatus.queued))
        [attempt] = session.scalars(select(Attempt))
        assert (attempt.notice_id, attempt.begun_at, attempt.left_at) == (letter.id, attempt.claimed_until, None)
        assert (letter.attempts, letter.crashes) == (0, 0)
        assert {(one.name, one.kind) for one in session.scalars(select(Stage))} == set(KNOWN.items())
        assert {one.stage for one in session.scalars(select(Opinion))} == {"working_group"}


def _expect_passages(session: Session) -> None:
    lines = select(col(JournalLine.campaign_id), func.count()).where(col(JournalLine.event) == Event.open)
    left = (
        select(col(Passage.left_as), func.count())
        .where(col(Passage.left_at).is_not(None))
        .group_by(col(Passage.left_as))
    )

    assert dict(session.execute(lines.group_by(col(JournalLine.campaign_id))).tuples().all()) == {1: 2}
    assert dict(session.execute(left).tuples().all()) == {
        Status.adjourned: 1,
        Status.carried_over: 5,
        Status.late: 1,
        Status.studied: 1,
    }


def _expect_mails(session: Session) -> None:
    sorted_as = select(col(Deposit.meaning), func.count()).group_by(col(Deposit.meaning))
    unnamed = (
        select(col(Organisation.name)).join(Application).where(col(Application.contact) == "bureau@inconnu43.example")
    )

    assert dict(session.execute(sorted_as).tuples().all()) == {
        Meaning.deposit: 14,
        Meaning.answer: 8,
        None: 1,
    }
    assert session.scalars(unnamed).all() == ["Organisme à identifier"]


def test_one_that_no_version_made_is_refused_by_what_differs(former: str) -> None:
    """Nothing of it is changed."""
    changed(former, "ALTER TABLE journal DROP COLUMN reason")
    changed(former, "ALTER TABLE organisation ADD COLUMN colour VARCHAR")

    with pytest.raises(Refusal) as refused:
        upgrade(former)

    assert str(refused.value).endswith(
        "elle ne porte aucun numéro de version et n'est celle d'aucune version du programme : il manque colonne "
        "journal.reason (str, facultative), il y a en trop colonne organisation.colour (str, facultative)."
    )
    with looking(former) as connection:
        assert marked(connection) is None


def test_one_of_a_later_version_is_refused(any_fresh_database: str) -> None:
    """As it is when it is opened."""
    engine(any_fresh_database)
    forget(any_fresh_database)
    changed(any_fresh_database, "UPDATE schema_version SET version_num = '9999'")

    with pytest.raises(Refusal, match="« 9999 » : elle vient d'une version plus récente"):
        upgrade(any_fresh_database)
