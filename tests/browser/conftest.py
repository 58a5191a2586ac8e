"""Fixtures of the browser tests: the system that people use, and Debian's Chromium to use it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType

from tests.browser.chromium import FLAT, driving, find_program, find_whole, running
from tests.browser.console import Console, opened
from tests.browser.office import Office, running_office
from tests.browser.tab import Window, window_of
from tests.servers.conducting import furnish


@pytest.fixture(scope="package")
def chromium() -> Iterator[BrowserType]:
    """Give what starts Debian's Chromium: Playwright holds the event loop until the last of these tests."""
    with driving() as started:
        yield started


@pytest.fixture(scope="package")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """Give a browser, the same for these tests and closed after the last: it draws no chart of a run."""
    with running(chromium, _there(find_program()), FLAT) as started:
        yield started


@pytest.fixture
def whole_browser(chromium: BrowserType) -> Iterator[Browser]:
    """Give a browser with all that people have in theirs, and the charts of runs."""
    with running(chromium, _there(find_whole())) as started:
        yield started


def _there(program: str | None) -> str:
    if program is not None:
        return program
    missing = "Chromium is missing: install the package « chromium »"
    if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="package")
def office(browser: Browser, prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a living system whose session is under way, the same for these tests."""
    home = tmp_path_factory.mktemp("office")
    furnish(home / "prefect", prefect_tables)
    with running_office(home) as started:
        yield started


@pytest.fixture(scope="package")
def window(browser: Browser, office: Office) -> Iterator[Window]:
    """Give a window on the console, the same for these tests: it has read the console's files once."""
    with window_of(browser, office.console) as started:
        yield started


@pytest.fixture
def console(window: Window, request: pytest.FixtureRequest) -> Iterator[Console]:
    """Give a tab of the console: whatever the test does, no request leaves this machine, and no page has an error."""
    with opened(window, request.node.name.removeprefix("test_")) as tab:
        yield tab
