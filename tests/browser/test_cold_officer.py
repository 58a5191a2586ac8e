"""An officer opens the console cold: knows how things stand, finds a dossier, reads it, acts, is refused, mends."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, expect

from models.calendar.business_days import business_days
from models.region.file import load_region
from notifications.writing.wording import long_date
from tests.browser.console import Console, opened
from tests.browser.office import LACKS_ONE, Office
from tests.browser.tab import window_of
from tests.factories import REGION
from tests.servers.nginx import USER

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

SCREEN = 768
"""The height of a small screen, in pixels."""

VIEWER = "chrome-extension:"
"""Where Chromium's own viewer of PDFs stands."""

PAST = date(2026, 1, 12)

COUNTED = """
addEventListener("click", (event) => {
  if (event.isTrusted) localStorage.clicks = Number(localStorage.clicks || 0) + 1;
}, true);
"""
"""Counts what a person clicks, and the key that sends a search, which clicks its button."""


@pytest.fixture
def console(whole_browser: Browser, office: Office) -> Iterator[Console]:
    """Give a tab of the console in a browser that shows a PDF."""
    with window_of(whole_browser, office.console) as window, opened(window, "cold_officer") as tab:
        yield tab


def clicks(console: Console) -> int:
    """How often the person has clicked so far."""
    return int(console.page.evaluate("localStorage.clicks || 0"))


def knows(console: Console) -> None:
    """Look at the first page: each answer is on it, without scrolling."""
    console.open("/", "h1")
    console.shot("board")
    tile, signs = console.page.locator(".tile").first, console.page.locator(".signs")
    # Where it stands: of the latest session, which another test may have opened.
    expect(console.page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Session \d{4}"))
    # What needs me, what is late, whether the machine is well.
    expect(tile).to_contain_text(re.compile(r"À traiter\s+\d+ .*en retard|Rien : tout ce qui est dû est fait"))
    expect(signs).to_contain_text("Worker : vivant")
    for title in ("À traiter", "Demandé aux candidats", "Dossiers", "La machine", "Dépôts cumulés", "Pièces reçues"):
        assert console.page.get_by_role("heading", name=title, exact=True).is_visible()
    assert console.page.locator("main").evaluate("main => main.getBoundingClientRect().bottom") <= SCREEN


def finds(console: Console, office: Office) -> None:
    """Find a dossier by half of its name, without accents, and read a piece of it."""
    console.page.get_by_role("navigation", name="Pages").get_by_role("link", name="Dossiers").click()
    console.page.get_by_role("combobox", name="Session").select_option(office.code)
    console.page.get_by_role("searchbox").fill("emploi de la LOIRE")
    console.page.keyboard.press("Enter")
    console.page.get_by_role("link", name=office.reference(LACKS_ONE)).click()
    expect(console.page.get_by_role("heading", level=1)).to_contain_text(LACKS_ONE)
    console.shot("dossier")


def reads(console: Console) -> None:
    """Open a piece of the dossier in the viewer of the browser, and come back."""
    with console.page.expect_event("framenavigated", lambda frame: frame.url.startswith(VIEWER)):
        console.page.get_by_role("link", name="annexe-1.pdf").click()
    console.shot("piece")
    console.page.go_back()


def account(console: Console) -> Locator:
    """Open the account of the run that was sent, from where the console leads."""
    console.ended()
    console.page.locator("li.p-tab#artifacts").click()
    console.page.locator(".flow-run-artifacts .artifact-card").click()
    told = console.page.locator(".artifact-data-markdown")
    expect(told).to_contain_text(re.compile(r"\S"))
    console.shot("account")
    return told


def opens_the_form(console: Console, office: Office) -> None:
    """Open the form that asks for complements: all that the system knows is there."""
    console.follow_form(console.page.get_by_role("link", name="Demander des compléments"))
    console.shot("form")
    assert console.chosen("Dossier").startswith(office.reference(LACKS_ONE))
    assert (console.chosen("Pièce"), console.chosen("Motif")) == ("annexe-4 · Annexe 4", "manquante")
    assert console.written("Saisi par") == USER


def asks(console: Console, until: date) -> Locator:
    """Choose a last day, send, and read the account."""
    console.set_date("Dernier jour", until.isoformat())
    assert console.send() == 201
    return account(console)


def test_an_officer_who_opens_the_console_cold(console: Console, office: Office) -> None:
    """Knows on one screen; finds, reads, asks for complements, is refused, mends, and sees what was done: nothing is
    typed that the system knows, and few clicks lead there."""
    console.context.add_init_script(COUNTED)
    due = business_days(load_region(REGION)).roll(datetime.now(UTC).date() + timedelta(40))

    knows(console)
    finds(console, office)
    reads(console)
    opens_the_form(console, office)
    assert clicks(console) == 5

    refused = asks(console, PAST)
    expect(refused).to_contain_text("Dernier jour « 12/01/2026 » : il faut un jour à venir")
    console.follow_link(refused.get_by_role("link", name="le formulaire"))
    done = asks(console, due)
    expect(done).to_contain_text(f"Demande en cours : 1 pièce (Annexe 4), jusqu'au {long_date(due)} inclus")
