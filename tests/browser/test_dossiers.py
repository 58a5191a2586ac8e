"""The page of a dossier in a real browser."""

import pytest

from tests.browser.console import Console
from tests.browser.office import HOSTILE, Office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_what_an_applicant_calls_itself_is_text(console: Console, office: Office) -> None:
    """No picture is asked of anybody, and nothing of it is a link."""
    console.open(f"/spro/dossiers/{office.reference(HOSTILE)}", "ol.steps")

    assert HOSTILE in console.page.get_by_role("heading", level=1).inner_text()
    assert console.page.locator("img").count() == 0
