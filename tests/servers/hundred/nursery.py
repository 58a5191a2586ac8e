"""Watchers that are born in a moment, to be killed: each is the real one, alone, with no Prefect to ask.

The modules are read once; each watcher is a fork of this process, asked for by a line on the standard input and named
by its number on the standard output. It leads a group of its own, with whatever it starts. This process waits for its
end, tells it by an empty line, and makes the next.
"""

import asyncio
import os
import sys
from datetime import timedelta

from flows.installation import health
from flows.installation.watch import watch
from models.storage.settings import Settings


def main() -> None:
    """Make a watcher a line, until there are no more."""
    # Prefect is held to be down as soon as it does not answer: the ten seconds of doubt are no part of what is tried.
    health.DOUBT = timedelta(0)
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            os.setsid()
            print(os.getpid(), flush=True)  # noqa: T201  the answer
            asyncio.run(watch(Settings()))
            os._exit(0)
        os.waitpid(child, 0)
        print(flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
