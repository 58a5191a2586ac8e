"""What the quick tests reach of the code, where coverage is asked for (`--cov`): whatever else runs beside them, the
figure is theirs, and the floor that it is held to."""

from collections.abc import Iterator

import pytest
from coverage import Coverage

SLOW = ("tests/story/", "tests/browser/")
"""Whole years and pages: what they reach, the tests of each room reach too."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Measure nothing while another test runs, nor while what it needs is made. It takes no more time then."""
    measured = Coverage.current()
    if measured is None or is_quick(item):
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


def is_quick(item: pytest.Item) -> bool:
    """Return True for a test that `make quick` runs."""
    return not item.get_closest_marker("server") and not item.nodeid.startswith(SLOW)
