"""Which tests share a process and in which order they begin, by the servers that they need.

pytest-randomly puts the files in another order each time, and the tests of a file. What is here comes after it: what
takes longest begins first, or one process would be busy with it long after the others have ended.
"""

import gc
from collections.abc import Iterator

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

BROWSER = ("tests/browser/",)
"""They share a browser and a living system."""

LIVING = ("tests/flows/installation/test_mailbox_killed.py", "tests/flows/installation/test_living.py")
"""They start living systems of their own, one after the other: three at once gain nothing on two cores."""

RUNS = tuple(
    f"tests/flows/installation/test_{name}.py" for name in ("runs_killed", "deploy", "incidents", "watch_runs")
)
"""They ask how runs are of one server of their own."""

GROUPS = {"browser": BROWSER, "living": LIVING, "year": ("tests/story/test_01_", "tests/story/test_02_"), "runs": RUNS}
"""Files that share a process: those of the browser, those that start other living systems, the stories that read the
year, played once, and those that ask the same server."""

FIRST = (
    *BROWSER,
    *LIVING,
    "tests/story/test_11_",
    *GROUPS["year"],
    *RUNS,
    "tests/flows/gates/",
)
"""What takes longest, the longest first: of three processes two wait most of the first minutes, and the third works."""

SERVERS = frozenset({"prefect", "server", "postgres", "dovecot", "dovecot_program", "clamd", "browser"})
"""The fixtures that start a server or a browser."""


class OneGroupOneProcess(LoadFileScheduling):  # type: ignore[misc]  # published without types
    """Keeps the tests of a file in one process, and those that share what they start as well."""

    def _split_scope(self, nodeid: str) -> str:
        file: str = super()._split_scope(nodeid)
        return next((name for name, files in GROUPS.items() if file.startswith(files)), file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Hand the tests out to several processes, where there are several."""
    return OneGroupOneProcess(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Leave to tests what they draw at random: the seed that is printed gives an order again, and nothing else. While
    they are collected, no garbage is looked for: there is next to none."""
    config.option.randomly_reset_seed = False
    gc.disable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark the tests that need a server before any are chosen by their marks, and begin with what takes longest once
    they are in another order."""
    for item in items:
        if _needs_server(item):
            item.add_marker(pytest.mark.server)
    yield
    items.sort(key=lambda item: next((n for n, one in enumerate(FIRST) if item.nodeid.startswith(one)), len(FIRST)))


def pytest_collection_finish() -> None:
    """Look for no garbage, again and again, among the modules and the thousands of tests: they stay to the end. And
    look less often, which is a twentieth of the time of the tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


def _needs_server(item: pytest.Item) -> bool:
    is_marked = any(item.get_closest_marker(name) for name in ("prefect", "postgres"))
    is_living = item.nodeid.startswith(BROWSER + LIVING)
    return is_marked or is_living or not SERVERS.isdisjoint(getattr(item, "fixturenames", ()))
