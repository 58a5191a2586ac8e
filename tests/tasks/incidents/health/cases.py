"""Installations to look at, each well but for what a test says."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.storage.settings import Settings
from notifications.delivery.probe import ServerSeen
from tasks.incidents.health.database import DatabaseSeen
from tasks.incidents.health.installation import Installation
from tasks.incidents.health.rows import Room, Rows
from tasks.mailboxes.probe import MailboxSeen

NOW = datetime(2026, 5, 20, 8, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
UNMADE, QUIET = DatabaseSeen(is_made=False), Rows()
HALF = {"installation": Room(50_000_000_000, 100_000_000_000)}


def case_of(
    *,
    home: Path = Path("/nowhere"),
    database: str | DatabaseSeen = UNMADE,
    server: ServerSeen | None = None,
    mailboxes: Mapping[str, MailboxSeen] | None = None,
    rows: Rows | None = QUIET,
    disks: Mapping[str, Room] = HALF,
    **more: Any,  # noqa: ANN401  the fields of a case
) -> Installation:
    """Return an installation; what is given as seen is not asked."""
    address = database if isinstance(database, str) else None
    case = Installation(
        at=NOW,
        zone=PARIS,
        rows=rows,
        disks=disks,
        settings=Settings(home=home, database_url=address),
        now=lambda: NOW,
        **more,
    )
    case.__dict__.update(server=server, mailboxes=mailboxes or {})
    if isinstance(database, DatabaseSeen):
        case.__dict__["database"] = database
    return case
