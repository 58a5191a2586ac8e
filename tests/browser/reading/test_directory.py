"""The public directory in a real browser: nobody is kept from reading it, and it asks for nothing from elsewhere."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from notifications.documents.directory.publish import publish
from tests.notifications.documents.directory.test_pages import DIRECTORY

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
WIDTHS = (360, 1280)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the directory as it is published."""
    made = tmp_path_factory.mktemp("public") / "annuaire"
    publish(made, DIRECTORY)
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a page in which axe may be run: the pages themselves let no script in."""
    context = browser.new_context(bypass_csp=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_kept_from_reading_it(page: Page, folder: Path, width: int, scheme: str) -> None:
    """axe-core finds nothing on any page, and none scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    wrong = list[tuple[str, str]]()

    for path in sorted(folder.rglob("*.html")):
        page.goto(path.as_uri())
        page.evaluate(AXE)
        wrong += [(path.name, one["id"]) for one in page.evaluate("axe.run()")["violations"]]
        wrong += [(path.name, "wide")] if page.evaluate("document.documentElement.scrollWidth") > width else []

    assert wrong == []
