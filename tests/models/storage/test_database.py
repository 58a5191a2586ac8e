"""Transactions that commit whole or not at all, on both engines, whoever else writes at the same time."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Timer
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.pool import NullPool
from sqlmodel import col, create_engine, func, select, text

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.sessions.campaign import Campaign
from models.storage.database import engine, forget, reading, transaction
from models.vocabulary import Flag, Status
from tests.factories import application, campaign_with, paris

OPENS_IT = """
import sys
from models.storage.database import transaction
print("ready", flush=True)
sys.stdin.readline()
with transaction(sys.argv[1]):
    pass
"""


def organisations(address: str) -> int:
    """How many organisations are stored."""
    with transaction(address) as session:
        return session.exec(select(func.count()).select_from(Organisation)).one()


def test_a_transaction_commits_when_its_block_ends(any_database: str) -> None:
    """Another one sees all of it."""
    with transaction(any_database) as session:
        session.add_all([Organisation(name="CIDFF de l'Ain"), Organisation(name="École de la deuxième chance")])

    assert organisations(any_database) == 2


def test_a_transaction_that_fails_changes_nothing(any_database: str) -> None:
    """Not even what was written before the failure, which is raised as it was."""

    def fail() -> None:
        with transaction(any_database) as session:
            session.add(Organisation(name="CIDFF de l'Ain"))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert organisations(any_database) == 0


def test_a_row_is_readable_after_its_transaction(any_database: str) -> None:
    """What a task read, it may return."""
    with transaction(any_database) as session:
        dossier = application(session, campaign_with(session))

    assert dossier.reference == "ARA-2026-0001"


INSTANTS = [
    datetime(2026, 4, 29, 21, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 4, 29, 23, 59, 59, tzinfo=ZoneInfo("Europe/Paris")),
    datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Paris"), fold=1),
    datetime(2026, 4, 29, 12, 0, tzinfo=ZoneInfo("America/Martinique")),
]


@pytest.mark.parametrize("instant", INSTANTS, ids=str)
def test_an_instant_comes_back_aware_and_in_universal_time(any_database: str, instant: datetime) -> None:
    """To the microsecond, whatever the zone it was written in."""
    with transaction(any_database) as session:
        application(session, campaign_with(session), received_at=instant)

    with transaction(any_database) as session:
        stored = session.exec(select(Application.received_at)).one()
    assert stored == instant.astimezone(UTC)
    assert stored.utcoffset() == timedelta(0)


def test_instants_are_compared_as_instants(any_database: str) -> None:
    """Noon in Martinique is after three in the afternoon in Paris, in a look-up too."""
    noon = datetime(2026, 4, 29, 12, 0, tzinfo=ZoneInfo("America/Martinique"))
    three = paris("2026-04-29 15:00").astimezone(ZoneInfo("Europe/Paris"))
    with transaction(any_database) as session:
        application(session, campaign_with(session), received_at=noon)

        after, before = (
            session.exec(select(func.count()).select_from(Application).where(condition)).one()
            for condition in (col(Application.received_at) > three, col(Application.received_at) < three)
        )

    assert (after, before) == (1, 0)


def test_a_dossier_comes_back_as_it_was(any_database: str) -> None:
    """Words of closed vocabularies, lists and text with accents included."""
    with transaction(any_database) as session:
        application(session, campaign_with(session), Status.late, flags=[Flag.deadline_day], name="Mission été « 1 »")

    with transaction(any_database) as session:
        dossier = session.exec(select(Application)).one()
        named = session.get_one(Organisation, dossier.organisation_id).name
        stored = session.execute(text("SELECT status FROM application")).scalar_one()
    assert (dossier.status, dossier.flags, named) == (Status.late, ["deadline_day"], "Mission été « 1 »")
    assert stored == "late"


def test_a_row_belongs_to_rows_that_exist(any_database: str) -> None:
    """Both engines check it, SQLite too."""
    with transaction(any_database) as session:
        session.delete(campaign_with(session))

        with pytest.raises(IntegrityError):
            session.flush()


def test_two_writers_wait_for_each_other(any_database: str) -> None:
    """Each reads, then writes: both succeed, neither loses the other's count."""
    with transaction(any_database) as session:
        campaign_with(session)
    together = Barrier(4)

    def register(_number: int) -> None:
        together.wait()
        for _ in range(5):
            with transaction(any_database) as session:
                campaign = session.exec(select(Campaign).with_for_update()).one()
                campaign.last_number += 1
                session.add(campaign)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(register, range(4)))

    with transaction(any_database) as session:
        assert session.exec(select(Campaign.last_number)).one() == 20


def test_processes_that_start_together_share_an_empty_database(any_fresh_database: str) -> None:
    """The worker and the watcher of a new installation both find its tables."""
    command = [sys.executable, "-c", OPENS_IT, any_fresh_database]
    pipe = subprocess.PIPE
    started = [subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe) for _ in range(2)]

    ready = [process.stdout.readline() if process.stdout else "" for process in started]
    for process in started:
        if process.stdin:
            process.stdin.write("\n")
            process.stdin.flush()

    errors = [process.communicate(timeout=60)[1] for process in started]
    assert (ready, errors) == (["ready\n"] * 2, [""] * 2)
    assert organisations(any_fresh_database) == 0


