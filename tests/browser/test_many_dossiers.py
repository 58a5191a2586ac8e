"""A form that offers thousands of dossiers is still a form."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows.boards.refresh import refresh_forms
from flows.run_context import clock
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tests.bench.days.daily import Size, fill
from tests.browser.console import Console
from tests.browser.office import SECRET, Office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

MANY = 3_000


@pytest.fixture
def crowd(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the forms offer the dossiers of another, larger installation, for the time of the test."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    with transaction(Settings().database) as session:
        fill(session, Size(MANY, 500))
    _refresh(office)
    yield
    forget(Settings().database)
    monkeypatch.setenv("SPRO_HOME", str(office.system.home))
    _refresh(office)


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
    """None is left out, whatever their number; the list narrows as one types."""
    console.open_form(office.form("demander-complements"))
    assert len(office.offered("demander-complements")) == MANY

    chosen = console.choose("Dossier", "2987")

    console.shot("chosen")
    assert chosen.startswith("ARA-2027-2987 · Maison de l'emploi n° 2987 · en instruction depuis le ")
