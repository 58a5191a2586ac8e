"""Until when each mailbox was read: what was received before that is registered."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, SQLModel, col, select


class MailboxReading(SQLModel, table=True):
    """A mailbox, by its role. All that it had received at `read_at` is registered; empty where it was never read
    through without fault."""

    __tablename__ = "mailbox_reading"

    role: str = Field(primary_key=True)
    read_at: datetime | None = None


Instant = datetime | Mapped[datetime] | Mapped[datetime | None]
"""An instant, or the column of one."""


def unread_since(instant: Instant) -> ColumnElement[bool]:
    """SQL condition: a mailbox may hold what it received before an instant, and was not read since."""
    read_at = col(MailboxReading.read_at)
    return exists().where(or_(read_at.is_(None), read_at < instant))


def unread_from(session: Session) -> datetime | None:
    """Return when the mailbox was read that was not for longest; None where it never was, or where there is none."""
    return session.exec(select(func.min(MailboxReading.read_at))).one()
