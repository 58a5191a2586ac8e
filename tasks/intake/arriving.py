"""A mail in the store, opened as far as it can be, with what the mailbox knows of it."""

from dataclasses import dataclass
from datetime import datetime

from models.addresses import DEPOSIT
from models.region import Region
from tasks.reading.mail import HEAD_BYTES, Head, Mail, read_head, read_mail
from tasks.store import Kept, Store

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail with its instants: when our server received it (`received_at`), when we read it (`at`), and the role whose
    mailbox it came to. `mail` is empty where it is too large to be opened."""

    head: Head
    mail: Mail | None
    kept: Kept
    received_at: datetime
    at: datetime
    mailbox: str = DEPOSIT


def open_arrival(
    store: Store, kept: Kept, region: Region, *, received_at: datetime, at: datetime, mailbox: str = DEPOSIT
) -> Arrival:
    """Open a mail of the store: whole, unless the region file holds it to be too large."""
    mail = open_mail(store, kept, region)
    head = mail or read_head(store.head(kept.digest, HEAD_BYTES), digest=kept.digest)
    # A stamp of the future would be a wrong clock of ours: what was read had arrived.
    return Arrival(head, mail, kept, min(received_at, at), at, mailbox)


def open_mail(store: Store, kept: Kept, region: Region) -> Mail | None:
    """Return a mail whole, or nothing where the region file holds it to be too large to be opened."""
    if kept.size > region.intake.max_mb * MB:
        return None
    return read_mail(store.get(kept.digest), files=region.intake.files)
