"""Mails carried to the store and opened by another process, ahead of their registration: where many wait, some are
downloaded and read while others are registered."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from io import BufferedReader, RawIOBase
from typing import IO, NamedTuple, cast

from pydantic import TypeAdapter

from tasks.intake.opened_mail import Bounds, Opened
from tasks.mailboxes.mailbox import Mailbox, WaitingMail

MANY, FIRST = 100, 60
"""How many mails are worth a process, and how many of them can be registered before it has started."""


class Order(NamedTuple):
    """What is to be carried: mails of a role's mailbox by their names, and how far each is to be opened."""

    role: str
    mails: list[tuple[str, Bounds]]


ORDER, ANSWER = TypeAdapter(Order), TypeAdapter[Opened | None](Opened | None)
"""What the two processes tell each other, as JSON: a line an order, and a line a mail."""


class Carrier:
    """Gives prefetched mails in order, and None for a mail that was not prefetched, which the caller then reads itself:
    it only saves time."""

    def __init__(self, said: IO[bytes] | None = None) -> None:
        """Name where the process speaks; without one, nothing is carried."""
        self._said, self._first = said, FIRST

    def next(self) -> Opened | None:
        """Return the next mail; None where it is still to be read."""
        if self._said is None:
            return None
        if self._first:
            self._first -= 1
            return None
        line = self._said.readline()
        return ANSWER.validate_json(line) if line.endswith(b"\n") else None


@contextmanager
def carrying(mailbox: Mailbox, mails: Sequence[tuple[WaitingMail, Bounds]]) -> Iterator[Carrier]:
    """Have mails carried to the store and opened, in their order, for the time of the block."""
    with ExitStack() as stack:
        yield Carrier(_started(stack, mailbox.role, mails[FIRST:]) if len(mails) >= MANY else None)


def _started(stack: ExitStack, role: str, mails: Sequence[tuple[WaitingMail, Bounds]]) -> BufferedReader | None:
    """Start the process, and return what it says; nothing where it cannot be."""
    path = os.pathsep.join(os.path.abspath(folder) for folder in sys.path)  # noqa: PTH100  an empty one is "here"
    try:
        order = ORDER.dump_json(Order(role, [(mail.name, bounds) for mail, bounds in mails]))
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "tasks.intake.registering.prefetch_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,  # what a dead process does not read must not wait to be written again
            env=os.environ | {"PYTHONPATH": path},
        )
    except (OSError, ValueError):  # no memory for one more; or the name of a file that no text holds
        return None
    stack.enter_context(process)
    stack.callback(process.kill)
    with suppress(BrokenPipeError):
        cast("IO[bytes]", process.stdin).write(order + b"\n")
    return BufferedReader(cast("RawIOBase", process.stdout))
