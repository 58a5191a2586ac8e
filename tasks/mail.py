"""A mail as it came, read without trusting it: no input makes this raise, and nothing read here names a path.

Mails are read with the library's older policy on purpose: it parses headers only when asked, so that a subject of two
megabytes or a broken address costs nothing until it is cut and decoded here.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from hashlib import sha256
from html.parser import HTMLParser

_SUBJECT_LENGTH = 300
_NAME_LENGTH = 150
_TEXT_LENGTH = 100_000
_TRACE = re.compile(rb"(?:received|return-path|delivered-to|date|(?:x-|dkim|arc|authentication)[^:]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail; `name` is its last path component, cut and cleaned."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. `identity` is the same for the same mail arriving twice; `threads` are the Message-IDs it
    answers; `automatic` tells that no person wrote it, and that answering could loop."""

    identity: str
    message_id: str | None
    sender: str
    reply_to: str
    subject: str
    claimed_date: str | None
    stamp: datetime | None
    threads: tuple[str, ...]
    text: str
    attachments: tuple[Attachment, ...]
    automatic: bool


def read_mail(raw: bytes) -> Mail:
    """Read a mail from its bytes."""
    try:
        return _read(raw, message_from_bytes(raw))
    except RecursionError:
        # Parts within parts beyond any honest mail: its headers still say who sent it, and the store holds all of it.
        return _read(raw, BytesHeaderParser().parsebytes(raw))


def _read(raw: bytes, message: Message) -> Mail:
    sender = _address(message, "From")
    message_id = ids(message, "Message-ID")
    return Mail(
        identity=f"{message_id[0]} {sender}" if message_id else _content_identity(raw),
        message_id=message_id[0] if message_id else None,
        sender=sender,
        reply_to=_address(message, "Reply-To") or sender,
        subject=header(message, "Subject", _SUBJECT_LENGTH),
        claimed_date=header(message, "Date", 100) or None,
        stamp=_stamp(message),
        threads=(*ids(message, "In-Reply-To"), *ids(message, "References")),
        text=_text(message)[:_TEXT_LENGTH],
        attachments=tuple(_attachments(message)),
        automatic=_is_automatic(message),
    )


def clean(text: str, length: int) -> str:
    """Return a text on one line, without control or invisible formatting characters, cut to a length."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * length]).split())[:length]


def _decode(content: bytes, charset: str | None) -> str:
    """Decode what may not be in the charset it claims: many mails are Windows' Latin-1 without saying so."""
    for attempt in (charset, "utf-8", "cp1252"):
        try:
            return content.decode(attempt or "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _unfolded(message: Message, name: str, length: int) -> str:
    """Return a header as it was written. The library's `get` would put question marks for bytes outside ASCII."""
    value = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
    # Those bytes come as surrogates: back to bytes, then decoded as best can be.
    return _decode(value[: 8 * length].encode("utf-8", "surrogateescape"), None)


def header(message: Message, name: str, length: int) -> str:
    """Return a header decoded, on one line, cut to a length; an empty text where there is none."""
    text = _unfolded(message, name, length)
    try:
        parts = [part if isinstance(part, str) else _decode(part, charset) for part, charset in decode_header(text)]
    except (HeaderParseError, ValueError):
        parts = [text]
    return clean("".join(parts), length)


def _address(message: Message, name: str) -> str:
    """Return the first address of a header, found before encoded words are decoded: a name may hold a comma, or an
    address that is not its owner's."""
    written = getaddresses([clean(_unfolded(message, name, 500), 500), header(message, name, 500)])
    return next((address.lower() for _, address in written if re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", address)), "")


def ids(message: Message, name: str) -> tuple[str, ...]:
    """Return the message identifiers of a header, in their angle brackets."""
    return tuple(re.findall(r"<[^<>\s]{1,250}>", header(message, name, 2_000)))


def _stamp(message: Message) -> datetime | None:
    """Return when our own server received the mail: the topmost Received, the only one a sender cannot write."""
    for received in message.get_all("Received", [])[:1]:
        try:
            stamp = parsedate_to_datetime(str(received).rpartition(";")[2].strip())
            return stamp.replace(tzinfo=stamp.tzinfo or UTC).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            return None
    return None


def _content_identity(raw: bytes) -> str:
    """Return the digest of a mail apart from its trace headers, which differ when the same mail is delivered twice."""
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    fields = re.split(rb"\n(?![ \t])", head)
    kept = sorted(field for field in fields if not _TRACE.fullmatch(field.partition(b":")[0]))
    return sha256(b"\n".join([*kept, b"", body])).hexdigest()


def _is_automatic(message: Message) -> bool:
    """Tell automatic replies, delivery reports and receipts, and lists (RFC 3834, RFC 6522), by headers alone."""
    submitted = header(message, "Auto-Submitted", 50).lower()
    return (
        submitted not in ("", "no")
        or message.get_content_type() == "multipart/report"
        or header(message, "Return-Path", 50) == "<>"
        or header(message, "Precedence", 20).lower() in ("bulk", "list", "junk", "auto_reply")
        or any(name.lower().startswith("list-") for name in message.keys())  # noqa: SIM118  a Message iterates otherwise
    )


def _parts(message: Message) -> Iterator[Message]:
    """Yield the leaves of a mail. A forwarded mail is a leaf: what it holds was not sent to us as such."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part)
    else:
        yield message


def _attachments(message: Message) -> Iterator[Attachment]:
    for part in _parts(message):
        name = _filename(part)
        if name or part.get_content_maintype() not in ("text", "multipart"):
            yield Attachment(name or "sans-nom", _content(part))


def _content(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    try:
        return part.as_bytes()  # A forwarded mail has no payload of its own: it is kept as it stands.
    except (MessageError, ValueError, LookupError, TypeError, AttributeError):
        return b""  # What the library reads and cannot write again is whole in the raw mail.


def _filename(part: Message) -> str:
    try:
        raw = part.get_filename() or ""
    except (ValueError, TypeError, LookupError):
        raw = ""
    holder = Message()
    holder["Name"] = raw.replace("\n", " ").replace("\r", " ")
    return clean(re.split(r"[/\\]", header(holder, "Name", _NAME_LENGTH))[-1], _NAME_LENGTH)


def _text(message: Message) -> str:
    bodies = {part.get_content_type(): part for part in reversed(list(_parts(message))) if not _filename(part)}
    plain, rich = bodies.get("text/plain"), bodies.get("text/html")
    if plain is not None:
        return _body(plain)
    return _without_tags(_body(rich)) if rich is not None else ""


def _body(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return _decode(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


class _Words(HTMLParser):
    """Collects the text of a page, a line a block."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  the parser's own signature
        if tag in ("p", "div", "br", "li", "tr", "h1", "h2", "h3"):
            self.words.append("\n")


def _without_tags(html: str) -> str:
    words = _Words()
    with suppress(AssertionError):  # the library's answer to a malformed declaration
        words.feed(html)
    return "".join(words.words)
