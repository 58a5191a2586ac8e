"""What may be wrong and is seen without Prefect: by the looks that boards take too, and the watcher's own knowledge of
the mailboxes."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from models.storage.addresses import DEPOSIT
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import IncidentKind
from tasks.incidents.health.look import Case, Look
from tasks.incidents.health.ours import UTC
from tasks.incidents.health.rows import PATIENCE, disks_of, rows_at
from tasks.incidents.health.table import DISK, OUTBOX, UNANSWERED
from tasks.incidents.record import Seen

LOOKS: Mapping[IncidentKind, Look[Case]] = {
    IncidentKind.outbox: OUTBOX,
    IncidentKind.unanswered: UNANSWERED,
    IncidentKind.disk: DISK,
}
"""The looks of which what they find wrong is an incident."""

CHECKED = (*LOOKS, IncidentKind.mailbox)
"""What `check` judges."""


def check(settings: Settings, unread: Mapping[str, timedelta], *, at: datetime) -> Iterator[Seen]:
    """Yield what is wrong at an instant; `unread` tells, by role, since how long each mailbox was not read."""
    with reading(settings.database) as session:
        rows = rows_at(session, at=at)
    yield from judged(Case(at=at, zone=UTC, rows=rows, disks=disks_of(settings)))
    for role, since in unread.items():
        if since >= PATIENCE:
            where = "La boîte de dépôt" if role == DEPOSIT else f"La boîte « {role} »"
            yield Seen(IncidentKind.mailbox, role, f"{where} n'a pas pu être lue depuis une heure.")


def judged(case: Case) -> Iterator[Seen]:
    """Yield what the looks find wrong, as incidents."""
    for kind, look in LOOKS.items():
        for found in look.ask(case):
            if not found.is_well:
                yield Seen(kind, "", f"{found.said[:1].upper()}{found.said[1:]}.")
