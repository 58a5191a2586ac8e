"""The reader finds what Python's own parser finds, wherever that parser finds anything."""

from email import message_from_bytes
from email.message import Message
from itertools import chain, zip_longest

from hypothesis import example, given
from hypothesis import strategies as st

from tasks.reading.mail.bodies import content
from tasks.reading.mail.head import headers_of
from tasks.reading.mail.headers import parameters
from tasks.reading.mail.parts import leaves
from tasks.reading.mail.text import file_name
from tests.tasks.reading.mail.grammar import mails
from tests.tasks.reading.mail.raw import HEAD

Found = tuple[str, str, bytes | None]
"""Type, name and content of a part that holds no other; no content where it is not compared."""


def differing(raw: bytes) -> list[tuple[Found | None, Found | None]]:
    """Return what the reader finds and what the library finds, part by part, where those differ."""
    found = zip_longest(_found_by_us(raw), _found_by_the_library(raw))
    return [(ours, theirs) for ours, theirs in found if not _alike(ours, theirs)]


def _alike(ours: Found | None, theirs: Found | None) -> bool:
    return ours is not None and theirs is not None and ours[:2] == theirs[:2] and theirs[2] in (None, ours[2])


def _found_by_us(raw: bytes) -> list[Found]:
    message, body = headers_of(raw)
    parts, *_ = leaves(raw, message, body)
    return [(part.type, part.name, content(raw, part)) for part in parts]


def _found_by_the_library(raw: bytes) -> list[Found]:
    return [(part.get_content_type(), _name(part), _content(part)) for part in _without_parts(message_from_bytes(raw))]


def _without_parts(message: Message) -> list[Message]:
    if message.get_content_maintype() != "multipart":
        return [message]
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return list(chain.from_iterable(_without_parts(part) for part in parts if isinstance(part, Message)))


def _name(part: Message) -> str:
    of_disposition, of_type = (parameters(part, f"Content-{name}")[1] for name in ("Disposition", "Type"))
    return file_name(of_disposition.get("filename") or of_type.get("name") or "")


def _content(part: Message) -> bytes | None:
    """Return a content, unless we do better: a forwarded mail is kept as it came, and what has lost its end is decoded
    as far as it goes, where the library leaves it encoded."""
    encoding = str(part["Content-Transfer-Encoding"]).lower()
    payload = part.get_payload(decode=True)
    del part["Content-Transfer-Encoding"]
    written = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not isinstance(written, bytes):
        return None
    return None if encoding == "base64" and payload == b"".join(written.splitlines()) else payload


@given(mails())
def test_the_reader_finds_what_the_library_finds(raw: bytes) -> None:
    """Types, names and contents, whatever the structure, the encodings and the line ends."""
    assert differing(raw) == []


@given(st.lists(st.sampled_from([*(bytes([c]) for c in b"AQg/+=! \n\r\x00"), b"JVBE", b"====", b"\r\n"])).map(b"".join))
@example(b"A===A===")
def test_damaged_base64_is_read_as_the_library_reads_it(body: bytes) -> None:
    """Wherever it reads it at all."""
    kinds = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"

    assert differing(HEAD + kinds + body) == []
