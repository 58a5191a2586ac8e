"""How long the files of one mail may be worked at, all together: each has bounds of its own, and a mail may bring
hundreds."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Overspent(Exception):  # noqa: N818  an outcome that callers expect, not a fault of the program
    """The files of a mail took more than was allowed for all of them."""


class Allowance:
    """So many seconds, and how many of them are left."""

    def __init__(self, seconds: float) -> None:
        """Begin with all of them."""
        self._seconds, self.spent = seconds, 0.0

    @property
    def left(self) -> float:
        """The seconds that are left; none where more was spent."""
        return max(0.0, self._seconds - self.spent)


_current: ContextVar[Allowance | None] = ContextVar("allowance", default=None)


@contextmanager
def allowed(seconds: float) -> Iterator[Allowance]:
    """Allow so many seconds for all that is `spending` in the block."""
    allowance = Allowance(seconds)
    token = _current.set(allowance)
    try:
        yield allowance
    finally:
        _current.reset(token)


@contextmanager
def spending(most: float) -> Iterator[float]:
    """Give how many seconds the block may take, `most` of them at most, and count what it takes. Raises Overspent where
    none is left for it."""
    allowance = _current.get()
    if allowance is None:
        yield most
        return
    must_be_left()
    began = time.monotonic()
    try:
        yield min(most, allowance.left)
    finally:
        allowance.spent += time.monotonic() - began


def must_be_left() -> None:
    """Raise Overspent where all that was allowed is spent."""
    allowance = _current.get()
    if allowance is not None and not allowance.left:
        raise Overspent
