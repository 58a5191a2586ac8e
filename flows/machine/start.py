"""A process that runs for months: `python -m flows.machine.start MODULE` reads a module with all that it needs, and
runs its `main`."""

import gc
import os
import signal
import sys
from importlib import import_module
from threading import Thread
from types import ModuleType

LIFELINE = "SPRO_LIFELINE"
"""The setting by which a process is told which of its descriptors ends with the one that started it."""


def read(module: str) -> ModuleType:
    """Import a module, and return it. What it brings stays to the end: while it is read, nothing is looked for that
    could be thrown away, which takes a fifth of the time, and afterwards never among it."""
    gc.disable()
    try:
        return import_module(module)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def die_with_parent() -> None:
    """Have this process, and whatever it started in its group, be killed once the one that started it is gone, however
    that one ended; nothing of it is done by a process that has no such parent.

    A pipe tells it, whose other end only the parent has, on macOS as on Linux; what Linux has for this
    (PR_SET_PDEATHSIG) is its own, and does not reach what the process itself started.
    """
    line = os.environ.pop(LIFELINE, None)
    if line:
        Thread(target=_die_at_the_end_of, args=(int(line),), name="spro-lifeline", daemon=True).start()


def _die_at_the_end_of(line: int) -> None:
    os.read(line, 1)
    # As a power cut would, which all of it withstands: what is still to be said, nobody would hear.
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    die_with_parent()
    read(sys.argv[1]).main()
