"""A form that offers thousands of dossiers is still a form."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import expect
from prefect.settings import PREFECT_API_AUTH_STRING, PREFECT_API_URL, temporary_settings

from flows.boards.refresh import refresh_forms
from flows.pool import POOL
from flows.run_context import clock
from models.storage.database import forget, transaction
from models.storage.settings import Settings
from tasks.console.forms.choices import MOST
from tests.bench.days.daily import Size, fill
from tests.browser.console import Console, opened
from tests.browser.office import SECRET, Office
from tests.browser.tab import Window
from tests.servers.system import wait_until

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

MANY, INCOMPLETE = 3_000, 2_500
NOT_OFFERED = "CIDFF de l'Ain"
"""A dossier of the office, by whose reference the larger installation has one that came to its status before others."""


class Seen(NamedTuple):
    """What was seen of a form that offers thousands: how many it had to offer, which one a few letters found; and how
    the run ended that was started for one that is not offered, with its account."""

    offered: int
    chosen: str
    state: str
    account: str


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give another, larger installation."""
    home = tmp_path_factory.mktemp("larger")
    with pytest.MonkeyPatch.context() as installation, transaction(_database(installation, home)) as session:
        fill(session, Size(MANY, INCOMPLETE))
    return home


@contextmanager
def crowd(office: Office, larger: Path) -> Iterator[None]:
    """Have the forms offer the dossiers of the larger installation, for the time of the block. No run begins until they
    are read: each offers those of the office again when it ends."""
    _pause(office, is_paused=True)
    assert wait_until(lambda: _under_way(office) == 0, seconds=240)
    with pytest.MonkeyPatch.context() as installation:
        database = _database(installation, larger)
        _refresh(office)
        try:
            yield
        finally:
            _pause(office, is_paused=False)
            forget(database)
            _database(installation, office.system.home)
            _refresh(office)


@pytest.fixture(scope="module")
def seen(window: Window, office: Office, larger: Path) -> Seen:
    """Find one dossier among all; then name one that is not offered, and act on it."""
    with crowd(office, larger), opened(window, "many_dossiers") as console:
        console.open_form(office.form("demander-complements"))
        offered, chosen = len(office.offered("demander-complements")), console.choose("Dossier", "2987")
        console.shot("chosen")
        return Seen(offered, chosen, *_named(console, office))


def _named(console: Console, office: Office) -> tuple[str, str]:
    """Look for a dossier that is not offered, type its reference, and send: the state of the run, and its account."""
    reference = office.reference(NOT_OFFERED)
    console.open_form(office.form("recevoir-dossier"))
    console.choose("Destinataire", "examining_service")
    console.unfold("Dossier")
    expect(console.search(reference)).to_have_count(0)
    console.page.keyboard.press("Escape")
    console.write("Ou sa référence", reference)
    console.shot("typed")
    _pause(office, is_paused=False)
    assert console.send() == 201
    return console.ended(), console.read_account()


def _database(installation: pytest.MonkeyPatch, home: Path) -> str:
    """Turn to an installation, and return the address of its database."""
    installation.setenv("SPRO_HOME", str(home))
    return Settings().database


def _pause(office: Office, *, is_paused: bool) -> None:
    """Have no run begin, or those that wait."""
    office.system.ask("PATCH", f"work_pools/{POOL}", {"is_paused": is_paused})


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


def test_thousands_of_dossiers_are_offered_and_a_few_letters_find_one(seen: Seen) -> None:
    """The latest of each status, whatever their number; the list narrows as one types."""
    assert seen.offered == MOST + MANY - INCOMPLETE
    assert seen.chosen.startswith("ARA-2027-2987 · Maison de l'emploi n° 2987 · en instruction depuis le ")


def test_one_that_is_not_offered_is_named_by_its_reference(seen: Seen, office: Office) -> None:
    """Typed beside the list, where it is not found; the act is then done to it."""
    assert seen.state == "Completed"
    assert office.reference(NOT_OFFERED) in seen.account
