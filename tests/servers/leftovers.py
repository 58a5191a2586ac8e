"""What a test leaves under way: the event loop and the databases of a process are those of all its tests."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from inspect import iscoroutine
from pathlib import Path

_ROOT = Path(__file__).parents[2]

_CODE = tuple(f"{_ROOT / name}/" for name in ("models", "notifications", "tasks", "flows", "tests"))
"""Where our code stands."""

_THREADS = "spro-"
"""How the names of our threads begin."""

_PATIENCE = 30.0
"""Seconds that tasks and a thread have to end, once nothing keeps them."""


@contextmanager
def nothing_left(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Raise AssertionError where a task or a thread of ours that began in the block does not end with it: it would go
    on in the database of the next test."""
    tasks, threads = asyncio.all_tasks(loop), set(threading.enumerate())
    yield
    left = {task for task in asyncio.all_tasks(loop) - tasks if _is_ours(task)}
    if left:
        _, left = loop.run_until_complete(asyncio.wait(left, timeout=_PATIENCE))
    begun = [one for one in threading.enumerate() if one not in threads and one.name.startswith(_THREADS)]
    for thread in begun:
        thread.join(_PATIENCE)
    assert not left, f"a test leaves tasks under way: {left}"
    assert not any(thread.is_alive() for thread in begun), f"a test leaves threads behind: {begun}"


def _is_ours(task: "asyncio.Task[object]") -> bool:
    coroutine = task.get_coro()
    return iscoroutine(coroutine) and coroutine.cr_code.co_filename.startswith(_CODE)
