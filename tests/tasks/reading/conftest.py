"""A running clamd, for those tests that ask a scanner."""

import os
from collections.abc import Iterator

import pytest

from tests.servers.clamd import Server, find_clamd, running


@pytest.fixture(scope="session")
def clamd() -> Iterator[Server]:
    """Give a running clamd, the same for the whole run."""
    program = find_clamd()
    if program is None:
        missing = "clamd is missing: install the package « clamav-daemon »"
        if os.environ.get("SPRO_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    with running(program) as server:
        yield server
