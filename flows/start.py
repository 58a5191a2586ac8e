"""A process that runs for months: `python -m flows.start MODULE` reads a module with all that it needs, and runs its
`main`."""

import gc
import sys
from importlib import import_module
from types import ModuleType


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


if __name__ == "__main__":
    read(sys.argv[1]).main()
