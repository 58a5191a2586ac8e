"""Every letter in a real browser, as a telephone and a webmail show it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from notifications.samples.sample_data import Sample
from tests.browser.reading.axe import AXE, CONTRAST, violations
from tests.support.notices import every_letter

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(900)]

NARROW, PHONE, HEIGHT = 320, 360, 640
HEADLESS = "document.head.remove(); document.body.removeAttribute('style');"
"""What many webmails do to a page."""


@pytest.fixture(scope="module")
def kinds() -> list[tuple[str, str]]:
    """Give one letter of each kind, the first of its samples: its name and its page."""
    return list({sample.kind: (sample.name, letter.html) for sample, letter in reversed(every_letter())}.values())


@pytest.fixture(scope="module")
def page(browser: Browser, kinds: list[tuple[str, str]]) -> Iterator[Page]:
    """Give one page for all letters, which asks for nothing from elsewhere."""
    opened = browser.new_page(viewport={"width": PHONE, "height": HEIGHT})
    opened.set_content(kinds[0][1])
    opened.evaluate(AXE)
    yield opened
    opened.close()


def _show(page: Page, html: str) -> None:
    # In the same document, which has axe already.
    page.evaluate("html => { document.documentElement.innerHTML = html }", html)


def _measured(page: Page, script: str) -> list[tuple[Sample, int]]:
    """What a script returns of each letter."""
    shown = f"html => {{ document.documentElement.innerHTML = html; {script} }}"
    found = page.evaluate(f"letters => letters.map({shown})", [letter.html for _, letter in every_letter()])
    return [(sample, number) for (sample, _), number in zip(every_letter(), found, strict=True)]


def _violations(page: Page, html: str, *rules: str) -> list[str]:
    _show(page, html)
    return violations(page, *rules)


def test_nobody_is_kept_from_reading_a_letter(page: Page, kinds: list[tuple[str, str]]) -> None:
    """axe-core finds nothing in any kind."""
    assert [(name, fault) for name, html in kinds for fault in _violations(page, html)] == []


def test_a_letter_is_read_in_the_dark(page: Page, kinds: list[tuple[str, str]]) -> None:
    """On a dark screen a letter is dark, and axe-core finds contrast enough in any kind."""
    page.emulate_media(color_scheme="dark")

    found = [(name, fault) for name, html in kinds for fault in _violations(page, html, *CONTRAST)]

    shown = page.evaluate("getComputedStyle(document.querySelector('.letter')).backgroundColor")
    page.emulate_media(color_scheme="light")
    assert (found, shown) == ([], "rgb(27, 27, 31)")


@pytest.mark.parametrize("script", ["", HEADLESS])
def test_no_letter_scrolls_sideways(page: Page, script: str) -> None:
    """At 320 pixels nothing sticks out, also where a webmail has dropped the head of the page."""
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})

    widths = _measured(page, f"{script} return document.documentElement.scrollWidth")

    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    assert [(sample.name, width) for sample, width in widths if width > NARROW] == []


def test_the_answer_is_on_the_first_screen(page: Page) -> None:
    """On a telephone, what is to be done is read without a move of the thumb, in every letter but those that a person
    writes."""
    bottoms = _measured(page, "return document.querySelector('.todo')?.getBoundingClientRect().bottom ?? 9999")

    below = [(sample.name, bottom) for sample, bottom in bottoms if bottom > HEIGHT and sample.kind != "letter"]
    assert below == []
