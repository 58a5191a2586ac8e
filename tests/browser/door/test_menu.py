"""The front door: our pages at the top of Prefect's menu, and neither console asks anybody else for anything."""

import pytest
from playwright.sync_api import Browser, expect

from flows.pages.render import MENU
from tests.browser.console import Console
from tests.browser.office import Office
from tests.browser.tab import window_of

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]


def test_our_pages_stand_at_the_top_of_the_menu_and_the_logo_leads_home(console: Console, office: Office) -> None:
    """One click from any page of Prefect's; a page of ours leads back."""
    console.open("/runs", ".p-context-sidebar__body")
    entries = console.page.locator(".p-context-sidebar__body a")
    expect(entries.first).to_have_text(MENU[0].title)
    console.shot("menu")

    assert entries.all_inner_texts()[: len(MENU)] == [entry.title for entry in MENU]
    console.page.locator(".context-sidebar__logo-link").click()
    expect(console.page.locator("header nav a").first).to_have_attribute("aria-current", "page")
    console.shot("home")
    console.page.get_by_role("link", name="Exécutions", exact=True).click()
    expect(entries.first).to_have_text(MENU[0].title)


def test_the_other_console_works_and_is_kept_from_its_analytics(browser: Browser, office: Office) -> None:
    """It draws our forms; what it would tell a third party is stopped before it leaves."""
    form = f"{office.console}/v2/deployments/deployment/{office.form('demander-complements')}/run"
    with window_of(browser, office.console) as window:
        asked: list[str] = []
        window.context.on("request", lambda request: asked.append(request.url))
        page = window.context.new_page()
        page.goto(form, wait_until="commit")

        expect(page.locator("body")).to_contain_text("Pièces demandées")

    assert [url for url in asked if not url.startswith((f"{office.console}/", "data:", "blob:"))] == []
