"""What a look is, what it may find, and what it looks at. Nothing here reaches for a server."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from tasks.incidents.health.conductor import Conductor, Schedules
from tasks.incidents.health.rows import Room, Rows


class Verdict(StrEnum):
    """What a look makes of what it found; the value is the word for it."""

    well = "bien"
    unasked = "non vérifié"
    warning = "à voir"
    fault = "défaut"


class Found(NamedTuple):
    """What a look found: its verdict, what is said of it, of which of several things, and what mends that where the
    look's own mend does not say it; in French."""

    verdict: Verdict
    said: str
    about: str = ""
    mend: str = ""

    @property
    def is_well(self) -> bool:
        """True unless somebody has something to do."""
        return self.verdict in (Verdict.well, Verdict.unasked)


@dataclass(kw_only=True)
class Case:
    """An installation at an instant, as far as it costs little to know.

    `rows` are what our own tell, None where they cannot be read; `disks`, the room that is left, by what is kept there;
    `conductor` is how Prefect is, None where it does not answer, or not without a password (`is_locked`); `schedules`,
    what it was told, where it was asked.
    """

    at: datetime
    zone: ZoneInfo
    rows: Rows | None
    disks: Mapping[str, Room]
    conductor: Conductor | None = None
    schedules: Schedules | None = None
    is_running: bool = True
    is_locked: bool = False


Looked_contra = TypeVar("Looked_contra", bound=Case, contravariant=True)


class Look(NamedTuple, Generic[Looked_contra]):
    """One look: its name, what it asks, what mends what it finds, in French, and where the console shows more of it."""

    name: str
    asks: str
    mend: str
    ask: Callable[[Looked_contra], Iterable[Found]]
    address: str | None = None


class Told(NamedTuple):
    """What a look found, by its name; what mends it, unless it is well."""

    name: str
    found: Found
    mend: str
    address: str | None


def look_at(case: Looked_contra, looks: Iterable[Look[Looked_contra]]) -> Iterator[Told]:
    """Take some looks, and yield what they find."""
    for look in looks:
        for found in look.ask(case):
            yield Told(look.name, found, "" if found.is_well else found.mend or look.mend, look.address)
