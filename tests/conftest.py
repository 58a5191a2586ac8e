"""Fixtures that all the tests share: databases, an installation, and Prefect's server. Each starts the real thing."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlmodel import Session

from models.columns import LOOKS
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from notifications.mailserver.sink import Sink
from tests.servers import dovecot as imap
from tests.servers.conducting import conducting, furnish, make_tables
from tests.servers.databases import SqliteDatabase, empty_postgresql
from tests.servers.dovecot import Dovecot
from tests.servers.leftovers import nothing_left
from tests.servers.postgresql import PostgreSQL, find_programs, running

pytest_plugins = ["tests.servers.order"]

# A busy machine is no reason to fail: neither a slow example nor slow examples are. The fifty of a run are others each
# time; a hundred are always the same.
_PATIENT = hypothesis_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.register_profile("dev", _PATIENT, max_examples=50)
hypothesis_settings.register_profile("ci", _PATIENT, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(scope="session", autouse=True)
def _unforced() -> Iterator[None]:
    """Force nothing of this process to the disk: no data outlives the tests."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda _number: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _who_looks_locks_nothing() -> Iterator[None]:
    """Have a session that only looks lock no row, on whichever engine: on PostgreSQL it would wait, or be refused."""

    def look(asked: ORMExecuteState) -> None:
        is_lock = getattr(asked.statement, "_for_update_arg", None) is not None
        assert not (is_lock and asked.session.info.get(LOOKS)), f"who looks takes a lock: {asked.statement}"

    event.listen(Session, "do_orm_execute", look)
    yield
    event.remove(Session, "do_orm_execute", look)


@pytest.fixture(scope="session")
async def loop() -> asyncio.AbstractEventLoop:
    """Give the event loop of all tests of a process."""
    return asyncio.get_running_loop()


@pytest.fixture(autouse=True)
def _alone(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Have each test be over when it ends."""
    with nothing_left(loop):
        yield


@pytest.fixture(scope="session")
def sqlite() -> Iterator[SqliteDatabase]:
    """Give a SQLite database, the same for the whole run, in memory where the system has such a folder."""
    with TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:  # noqa: S108
        made = SqliteDatabase(Path(folder))
        yield made
        forget(made.address)


@pytest.fixture
def database(sqlite: SqliteDatabase) -> str:
    """Give the address of an empty SQLite database."""
    return sqlite.renew()


@pytest.fixture
def session(database: str) -> Iterator[Session]:
    """Give an open transaction in a fresh SQLite file."""
    with transaction(database) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """Give a running PostgreSQL, the same for the whole run."""
    programs = find_programs()
    if programs is None:
        missing = "PostgreSQL is missing: install the package « postgresql »"
        if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with running(programs) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot_program() -> Path:
    """Give Dovecot's program."""
    program = imap.find_dovecot()
    if program is None:
        missing = "Dovecot is missing: install the package « dovecot-imapd »"
        if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return program


@pytest.fixture(scope="session")
def dovecot(dovecot_program: Path) -> Iterator[Dovecot]:
    """Give a running Dovecot, the same for the whole run."""
    with imap.running(dovecot_program) as server:
        yield server


@pytest.fixture(scope="session")
def postgresql(postgres: PostgreSQL) -> Iterator[str]:
    """Give the address of a PostgreSQL database, the same for the whole run."""
    with postgres.fresh_database() as address:
        yield address
        forget(address)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database, on each engine in turn: for what they may do differently (several at once,
    orders, types, searches, limits), and once for each look-up that an act or a page makes. What the rules say is the
    same on both, and asked on SQLite."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("database"))
    address: str = request.getfixturevalue("postgresql")
    empty_postgresql(address)
    return address


ON_SQLITE = pytest.mark.parametrize("any_database", ["sqlite"], indirect=True)
"""For a test of a module whose others are run on each engine: it asks the database for nothing in which they differ,
and for nothing that no other test asks of each."""


@contextmanager
def fresh_database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the address of a database that has no tables yet, on the engine that a fixture is asked for."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            server: PostgreSQL = request.getfixturevalue("postgres")
            address = stack.enter_context(server.fresh_database())
        else:
            address = f"sqlite:///{folder / 'fresh.db'}"
        stack.callback(forget, address)
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_fresh_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database that has no tables yet, on each engine in turn."""
    with fresh_database(request, tmp_path) as address:
        yield address


@pytest.fixture(scope="session")
def prefect_tables() -> Path:
    """Give the database of a server of Prefect that has just started for the first time: for all processes, and for the
    runs to come until there is another Prefect, the same."""
    return make_tables(Path(__file__).parents[1] / "build" / "prefect")


@pytest.fixture(scope="session")
def prefect(prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run Prefect's server for the whole run, and make flows talk to it."""
    with conducting(furnish(tmp_path_factory.mktemp("prefect"), prefect_tables)):
        yield


@dataclass(frozen=True, slots=True)
class Installation:
    """A fresh installation, as `Settings()` describes it, whose notices go to the embedded mail server."""

    home: Path
    sink: Sink

    @property
    def database(self) -> str:
        """The address of its database."""
        return Settings().database

    @property
    def mailbox(self) -> Path:
        """The folder that deposits arrive in."""
        return Settings().mailbox

    def mails(self) -> list[EmailMessage]:
        """Return the mails that were received, in the order in which they came."""
        files = sorted((self.sink.maildir / "new").iterdir(), key=lambda file: file.stat().st_mtime_ns)
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


@pytest.fixture
def spro(tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Give a fresh installation, and make it the one that the settings name."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    monkeypatch.setenv("SPRO_DATABASE_URL", database)
    with Sink(Settings().mails) as sink:
        monkeypatch.setenv("SPRO_SMTP_URL", sink.url)
        yield Installation(tmp_path, sink)
