"""The canonical form of a sealed line: the octets of which a digest is made, the same on every machine and database.

Its first version is a JSON array in ASCII without blanks: the version, the kind, the number of the row, the salt of
the line, then the values of `FIELDS` in their order. Text is escaped as JSON does beyond ASCII, an instant is in UTC to
the microsecond (« 2026-04-15T08:00:00.000000Z »), a day is « 2026-04-15 », what is empty is null, an object has its
keys in order. What changes these octets in any way is another version; a block tells the one that it was sealed in.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum, auto
from hashlib import sha256

FORM = 1
"""The version of the form in which lines are sealed."""

FIRST = "0" * 64
"""What the first block follows."""

_MARK = 8


class LineKind(StrEnum):
    """What is sealed: an act of the journal, a letter as it left, an arrival with its mail, a file that it brought,
    what a person said of an arrival otherwise, what was forgotten and the certificate of that, the mail of a letter as
    a server took it."""

    journal = auto()
    letter = auto()
    arrival = auto()
    file = auto()
    reclassification = auto()
    erasure = auto()
    certificate = auto()
    mail = auto()


FIELDS: Mapping[LineKind, tuple[str, ...]] = {
    LineKind.journal: (
        "application_id",
        "campaign_id",
        "at",
        "event",
        "former",
        "status",
        "by",
        "reason",
        "recorded_at",
    ),
    LineKind.letter: (
        "key",
        "kind",
        "campaign_id",
        "sender",
        "recipient",
        "message_id",
        "in_reply_to",
        "reply_to",
        "subject",
        "text",
        "html",
        "enqueued_at",
        "sent_at",
        "files",
    ),
    LineKind.arrival: (
        "identity",
        "way",
        "mailbox",
        "message_id",
        "sender",
        "reply_to",
        "subject",
        "raw_digest",
        "size",
        "received_at",
        "processed_at",
        "claimed_date",
    ),
    LineKind.file: ("deposit_id", "position", "name", "size", "digest"),
    LineKind.reclassification: (
        "deposit_id",
        "at",
        "by",
        "reason",
        "former",
        "meaning",
        "former_application_id",
        "application_id",
        "said",
    ),
    LineKind.erasure: ("purge_id", "of", "row", "outcome", "name", "due_on", "at", "rows", "contents", "lines"),
    LineKind.certificate: ("visa", "package", "by", "at", "units", "done_at", "certificate"),
    LineKind.mail: ("notice_id", "sent_at", "server", "answer", "digest", "recorded_at"),
}
"""What is sealed of each kind: what never changes once it is written. How a letter fared afterwards, of which dossier
an arrival is, what a file is taken for are not: people put them right, by acts that are sealed themselves. `files` are
the attachments of a letter: place, name, digest."""


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no canonical form")


_ENCODER = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), sort_keys=True, default=_instant)


def encoded(values: Sequence[object]) -> list[str]:
    """Return values in canonical form, one by one. Raises TypeError for one that has none."""
    return [_ENCODER.encode(value) for value in values]


def digest_of(kind: LineKind, row_id: int, salt: str, parts: Sequence[str]) -> str:
    """Return the digest of a line, from the canonical forms of its values: hexadecimal SHA-256, as all are here."""
    head = _ENCODER.encode([FORM, kind, row_id, salt])[:-1]
    return sha256(",".join((head, *parts)).encode("ascii") + b"]").hexdigest()


def marks_of(salt: str, parts: Sequence[str]) -> str:
    """Return a short mark of each value, by which is told which of them differs."""
    return "".join(sha256(f"{salt}{part}".encode("ascii")).hexdigest()[:_MARK] for part in parts)


def differing(kind: LineKind, former: str, marks: str) -> list[str]:
    """Return the names of the values whose marks differ."""
    places = range(0, len(marks), _MARK)
    return [
        name
        for name, place in zip(FIELDS[kind], places, strict=True)
        if former[place : place + _MARK] != marks[place : place + _MARK]
    ]


def seal_of(former: str, digest: str) -> str:
    """Return the seal of a line: what binds its digest to all those before it."""
    return sha256(f"{former}{digest}".encode("ascii")).hexdigest()


def head_of(block: dict[str, object]) -> bytes:
    """Return the octets whose digest is the hash of a block: what its head says, by name."""
    return _ENCODER.encode(block).encode("ascii")
