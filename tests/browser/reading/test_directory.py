"""The public directory in a real browser: nobody is kept from reading it, and it asks for nothing from elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from notifications.documents.directory.publish import publish
from tests.browser.reading.axe import AXE, CONTRAST, violations
from tests.notifications.documents.directory.test_pages import DIRECTORY

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

WIDTHS = (360, 1280)
SCHEMES: dict[Literal["light", "dark"], tuple[str, ...]] = {"light": (), "dark": CONTRAST}
"""By day and by night, and the rules by which a page is judged then: no rule named is all of them."""


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
def test_nobody_is_kept_from_reading_it(page: Page, folder: Path, width: int) -> None:
    """axe-core finds nothing on any page, by day and by night, and none scrolls sideways."""
    page.set_viewport_size({"width": width, "height": 800})
    wrong = list[tuple[str, str]]()

    for path in sorted(folder.rglob("*.html")):
        page.goto(path.as_uri())
        wrong += [(path.name, fault) for fault in _faults(page, width)]

    assert wrong == []


def _faults(page: Page, width: int) -> Iterator[str]:
    page.evaluate(AXE)
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        yield from violations(page, *rules)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            yield f"wide, {scheme}"
