"""Every letter in a real browser, as a telephone and a webmail show it."""

from collections.abc import Iterator
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page

from notifications.samples.preview import render_samples
from tests.support.notices import REGION

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
LETTERS = [(sample, notice.html) for sample, notice in render_samples(REGION)]
KINDS = list({sample.kind: (sample.name, html) for sample, html in reversed(LETTERS)}.values())
"""One letter of each kind: the first of its samples."""

NARROW, PHONE, HEIGHT = 320, 360, 640
HEADLESS = "document.head.remove(), document.body.removeAttribute('style')"
"""What many webmails do to a page."""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Give one page for all letters, which asks for nothing from elsewhere."""
    opened = browser.new_page(viewport={"width": PHONE, "height": HEIGHT})
    opened.set_content(KINDS[0][1])
    opened.evaluate(AXE)
    yield opened
    opened.close()


def _show(page: Page, html: str) -> None:
    # In the same document, which has axe already.
    page.evaluate("html => { document.documentElement.innerHTML = html }", html)


def _violations(page: Page, html: str, *, only: str = "") -> list[str]:
    _show(page, html)
    options = f"{{runOnly: ['{only}']}}" if only else "{}"
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in page.evaluate(f"axe.run({options})")["violations"]]


def test_nobody_is_kept_from_reading_a_letter(page: Page) -> None:
    """axe-core finds nothing in any kind."""
    assert [(name, fault) for name, html in KINDS for fault in _violations(page, html)] == []


def test_a_letter_is_read_in_the_dark(page: Page) -> None:
    """On a dark screen a letter is dark, and axe-core finds contrast enough in any kind."""
    page.emulate_media(color_scheme="dark")

    found = [(name, fault) for name, html in KINDS for fault in _violations(page, html, only="color-contrast")]

    shown = page.evaluate("getComputedStyle(document.querySelector('.letter')).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert (found, shown) == ([], "rgb(27, 27, 31)")


@pytest.mark.parametrize("script", ["", HEADLESS])
def test_no_letter_scrolls_sideways(page: Page, script: str) -> None:
    """At 320 pixels nothing sticks out, also where a webmail has dropped the head of the page."""
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    wide = list[tuple[str, int]]()

    for sample, html in LETTERS:
        _show(page, html)
        width = page.evaluate(f"{script or 'null'}, document.documentElement.scrollWidth")
        wide += [(sample.name, width)] if width > NARROW else []

    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert wide == []


def test_the_answer_is_on_the_first_screen(page: Page) -> None:
    """On a telephone, what is to be done is read without a move of the thumb, in every letter but those that a person
    writes."""
    below = list[tuple[str, int]]()

    for sample, html in LETTERS:
        _show(page, html)
        bottom = page.evaluate("document.querySelector('.todo')?.getBoundingClientRect().bottom ?? 9999")
        below += [(sample.name, bottom)] if bottom > HEIGHT and sample.kind != "letter" else []

    assert below == []
