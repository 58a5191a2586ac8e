"""Watchers that are born in a moment, to be killed: each is the real one, alone, with no Prefect to ask.

The modules are read once; each watcher is a fork of this process, asked for by a line on the standard input and named
by its number on the standard output. It leads a group of its own, with whatever it starts. This process waits for its
end, tells it by an empty line, and makes the next.

Its only argument is the settings of the installation. Its environment holds none: what holds them there is of a system
that runs, and is killed with it.
"""

import asyncio
import gc
import json
import os
import sys
from datetime import timedelta

import holidays.countries  # noqa: F401  what is read at the first question about a day
from sqlalchemy.orm import configure_mappers

from flows.installation import health
from flows.installation.watch import watch
from models.storage.settings import Settings


def main() -> None:
    """Make a watcher a line, until there are no more."""
    os.environ |= json.loads(sys.argv[1])
    # Prefect is held to be down as soon as it does not answer: the ten seconds of doubt are no part of what is tried.
    health.DOUBT = timedelta(0)
    # What is the same in all of them is worked out here, and stays to the end: none looks among it for what could be
    # thrown away.
    configure_mappers()
    gc.freeze()
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
