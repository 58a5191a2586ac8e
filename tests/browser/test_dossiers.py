"""« Dossiers »: one is found by half a name, read, and acted on."""

import pytest

from tests.browser.console import Console
from tests.browser.office import HOSTILE, LACKS_ONE, Office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

VIEWER = "chrome-extension:"
"""Where Chromium's own viewer of PDFs stands."""


def test_a_dossier_is_found_read_and_acted_on(console: Console, office: Office) -> None:
    """Half a name without accents; a piece in the viewer of the browser; a form that opens on it."""
    console.open(f"/spro/dossiers?session={office.code}", "table.listed")
    console.page.get_by_role("searchbox").fill("emploi de la LOIRE")
    console.page.get_by_role("button", name="Afficher").click()
    console.page.get_by_role("link", name=office.reference(LACKS_ONE)).click()
    assert LACKS_ONE in console.page.get_by_role("heading", level=1).inner_text()
    console.shot("dossier")

    with console.page.expect_event("frameattached", lambda frame: frame.parent_frame is not console.page.main_frame):
        console.page.get_by_role("link", name="annexe-1.pdf").click()
    console.shot("piece")
    assert any(frame.url.startswith(VIEWER) for frame in console.page.frames)

    console.page.go_back()
    console.page.get_by_role("link", name="Enregistrer un retrait").click()
    console.page.locator(".schema-form-property__label").first.wait_for()
    assert console.written("Ou sa référence") == office.reference(LACKS_ONE)


def test_what_an_applicant_calls_itself_is_text(console: Console, office: Office) -> None:
    """On the page of its dossier too: no picture is asked of anybody, and nothing of it is a link."""
    console.open(f"/spro/dossiers/{office.reference(HOSTILE)}", "ol.steps")

    assert HOSTILE in console.page.get_by_role("heading", level=1).inner_text()
    assert console.page.locator("img").count() == 0
