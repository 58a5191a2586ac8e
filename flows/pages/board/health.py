"""The health of the machine in a few lines, each well or not, for an officer."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flows.pages.machine import Conductor
from notifications.writing.wording import count, local_day
from tasks.console.pages.session_board import Seen
from tasks.incidents.checks import LEAST_FREE, PATIENCE

POOL = {
    "READY": (True, "vivant"),
    "PAUSED": (False, "suspendu : rien ne part avant qu'il soit repris"),
    "NOT_READY": (False, "ne répond plus"),
}
"""How the worker is, by the status of its pool."""

_GIGA = 1_000_000_000


class Sign(NamedTuple):
    """A sign of health: what it is about, whether it is well, what is said of it, and where it leads."""

    label: str
    is_well: bool
    said: str
    address: str | None = None


def signs(seen: Seen, conductor: Conductor | None, zone: ZoneInfo, *, at: datetime) -> tuple[Sign, ...]:
    """Return the signs of health at an instant; this page is served by the server that one is about."""
    return (*_conducted(conductor), _last_mail(seen, zone, at=at), _outbox(seen, at=at), _disk(seen))


def _conducted(conductor: Conductor | None) -> tuple[Sign, ...]:
    if conductor is None:
        return (Sign("Serveur", is_well=False, said="Prefect ne répond pas", address="/runs"),)
    is_well, said = POOL.get(conductor.status, POOL["NOT_READY"])
    late = Sign("Exécutions en retard", conductor.late == 0, _runs(conductor.late), "/runs?state=Late")
    broken = Sign("En panne depuis hier", conductor.broken == 0, _runs(conductor.broken), "/runs?state=Failed")
    return (Sign("Worker", is_well, said, "/work-pools"), late, broken)


def _runs(number: int) -> str:
    return str(number) if number else "aucune"


def _last_mail(seen: Seen, zone: ZoneInfo, *, at: datetime) -> Sign:
    if seen.last_mail is None:
        return Sign("Courriel lu", is_well=True, said="aucun encore")
    local = seen.last_mail.astimezone(zone)
    day = "aujourd'hui" if local.date() == local_day(at, zone) else f"le {local:%d/%m/%Y}"
    return Sign(
        "Courriel lu",
        is_well=True,
        said=f"le dernier {day} à {local.hour}\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}{local.minute:02d}",
    )


def _outbox(seen: Seen, *, at: datetime) -> Sign:
    if not seen.queued or seen.oldest is None:
        return Sign("Envois", is_well=True, said="rien n'attend de partir")
    said = count(seen.queued, "courriel attend de partir", "courriels attendent de partir")
    return Sign("Envois", at - seen.oldest < PATIENCE, said)


def _disk(seen: Seen) -> Sign:
    hundredths = 100 * seen.free // max(1, seen.room)
    said = f"{seen.free / _GIGA:.0f} Go libres ({hundredths} %)"
    return Sign("Disque", seen.free >= LEAST_FREE, said)
