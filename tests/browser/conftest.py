"""Fixtures of the browser tests: the system that people use, and Debian's Chromium to use it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import find_program, running
from tests.browser.console import Console, opened
from tests.browser.office import Office, running_office
from tests.servers.conducting import furnish


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium, the same for these tests and closed after the last: Playwright holds the event loop."""
    program = find_program()
    if program is None:
        missing = "Chromium is missing: install the package « chromium »"
        if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with running(program) as started:
        yield started


@pytest.fixture(scope="package")
def office(browser: Browser, prefect_tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Give a living system whose session is under way, the same for these tests."""
    home = tmp_path_factory.mktemp("office")
    furnish(home / "prefect", prefect_tables)
    with running_office(home) as started:
        yield started


@pytest.fixture
def console(browser: Browser, office: Office, request: pytest.FixtureRequest) -> Iterator[Console]:
    """Give a tab of the console: whatever the test does, no request leaves this machine, and no page has an error."""
    with opened(browser, office.console, request.node.name.removeprefix("test_")) as tab:
        yield tab
