"""How Prefect is, as its API tells it."""

from datetime import datetime
from typing import NamedTuple


class Conductor(NamedTuple):
    """Prefect at an instant: the status of its work pool, when its worker was last seen, how many runs are late, and
    how many broke down of late."""

    status: str
    seen_at: datetime | None
    late: int
    broken: int


class Schedules(NamedTuple):
    """What Prefect was told: its version, the deployments that are not there, those of a schedule of which no run is
    booked, and when the next run is."""

    version: str
    missing: tuple[str, ...]
    unbooked: tuple[str, ...]
    next_at: datetime | None
