"""What a mail says of itself in its headers: enough to register it, whatever its body holds."""

from dataclasses import dataclass
from datetime import datetime
from email.message import Message

from models.intake.words import Nature
from tasks.reading.mail.headers import HEAD_BYTES, address, header, ids, parse, recipients, split, stamp
from tasks.reading.mail.nature import nature

_SUBJECT_LENGTH, _DATE_LENGTH = 300, 100


@dataclass(frozen=True, slots=True)
class Head:
    """What the headers say. `identity` is the same for the same mail arriving twice, and no Message-ID, which machines
    use again; `threads` are the Message-IDs it answers; `nature` tells whether somebody wrote it, or answering could
    loop."""

    identity: str
    message_id: str | None
    sender: str
    reply_to: str
    recipients: tuple[str, ...]
    subject: str
    claimed_date: str | None
    stamp: datetime | None
    threads: tuple[str, ...]
    nature: Nature


def read_head(head: bytes, *, identity: str) -> Head:
    """Read the headers of a mail from its first bytes (`HEAD_BYTES` are enough); `identity` is what makes it the same
    mail twice."""
    return head_of(headers_of(head)[0], identity=identity)


def stamp_of(head: bytes) -> datetime | None:
    """Return when our own server received a mail, from its first bytes; None where it did not say so."""
    return stamp(headers_of(head)[0])


def headers_of(raw: bytes) -> tuple[Message, int]:
    """Return the headers of a mail, as far as they are read, and where its body begins."""
    end, body = split(raw, 0, len(raw))
    return parse(raw[: min(end, HEAD_BYTES)]), body


def head_of(message: Message, *, identity: str) -> Head:
    """Return what headers say."""
    sender = address(message, "From")
    return Head(
        identity=identity,
        message_id=next(iter(ids(message, "Message-ID")), None),
        sender=sender,
        reply_to=address(message, "Reply-To") or sender,
        recipients=recipients(message),
        subject=header(message, "Subject", _SUBJECT_LENGTH),
        claimed_date=header(message, "Date", _DATE_LENGTH) or None,
        stamp=stamp(message),
        threads=(*ids(message, "In-Reply-To"), *ids(message, "References")),
        nature=nature(message),
    )
