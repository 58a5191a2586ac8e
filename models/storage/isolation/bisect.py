"""Who is at fault, found by halves: what fails for many is tried for fewer, until it fails for one alone."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from models.storage.aside.hidden import Between
from models.storage.patience import trouble_of

Attempt = Callable[[Between], object]
"""Does something of the rows between two numbers, and raises where it fails."""


class Culprit(NamedTuple):
    """A row for which an attempt fails alone, and how."""

    row: int
    error: Exception


def of_rows(error: Exception) -> Exception:
    """Return an error for which rows may be at fault. Raises that which the database itself is: it is away, or another
    was first."""
    if trouble_of(error):
        raise error
    return error


def culprits(rows: Sequence[int], attempt: Attempt) -> Iterator[Culprit]:
    """Yield those of some rows, by their numbers in order, for which an attempt fails alone. Raises what is nobody's
    fault."""
    if not rows:
        return
    try:
        attempt(Between(rows[0], rows[-1]))
    except Exception as error:  # noqa: BLE001  whatever is wrong with a row, the others go on
        fault = of_rows(error)
        if len(rows) == 1:
            yield Culprit(rows[0], fault)
            return
        half = len(rows) // 2
        yield from culprits(rows[:half], attempt)
        yield from culprits(rows[half:], attempt)
