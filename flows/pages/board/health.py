"""The health of the machine in a few lines, each well or not, for an officer: the looks that cost little."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tasks.console.pages.session_board import Seen
from tasks.incidents.health.conductor import Conductor
from tasks.incidents.health.look import Case, look_at
from tasks.incidents.health.table import LOOKS


class Sign(NamedTuple):
    """A sign of health: what it is about, whether it is well, what is said of it, and where it leads."""

    label: str
    is_well: bool
    said: str
    address: str | None = None


def signs(seen: Seen, conductor: Conductor | None, zone: ZoneInfo, *, at: datetime) -> tuple[Sign, ...]:
    """Return the signs of health at an instant; this page is served by the server that one is about."""
    case = Case(at=at, zone=zone, rows=seen.rows, disks=seen.disks, conductor=conductor)
    return tuple(Sign(name, found.is_well, found.said, address) for name, found, _, address in look_at(case, LOOKS))
