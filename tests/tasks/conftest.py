"""Fixtures of the tests of tasks: a desk that registers mails, in one transaction for the whole test, and a year."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from prefect.settings import PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW, temporary_settings

from models.storage.database import transaction
from tasks.intake.store import Store
from tests.factories import REGION, campaign_with
from tests.servers.databases import SqliteDatabase
from tests.support.mails import Desk
from tests.tasks.acts.shown.years import Day, play
from tests.tasks.acts.shown.years import Path as PathTaken

OpenDesk = Callable[[Mapping[str, object]], Desk]


def _open(
    stack: ExitStack,
    database: str,
    folder: Path,
    overrides: Mapping[str, object] | None = None,
    *,
    region: str = REGION,
) -> Desk:
    session = stack.enter_context(transaction(database))
    store = Store((folder / "store").as_uri())
    return Desk(session, campaign_with(session, overrides, prospects=["accueil@mjc.example"], region=region), store)


@pytest.fixture
def desk(database: str, tmp_path: Path) -> Iterator[Desk]:
    """Give the desk of the shipped session of 2026."""
    with ExitStack() as stack:
        yield _open(stack, database, tmp_path)


@pytest.fixture
def any_desk(any_database: str, tmp_path: Path) -> Iterator[Desk]:
    """Give the same desk, on each database engine in turn."""
    with ExitStack() as stack:
        yield _open(stack, any_database, tmp_path)


@pytest.fixture
def desk_with(database: str, tmp_path: Path) -> Iterator[OpenDesk]:
    """Give what opens the desk of a session whose region file has other values, by dotted key."""
    with ExitStack() as stack:
        yield lambda overrides: _open(stack, database, tmp_path, overrides)


@pytest.fixture
def desk_of(database: str, tmp_path: Path) -> Iterator[Callable[[str], Desk]]:
    """Give what opens the desk of the session of another shipped region, by its id."""
    with ExitStack() as stack:
        yield lambda region: _open(stack, database, tmp_path, region=region)


@pytest.fixture(scope="session")
def years(sqlite: SqliteDatabase) -> dict[Day, bytes]:
    """Give the days of a made-up year, one dossier on each path, as `sqlite.renew` takes them."""
    days = dict[Day, bytes]()
    with TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPRO_HOME", home)
        patch.setenv("SPRO_DATABASE_URL", sqlite.renew())
        play(sqlite.address, [*PathTaken], save=lambda day: days.update({day: sqlite.copy()}))
    return days


@pytest.fixture
def quiet() -> Iterator[None]:
    """Let tasks run out of a flow without a warning that their logs stay on this machine."""
    with temporary_settings({PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW: "ignore"}):
        yield
