"""Which tests share a process and in which order they begin, by the servers that they need.

pytest-randomly puts the files in another order each time, and the tests of a file. What is here comes after it: what
takes longest begins first, or one process would be busy with it long after the others have ended.
"""

import gc
from collections.abc import Iterator
from functools import cache

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

BROWSER = ("tests/browser/",)
"""They share a browser and a living system."""

LIVING = ("tests/flows/installation/test_mailbox_killed.py", "tests/flows/installation/test_living.py")
"""They start living systems of their own, one after the other: three at once gain nothing on two cores."""

PREFECT = (
    "tests/story/test_11_",
    "tests/story/test_01_",
    "tests/story/test_02_",
    "tests/story/sessions/test_20_",
    *(
        f"tests/flows/{path}"
        for path in (
            "installation/test_runs_killed.py",
            "installation/test_deploy.py",
            "installation/test_incidents.py",
            "installation/test_watch_runs.py",
            "installation/test_prefect_server.py",
            "serving/test_alerts.py",
            "serving/test_person.py",
            "boards/test_refresh.py",
            "boards/test_run_forms_written.py",
            "gates/",
            "acts/",
            "sessions/test_booking.py",
            "sessions/test_catching_up.py",
            "sessions/test_digest.py",
            "sessions/test_moves.py",
            "pages/test_machine.py",
            "rehearsal/play/test_gates.py",
            "rehearsal/play/test_runs.py",
            "test_act_flow.py",
        )
    ),
    "tests/tasks/acts/test_record.py",
    "tests/tasks/intake/registering/test_drain.py",
    "tests/tasks/intake/registering/test_units.py",
)
"""They share two servers of Prefect, one in which flows run and one that is asked how runs are: each takes five seconds
of a processor to start. A file that is missing here starts another. One reads a year that others of them play."""

GROUPS = {"browser": BROWSER, "prefect": PREFECT, "living": LIVING}
"""Files that share a process."""

LONG = tuple(
    f"tests/{path}"
    for path in (
        "flows/command/",
        "flows/installation/",
        "flows/rehearsal/",
        "flows/sessions/",
        "models/storage/",
        "notifications/delivery/",
        "notifications/documents/test_typeset.py",
        "notifications/outbox/test_batches.py",
        "notifications/samples/",
        "notifications/test_new_kind.py",
        "tasks/acts/",
        "tasks/console/forms/test_choices.py",
        "tasks/console/test_victims.py",
        "tasks/console/waiting/test_emptied.py",
        "tasks/decisions/signed/",
        "tasks/incidents/",
        "tasks/mailboxes/",
        "tasks/meetings/sheet/",
        "tasks/reading/",
        "tasks/sessions/test_implied_decision.py",
        "tasks/sessions/test_victims.py",
        "tasks/test_moves.py",
    )
)
"""What takes most of the time of the tests that need no server: whole years, each act, each fault, each letter, floods
and programs of their own. `make quick` leaves it out."""

FIRST = (*(file for files in GROUPS.values() for file in files), *LONG)
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
    """Mark the tests that need a server, and those that take long, before any are chosen by their marks; once they are
    in another order, begin with what takes longest."""
    for item in items:
        if _needs_server(item):
            item.add_marker(pytest.mark.server)
        if item.nodeid.startswith(LONG):
            item.add_marker(pytest.mark.long)
    yield
    items.sort(key=lambda item: _turn(item.nodeid.partition("::")[0]))


def pytest_collection_finish() -> None:
    """Look for no garbage among the modules and the thousands of tests, which stay to the end. And look less often: it
    is a twentieth of the time of the tests."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@cache
def _turn(file: str) -> int:
    return next((number for number, one in enumerate(FIRST) if file.startswith(one)), len(FIRST))


def _needs_server(item: pytest.Item) -> bool:
    is_marked = any(item.get_closest_marker(name) for name in ("prefect", "postgres"))
    is_living = item.nodeid.startswith(BROWSER + LIVING)
    return is_marked or is_living or not SERVERS.isdisjoint(getattr(item, "fixturenames", ()))
