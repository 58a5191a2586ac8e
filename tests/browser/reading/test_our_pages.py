"""Our own pages in a real browser: what applicants write there is text, and nobody is kept from reading it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page

from models.dossiers.handling import Assignment, Label
from models.storage.database import transaction
from tests.browser.console import Console
from tests.browser.office import HOSTILE, LACKS_ONE, Office
from tests.browser.reading.axe import AXE, CONTRAST, violations

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_what_an_applicant_calls_itself_is_text(console: Console, office: Office) -> None:
    """No picture is asked of anybody, and nothing of it is a link."""
    console.open(f"/spro/dossiers/{office.reference(HOSTILE)}", "ol.steps")

    assert HOSTILE in console.page.get_by_role("heading", level=1).inner_text()
    assert console.page.locator("img").count() == 0


def test_nobody_is_kept_from_reading_our_pages(console: Console, office: Office) -> None:
    """axe-core finds nothing on any, by day and by night."""
    _share(office)
    addresses, found = list(_addresses(console, office)), list[tuple[str, str]]()

    for address in addresses:
        console.open(address, "main")
        found += [(address, fault) for fault in _violations(console.page)]

    assert found == []


def _share(office: Office) -> None:
    """Have a dossier be given to a desk and labelled, so that the list shows every column."""
    with transaction(office.database) as session:
        session.add(Assignment(application_id=1, agent="loire", by="Mme Essai", at=datetime.now(UTC)))
        session.add(Label(application_id=1, name="urgent", by="Mme Essai", at=datetime.now(UTC)))


def _addresses(console: Console, office: Office) -> Iterator[str]:
    """Yield the address of each kind of page."""
    yield from ("/spro/", "/spro/a-traiter", "/spro/dossiers", "/spro/arrivees", "/spro/registre", "/spro/fichiers")
    yield from (f"/spro/seances/{office.code}/{body}" for body in ("groupe-de-travail", "commission"))
    yield "/spro/lettres/1"
    yield (dossier := f"/spro/dossiers/{office.reference(LACKS_ONE)}")
    console.open(dossier, "ol.steps")
    for kind in ("arrivees", "fichiers"):
        yield str(console.page.locator(f"main a[href^='/spro/{kind}/']").first.get_attribute("href"))


def _violations(page: Page) -> Iterator[str]:
    page.evaluate(AXE)
    yield from violations(page)
    page.emulate_media(color_scheme="dark")
    yield from violations(page, *CONTRAST)
    page.emulate_media(color_scheme="light")
