"""Nothing is started or resumed by accident: to look is to look."""

import pytest

from tests.browser.console import Console
from tests.browser.office import CLICKED, Office

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_to_look_around_starts_nothing(console: Console, office: Office) -> None:
    """Forms opened and cancelled, runs and lists read: no run, no change, and none that waits to be resumed."""
    form, before = office.form("demander-complements"), (office.acts(), office.suspended())

    console.open_form(form)
    console.choose("Dossier", office.reference(CLICKED))
    console.button("Cancel").click()
    console.open("/runs", ".state-badge")
    console.shot("runs")
    console.page.locator(".state-badge").first.click()
    console.open("/deployments", "table tbody tr")
    console.open(f"/deployments/deployment/{form}", "li.p-tab")
    console.to_do(office.code)

    assert console.acts == []
    assert (office.acts(), office.suspended()) == before
