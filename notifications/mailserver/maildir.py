"""A Maildir: mails put in one by one, listed, and read, whatever they hold."""

import os
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import Header, decode_header, make_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from notifications.writing.lines import header_line
from notifications.writing.wording import long_date

_PARIS = ZoneInfo("Europe/Paris")
_NEVER = datetime.min.replace(tzinfo=UTC)
_HOST = socket.gethostname().replace("/", "_").replace(":", "_")
_number = count()


class StoredMail(NamedTuple):
    """One mail of a Maildir: `date` on the clock of Paris, none where it is not readable; `file`, its path in there."""

    date: datetime | None
    to: str
    subject: str
    message_id: str
    file: str

    @property
    def page(self) -> str:
        """The name of its page, made from its file's alone, whatever the mail says of itself."""
        return f"{sha256(os.fsencode(self.file)).hexdigest()[:20]}.html"

    @property
    def day(self) -> str:
        """« lundi 18 janvier 2021 »."""
        return long_date(self.date) if self.date else "Sans date lisible"

    @property
    def hour(self) -> str:
        """« 9 h 05 », empty where there is no date."""
        return f"{self.date.hour} h {self.date.minute:02d}" if self.date else ""


class Carried(NamedTuple):
    """A file of a mail, as the mail names it: its media type is what the mail says, not what it is."""

    name: str
    media_type: str
    content: bytes


class Content(NamedTuple):
    """What a mail holds: its headers, decoded, its two alternatives, empty where it has none, and its files."""

    headers: Sequence[tuple[str, str]]
    text: str
    html: str
    files: Sequence[Carried] = ()


def make(maildir: Path) -> None:
    """Make the three folders of a Maildir where they are missing."""
    for folder in ("tmp", "new", "cur"):
        (maildir / folder).mkdir(parents=True, exist_ok=True)


def keep_mail(maildir: Path, mail: bytes) -> None:
    """Put a mail in a Maildir, whole or not at all: it is written aside, then moved."""
    name = f"{time.time_ns()}.{os.getpid()}_{next(_number)}.{_HOST}"
    aside = maildir / "tmp" / name
    aside.write_bytes(mail)
    aside.rename(maildir / "new" / name)


def list_mails(maildir: Path) -> list[StoredMail]:
    """Return the mails of a Maildir, the latest first; none where there is no Maildir yet."""
    entries = [
        entry for folder in ("new", "cur") if (maildir / folder).is_dir() for entry in os.scandir(maildir / folder)
    ]
    mails = [_summary(entry.path, entry.stat().st_mtime_ns) for entry in entries if entry.is_file()]
    return sorted(mails, key=lambda mail: (mail.date or _NEVER, mail.file), reverse=True)


@lru_cache(maxsize=50_000)
def _summary(path: str, _changed: int) -> StoredMail:
    """Read a mail's headers; kept, since a list of thousands is asked for at each look."""
    with Path(path).open("rb") as file:
        head = BytesHeaderParser().parse(file)
    to, subject, message_id = (_decoded(head.get(name, "")) for name in ("To", "Subject", "Message-ID"))
    return StoredMail(_date(head), to, subject or "(sans objet)", message_id, "/".join(Path(path).parts[-2:]))


def _date(head: Message) -> datetime | None:
    try:
        return parsedate_to_datetime(str(head.get("Date"))).astimezone(_PARIS)
    except (ValueError, TypeError, OverflowError):
        return None


def _decoded(value: str | Header) -> str:
    """Return a header's value as it reads, on one line; as it stands where its encoding is broken."""
    if isinstance(value, Header):  # It holds raw octets: UTF-8 where the mail speaks SMTPUTF8 (RFC 6532).
        return header_line(b"".join(octets for octets, _ in decode_header(value)).decode(errors="replace"))
    try:
        return header_line(str(make_header(decode_header(value))))
    except (MessageError, LookupError, ValueError):
        return header_line(str(value))


def read_stored_mail(maildir: Path, mail: StoredMail) -> Content:
    """Return what a mail of `list_mails` holds."""
    message = message_from_bytes((maildir / mail.file).read_bytes())
    headers = [(header_line(name), _decoded(value)) for name, value in message.items()]
    return Content(headers, _body(message, "text/plain"), _body(message, "text/html"), _files(message))


def _files(message: Message) -> tuple[Carried, ...]:
    """Return the parts that have a file name."""
    found = []
    for part in message.walk():
        name, octets = _file_name(part), part.get_payload(decode=True)
        if name and isinstance(octets, bytes):
            found.append(Carried(name, part.get_content_type(), octets))
    return tuple(found)


def _file_name(part: Message) -> str:
    """Return the name of the file that a part is, empty where it is none."""
    try:
        return _decoded(part.get_filename("")) or ("fichier" if part.get_content_disposition() == "attachment" else "")
    except (LookupError, ValueError):
        return "fichier"


def _body(message: Message, kind: str) -> str:
    part = next((part for part in message.walk() if part.get_content_type() == kind and not _file_name(part)), None)
    octets = part.get_payload(decode=True) if part is not None else b""
    if part is None or not isinstance(octets, bytes):
        return ""
    try:
        return octets.decode(part.get_content_charset("utf-8"), errors="replace")
    except (LookupError, ValueError):
        return octets.decode(errors="replace")
