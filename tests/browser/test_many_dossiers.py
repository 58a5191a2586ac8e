"""A form that offers thousands of dossiers is still a form."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import expect
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows.boards.refresh import refresh_forms
from flows.run_context import clock
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.console.forms.choices import MOST
from tests.bench.days.daily import Size, fill
from tests.browser.console import Console
from tests.browser.office import SECRET, Office
from tests.servers.system import wait_until

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

MANY, INCOMPLETE = 3_000, 2_500
NOT_OFFERED = "CIDFF de l'Ain"
"""A dossier of the office, by whose reference the larger installation has one that came to its status before others."""


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give another, larger installation."""
    home = tmp_path_factory.mktemp("larger")
    with pytest.MonkeyPatch.context() as installation, transaction(_database(installation, home)) as session:
        fill(session, Size(MANY, INCOMPLETE))
    return home


@pytest.fixture
def crowd(office: Office, larger: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the forms offer the dossiers of the larger installation, for the time of the test."""
    # A run that ends offers those of the office again.
    assert wait_until(lambda: _under_way(office) == 0, seconds=240)
    database = _database(monkeypatch, larger)
    _refresh(office)
    yield
    forget(database)
    _database(monkeypatch, office.system.home)
    _refresh(office)


def _database(installation: pytest.MonkeyPatch, home: Path) -> str:
    """Turn to an installation, and return the address of its database."""
    installation.setenv("SPRO_HOME", str(home))
    return Settings().database


def _under_way(office: Office) -> int:
    states = {"type": {"any_": ["PENDING", "RUNNING"]}}
    return int(office.system.ask("POST", "flow_runs/count", {"flow_runs": {"state": states}}))


def _refresh(office: Office) -> None:
    async def refresh() -> None:
        api = {PREFECT_API_URL: f"{office.system.console}/api", PREFECT_API_AUTH_STRING: SECRET}
        with temporary_settings(api):
            await refresh_forms(at=clock(None), deployed=True)

    # In a thread of its own: the event loop of this one is Playwright's.
    with ThreadPoolExecutor(1) as other:
        other.submit(asyncio.run, refresh()).result()


@pytest.mark.usefixtures("crowd")
def test_thousands_of_dossiers_are_offered_and_a_few_letters_find_one(console: Console, office: Office) -> None:
    """The latest of each status, whatever their number; the list narrows as one types."""
    console.open_form(office.form("demander-complements"))
    assert len(office.offered("demander-complements")) == MOST + MANY - INCOMPLETE

    chosen = console.choose("Dossier", "2987")

    console.shot("chosen")
    assert chosen.startswith("ARA-2027-2987 · Maison de l'emploi n° 2987 · en instruction depuis le ")


@pytest.mark.usefixtures("crowd")
def test_one_that_is_not_offered_is_named_by_its_reference(console: Console, office: Office) -> None:
    """Typed beside the list, where it is not found; the act is then done to it."""
    reference = office.reference(NOT_OFFERED)
    console.open_form(office.form("recevoir-dossier"))
    console.choose("Destinataire", "examining_service")
    console.unfold("Dossier")
    expect(console.search(reference)).to_have_count(0)
    console.page.keyboard.press("Escape")
    console.write("Ou sa référence", reference)

    console.shot("typed")
    assert console.send() == 201
    assert console.follow() == "Completed"
    assert reference in console.read_account()
