"""What our own rows and disks tell of the machine, at little cost: boards and the watcher ask it again and again."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.intake.deposit import Deposit
from models.intake.words import UNANSWERED, Way
from models.notices import Notice
from models.storage.proof.seals import SealBlock, last_block
from models.storage.settings import Settings
from models.vocabulary import NoticeStatus

PATIENCE = timedelta(hours=1)
"""How long notices may wait, or a mailbox be unread, before it is said."""


class Rows(NamedTuple):
    """What our rows tell: when the last mail was read, how many letters should have left, whether none leaves any more,
    how many mails were left without an answer within PATIENCE, and the last block that was sealed."""

    last_mail: datetime | None = None
    queued: int = 0
    stuck: int = 0
    unanswered: int = 0
    sealed: SealBlock | None = None


class Room(NamedTuple):
    """Octets that are free on a disk, and how many it has."""

    free: int
    total: int


def rows_at(session: Session, *, at: datetime) -> Rows:
    """Return what our rows tell at an instant."""
    due = (col(Notice.status) == NoticeStatus.queued, col(Notice.due_at) <= at)
    return Rows(
        last_mail=session.exec(select(func.max(Deposit.processed_at)).where(Deposit.way == Way.email)).one(),
        queued=session.execute(columns(func.count()).select_from(Notice).where(*due)).scalar_one(),
        stuck=_stuck(session, at=at),
        unanswered=_unanswered(session, at=at),
        sealed=last_block(session),
    )


def _stuck(session: Session, *, at: datetime) -> int:
    """Return how many letters have waited for an hour, where none has left since: one that a single recipient's server
    puts off is no fault of ours."""
    overdue = (Notice.status == NoticeStatus.queued, col(Notice.enqueued_at) <= at - PATIENCE)
    tried = (col(Notice.attempts) + col(Notice.put_off) > 0) | (col(Notice.due_at) <= at - PATIENCE)
    waiting = session.exec(select(func.count()).select_from(Notice).where(*overdue, tried)).one()
    left = select(Notice.id).where(col(Notice.sent_at) > at - PATIENCE).limit(1)
    return waiting if waiting and session.exec(left).first() is None else 0


def _unanswered(session: Session, *, at: datetime) -> int:
    is_held = col(Deposit.trouble).endswith(UNANSWERED) & (col(Deposit.processed_at) > at - PATIENCE)
    return session.exec(select(func.count()).select_from(Deposit).where(is_held)).one()


def disks_of(settings: Settings) -> Mapping[str, Room]:
    """Return the room that is left where this machine keeps the installation, its database and its files: each disk
    once, by the first of them that is there."""
    places = {"installation": settings.home, "base": place_of(settings.database), "fichiers": place_of(settings.store)}
    found: dict[int, tuple[str, Room]] = {}
    for name, place in places.items():
        if place is not None:
            there = _there(place)
            usage = shutil.disk_usage(there)
            found.setdefault(there.stat().st_dev, (name, Room(usage.free, usage.total)))
    return dict(found.values())


def place_of(address: str) -> Path | None:
    """Return where an address leads on this machine, None where it leads elsewhere."""
    scheme, path = address.partition("://")[0], unquote(urlsplit(address).path)
    if scheme == "sqlite":
        return Path(path.removeprefix("/"))
    return Path(path) if scheme in ("file", "") else None


def _there(folder: Path) -> Path:
    """Return a folder, or the nearest above it that is there."""
    return next(each for each in (folder.resolve(), *folder.resolve().parents) if each.exists())
