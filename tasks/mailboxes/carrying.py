"""Mails carried to the store by another process, ahead of their registration: where many wait, one is downloaded while
others are registered."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from tasks.mailboxes.mailbox import Mailbox, Waiting
from tasks.store import Kept

MANY, FIRST = 100, 60
"""How many mails are worth a process, and how many of them can be registered before it has started."""


class Carrier:
    """Tells of each mail, in their order, whether it is in the store already. It only saves time: a mail that it did
    not carry, for whatever reason, is to be read by who wants it."""

    def __init__(self, said: IO[str] | None = None) -> None:
        """Name where the process speaks; without one, nothing is carried."""
        self._said, self._first = said, FIRST

    def next(self) -> Kept | None:
        """Return what the store took of the next mail; None where it is still to be read."""
        if self._said is None:
            return None
        if self._first:
            self._first -= 1
            return None
        line = self._said.readline()
        kept = json.loads(line) if line.endswith("\n") else None
        return Kept(*kept) if kept else None


@contextmanager
def carrying(mailbox: Mailbox, mails: Sequence[Waiting]) -> Iterator[Carrier]:
    """Have mails carried to the store, in their order, for the time of the block."""
    if len(mails) < MANY:
        yield Carrier()
        return
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100  an empty one is "here"
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "tasks.mailboxes.carrier"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
        text=True,
    ) as process:
        try:
            if process.stdin:
                process.stdin.write(f"{json.dumps([mailbox.role, [mail.name for mail in mails[FIRST:]]])}\n")
                process.stdin.flush()
            yield Carrier(process.stdout)
        finally:
            process.kill()
