"""Until when the mailboxes were read is noted, by whoever registers their mails or sees that none waits."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlmodel import Session, col, delete, or_, update

from models.intake.reading import MailboxReading
from models.storage.database import add_new, transaction
from models.storage.settings import Settings
from tasks.mailboxes.lookout import Mailboxes


def note_readings(session: Session, read: Mapping[str, datetime | None], *, roles: Collection[str]) -> None:
    """Note until when some mailboxes were read, None where one could not be: that leaves it where it was. Mailboxes of
    other roles than these are no longer read, and forgotten."""
    role, read_at = col(MailboxReading.role), col(MailboxReading.read_at)
    session.execute(delete(MailboxReading).where(role.not_in(roles)))
    if read:
        add_new(session, MailboxReading, [{"role": each} for each in read])
    for each, instant in read.items():
        if instant:
            is_news = or_(read_at.is_(None), read_at < instant)
            session.execute(update(MailboxReading).where(role == each, is_news).values(read_at=instant))


def note_unread(settings: Settings, mailboxes: Mailboxes, *, at: datetime) -> None:
    """Note until when each mailbox of an installation was read through, as far as anybody knows: where a mail waits, it
    was not, and whoever registers it says so."""
    unread, waiting = mailboxes.unread(), {name.partition("/")[0] for name in mailboxes.names()}
    reached = mailboxes.reached() - waiting
    read = {role: at - since if role in reached else None for role, since in unread.items()}
    with transaction(settings.database) as session:
        note_readings(session, read, roles=settings.mailboxes)
