"""A mail in the store, opened as far as it can be, with what the mailbox knows of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from models.region.model import Region
from models.storage.addresses import DEPOSIT
from tasks.intake.store import Kept, Store
from tasks.reading.mail.mail import HEAD_BYTES, Head, Mail, OpenMail, identity_of_start, listed, read_head, read_mail

MB = 1_000_000

ASKEW = timedelta(minutes=10)
"""How far the mail server's clock may be ahead of ours."""


class Bounds(NamedTuple):
    """How far a mail is opened: not at all where it is larger than `octets`, and of it so many files."""

    octets: int
    files: int


class Opened(NamedTuple):
    """A mail in the store, with what its headers say, and what the rest of it does; that is empty where it is too large
    to be opened."""

    kept: Kept
    head: Head
    mail: Mail | None


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


def bounds_of(region: Region) -> Bounds:
    """Return how far the region file has mails opened."""
    return Bounds(region.intake.max_mb * MB, region.intake.files)


def open_kept(store: Store, kept: Kept, bounds: Bounds) -> Opened:
    """Open a mail of the store, and list its files: registering it takes no more."""
    mail = open_mail(store, kept, bounds)
    if mail is None:
        start = store.head(kept.digest, HEAD_BYTES)
        return Opened(kept, read_head(start, identity=identity_of_start(start, kept.size)), None)
    light = listed(mail)
    return Opened(kept, light, light)


def arrive(opened: Opened, *, received_at: datetime, at: datetime, mailbox: str = DEPOSIT) -> Arrival:
    """Return an opened mail as it arrived."""
    kept, head, mail = opened
    # Further ahead, its stamp is no fact any more: what was read had arrived. A little, it is one: at the midnight that
    # ends the last day, the server's clock decides.
    return Arrival(head, mail, kept, received_at if received_at <= at + ASKEW else at, at, mailbox)


def open_mail(store: Store, kept: Kept, bounds: Bounds) -> OpenMail | None:
    """Return a mail whole, or nothing where it is too large to be opened."""
    if kept.size > bounds.octets:
        return None
    return read_mail(store.get(kept.digest), files=bounds.files)
