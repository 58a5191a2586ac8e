"""A mail as it came, read without trusting it: no input makes this raise, nor take more than a bounded time and memory,
and nothing read here names a path."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from itertools import chain, islice
from typing import Any

from models.intake.words import Nature
from tasks.reading.mail.bodies import content, text, written_out
from tasks.reading.mail.head import Head, head_of, headers_of, read_head, stamp_of
from tasks.reading.mail.headers import HEAD_BYTES, header, ids, parse, split
from tasks.reading.mail.parts import Part, leaves
from tasks.reading.mail.text import clean, file_name

__all__ = [
    "HEAD_BYTES",
    "Attachment",
    "Head",
    "Listed",
    "Mail",
    "OpenMail",
    "clean",
    "content_key",
    "header",
    "identity_of_start",
    "ids",
    "listed",
    "read_head",
    "read_mail",
    "stamp_of",
]

_TRACE = re.compile(
    rb"(?:received(?:-spf)?|return-path|delivered-to|envelope-to|delivery-date|original-recipient|status|date"
    rb"|(?:x-|dkim|arc|authentication|resent)[^:]*)",
    re.IGNORECASE,
)
"""What servers write on the way, and what they add where it is missing."""
_CHUNK = 1 << 20
_SUBJECT_LENGTH, _FORWARDED_BYTES = 100, 32_000
ORNAMENTS = frozenset({"png", "jpg", "jpeg", "gif", "bmp", "svg", "webp", "ics", "vcf", "p7s", "asc"})
"""What no piece ends with, and many a signature brings: a logo, a card, a seal."""

_FORWARDED = frozenset({"message/rfc822", "message/global"})
_CALENDAR_ANSWERS = frozenset({"REPLY", "COUNTER", "DECLINECOUNTER"})
"""With what a diary answers an invitation (RFC 5546)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a mail as it is listed: `name` is its last path component, cut and cleaned; `size` is in bytes, and
    `digest` the hexadecimal SHA-256 of its content."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Attachment(Listed):
    """A file of a mail, with its content."""

    content: bytes

    @classmethod
    def of(cls, name: str, content: bytes) -> "Attachment":
        """Return a file, listed by what it holds."""
        return cls(name, len(content), sha256(content).hexdigest(), content)


@dataclass(frozen=True, slots=True)
class Mail(Head):
    """What a mail says: its text, and a list of its files. `left` tells whether some of it was left unopened: more
    files than were asked for, parts within parts beyond any honest mail, or no parts where it announced some: then it
    came `damaged`."""

    text: str
    attachments: tuple[Listed, ...]
    left: bool
    damaged: bool


@dataclass(frozen=True, slots=True)
class OpenMail(Mail):
    """What a mail says, with what its files hold."""

    attachments: tuple[Attachment, ...]


def read_mail(raw: bytes, *, files: int = 200) -> OpenMail:
    """Read a mail from its bytes, with its first files."""
    message, body = headers_of(raw)
    parts, left, damaged = leaves(raw, message, body)
    attached = [part for part in parts if part.is_file]
    every = chain(_files(raw, attached), written_out(raw, parts))
    attachments = tuple(islice((Attachment.of(*file) for file in every), files))
    packed = [(part, one.digest) for part, one in zip(attached, attachments, strict=False) if part.encoding == "base64"]
    head = head_of(message, identity=_content_identity(raw, body, packed))
    if head.nature is Nature.written and any(part.method in _CALENDAR_ANSWERS for part in parts):
        head = replace(head, nature=Nature.automatic)
    return OpenMail(
        **_said(head),
        text=text(raw, parts),
        attachments=attachments,
        left=left or len(attached) > files,
        damaged=damaged,
    )


def listed(mail: OpenMail) -> Mail:
    """Return a mail without what its files hold: all that registering it takes, and small."""
    files = tuple(Listed(one.name, one.size, one.digest) for one in mail.attachments)
    return Mail(**_said(mail) | {"attachments": files})


def _said(head: Head) -> dict[str, Any]:
    return {field.name: getattr(head, field.name) for field in fields(head)}


def content_key(mail: Mail) -> str | None:
    """Return what makes two mails say the same, whatever their Message-IDs: who writes, what they answer, their words
    and files. None without a file, since two short texts may be alike by chance, and where some was left unopened."""
    if mail.left or not mail.attachments:
        return None
    named = sorted((file.name, file.digest) for file in mail.attachments)
    said = (mail.sender, sorted(set(mail.threads)), " ".join(mail.text.split()), named)
    return sha256(repr(said).encode()).hexdigest()


def _files(raw: bytes, attached: Iterable[Part]) -> Iterator[tuple[str, bytes]]:
    return ((_name(raw, part), content(raw, part)) for part in attached)


def _name(raw: bytes, part: Part) -> str:
    """Return the name of a file; a forwarded mail goes by its subject."""
    if part.name or part.type not in _FORWARDED:
        return part.name or "sans-nom"
    end, _ = split(raw, part.start, part.stop)
    message = parse(raw[part.start : end], length=_FORWARDED_BYTES)
    subject = re.sub(r"[/\\:]", "-", header(message, "Subject", _SUBJECT_LENGTH))
    return file_name(f"{subject or 'message'}.eml")


def identity_of_start(start: bytes, size: int) -> str:
    """Return what makes a mail the same twice, from its first bytes and how many it has in all: of one that is too
    large to be opened."""
    _, body = headers_of(start)
    return _content_identity(start[: body + HEAD_BYTES // 2] + b"%d" % (size - body), body)


def _content_identity(raw: bytes, body: int, packed: Iterable[tuple[Part, str]] = ()) -> str:
    """Return the digest of a mail apart from its trace headers, which differ when the same mail is delivered twice. Of
    files that are `packed`, in base64, what they hold has its own: no more is read of them."""
    if body > HEAD_BYTES:
        return sha256(raw).hexdigest()
    head = b"".join(_with_plain_ends(raw, 0, body)).rstrip(b"\n")
    kept = sorted(field for field in re.split(rb"\n(?![ \t])", head) if not _TRACE.fullmatch(field.partition(b":")[0]))
    digest, at = sha256(b"\n".join([*kept, b"", b""])), body
    for part, held in packed:
        for chunk in _with_plain_ends(raw, at, part.start):
            digest.update(chunk)
        digest.update(held.encode())
        at = part.stop
    for chunk in _with_plain_ends(raw, at, len(raw)):
        digest.update(chunk)
    return digest.hexdigest()


def _with_plain_ends(raw: bytes, start: int, stop: int) -> Iterator[bytes]:
    """Yield bytes with the line ends of Unix: a folder's mails have them, and a server's the network's."""
    for at in range(start, stop, _CHUNK):
        chunk = raw[at : min(at + _CHUNK, stop)]
        if chunk.endswith(b"\r") and raw[at + _CHUNK : at + _CHUNK + 1] == b"\n":
            chunk = chunk[:-1]
        yield chunk.replace(b"\r\n", b"\n")