def test_a_file_that_another_makes_is_waited_for(tmp_path: Path) -> None:
    """SQLite refuses a write-ahead log at once where another writes to a file that has none yet."""
    path = tmp_path / "fresh.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as first:
        first.execute("BEGIN IMMEDIATE")
        done = Timer(0.1, lambda: first.execute("COMMIT"))
        done.start()

        assert organisations(f"sqlite:///{path}") == 0

        done.join()
    forget(f"sqlite:///{path}")


def test_the_folder_of_a_database_is_made(tmp_path: Path) -> None:
    """A first installation needs no preparation."""
    address = f"sqlite:///{tmp_path / 'new' / 'folder' / 'spro.db'}"

    assert organisations(address) == 0

    forget(address)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """With its path, and why; whoever starts the system corrects the address."""
    (tmp_path / "taken").write_text("")

    with pytest.raises(Refusal, match="ce dossier ne peut pas être créé"):
        engine(f"sqlite:///{tmp_path / 'taken' / 'folder' / 'spro.db'}")


@pytest.mark.postgres
def test_a_connection_that_the_server_closed_is_opened_anew(postgresql: str) -> None:
    """As after a restart of the server: the act that comes next is not lost."""
    with transaction(postgresql) as session:
        kept = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
    other = create_engine(engine(postgresql).url, poolclass=NullPool)
    with other.begin() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": kept})
    other.dispose()

    with transaction(postgresql) as session:
        assert session.execute(text("SELECT pg_backend_pid()")).scalar_one() != kept


def test_a_connection_to_a_file_keeps_what_was_prepared(database: str) -> None:
    """What is asked again is not prepared anew, however much is asked in between."""
    prepared = list[int]()

    def note(*what: object) -> int:
        prepared.append(len(what))
        return sqlite3.SQLITE_OK

    with engine(database).connect() as connection:
        driver = connection.connection.driver_connection
        assert driver
        driver.set_authorizer(note)
        rounds = list[int]()
        for _ in range(2):
            for number in range(300):
                connection.exec_driver_sql(f"SELECT {number}")
            rounds.append(len(prepared))
        driver.set_authorizer(None)

    assert rounds[0] >= 300
    assert rounds[1] == rounds[0]


@pytest.mark.postgres
def test_a_connection_to_a_server_keeps_what_was_prepared(postgresql: str) -> None:
    """What is asked often is planned once."""
    with engine(postgresql).connect() as connection:
        for _ in range(7):
            for number in range(300):
                connection.exec_driver_sql(f"SELECT {number}")
        kept = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar_one()

    assert kept >= 300


def test_an_address_has_one_engine(tmp_path: Path) -> None:
    """However many threads ask for it first."""
    address = f"sqlite:///{tmp_path / 'fresh.db'}"
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(engine, [address] * 8))

    assert {id(one) for one in found} == {id(engine(address))}
    forget(address)


def test_forgetting_a_database_leaves_the_others(database: str, tmp_path: Path) -> None:
    """Its connections are closed; what another database has open stays open."""
    other = f"sqlite:///{tmp_path / 'other.db'}"
    kept, gone = engine(database), engine(other)

    forget(other)

    assert engine(database) is kept
    assert engine(other) is not gone
    forget(other)


def test_forgetting_what_was_never_opened_makes_nothing(tmp_path: Path) -> None:
    """No file appears where nobody wrote."""
    forget(f"sqlite:///{tmp_path / 'never.db'}")

    assert list(tmp_path.iterdir()) == []


def test_who_reads_the_file_does_not_wait_for_a_writer(database: str) -> None:
    """A copy or a report sees what was committed, while a transaction is under way."""
    with transaction(database) as writer:
        writer.add(Organisation(name="CIDFF de l'Ain"))
        writer.flush()
        with closing(sqlite3.connect(database.removeprefix("sqlite:///"), timeout=0)) as reader:
            [seen] = reader.execute("SELECT count(*) FROM organisation").fetchone()

    assert seen == 0


def test_an_error_of_the_database_shows_no_value(any_database: str) -> None:
    """Prefect's console shows errors: an address or a subject must not come with them."""
    with pytest.raises(DatabaseError) as failed, transaction(any_database) as opened:
        opened.connection().execute(text("SELECT * FROM nowhere WHERE address = :address"), {"address": "a@b.example"})

    assert "a@b.example" not in str(failed.value)


def test_who_looks_neither_waits_for_an_act_nor_is_refused(any_database: str) -> None:
    """At a dossier that somebody is acting upon, then at one that was acted upon since one began to look."""
    with transaction(any_database) as session:
        reference = application(session, campaign_with(session)).reference

    with reading(any_database) as looking:
        before = looking.exec(select(Application.circle)).one()
        with transaction(any_database) as acting:
            [acted_upon] = find_applications(acting, [reference])
            acted_upon.circle = before + 1
            acting.flush()
            during = find_applications(looking, [reference])[0].circle
        looking.expire_all()
        after = find_applications(looking, [reference])[0].circle

    assert (during, after) == (before, before)
