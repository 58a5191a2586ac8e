"""What may be wrong and is seen without Prefect: the outbox, the mailboxes, exchanges without end, the disk."""

import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import UNANSWERED
from models.notices import Notice
from models.storage.addresses import DEPOSIT
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import IncidentKind, NoticeStatus
from notifications.writing.wording import count
from tasks.incidents.record import Seen

PATIENCE = timedelta(hours=1)
"""How long notices may wait, or a mailbox be unread, before it is said."""

LEAST_FREE = 2 * 1024**3
"""Octets that must be free on the disk: a large session's mails of some days."""

_GIB = 1024**3

LOOPING = 5
"""How many mails left without an answer within PATIENCE are no person's any more."""

CHECKED = (IncidentKind.outbox, IncidentKind.mailbox, IncidentKind.unanswered, IncidentKind.disk)
"""What `check` judges."""


def check(settings: Settings, unread: Mapping[str, timedelta], *, at: datetime) -> Iterator[Seen]:
    """Yield what is wrong at an instant; `unread` tells, by role, since how long each mailbox was not read."""
    with reading(settings.database) as session:
        yield from check_outbox(session, at=at)
        yield from check_unanswered(session, at=at)
    for role, since in unread.items():
        if since >= PATIENCE:
            where = "La boîte de dépôt" if role == DEPOSIT else f"La boîte « {role} »"
            yield Seen(IncidentKind.mailbox, role, f"{where} n'a pas pu être lue depuis une heure.")
    yield from check_disk(settings.home)


def check_outbox(session: Session, *, at: datetime) -> Iterator[Seen]:
    """Yield an incident where notices have waited for an hour, and none has left since: one that a single recipient's
    server puts off is no fault of ours."""
    overdue = (Notice.status == NoticeStatus.queued, col(Notice.enqueued_at) <= at - PATIENCE)
    tried = (col(Notice.attempts) + col(Notice.put_off) > 0) | (col(Notice.due_at) <= at - PATIENCE)
    waiting = session.exec(select(func.count()).select_from(Notice).where(*overdue, tried)).one()
    left = select(Notice.id).where(col(Notice.sent_at) > at - PATIENCE).limit(1)
    if waiting and session.exec(left).first() is None:
        waits = "attend" if waiting == 1 else "attendent"
        yield Seen(
            IncidentKind.outbox,
            "",
            f"{count(waiting, 'notification')} {waits} depuis plus d'une heure ; aucune n'est partie.",
        )


def check_unanswered(session: Session, *, at: datetime) -> Iterator[Seen]:
    """Yield an incident where mails are left without an answer because too many came."""
    is_held = col(Deposit.trouble).endswith(UNANSWERED) & (col(Deposit.processed_at) > at - PATIENCE)
    held = session.exec(select(func.count()).select_from(Deposit).where(is_held)).one()
    if held >= LOOPING:
        detail = f"{count(held, 'message')} en une heure n'ont pas eu de réponse : leurs envois se suivent sans fin."
        yield Seen(IncidentKind.unanswered, "", detail)


def check_disk(home: Path) -> Iterator[Seen]:
    """Yield an incident where the disk of an installation has less than LEAST_FREE left."""
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        left = f"{free / _GIB:.1f}".replace(".", ",")
        yield Seen(IncidentKind.disk, "", f"Il reste {left} Gio sur le disque de l'installation.")
