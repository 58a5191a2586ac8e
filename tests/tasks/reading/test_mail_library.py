"""The reader finds what Python's own parser finds, wherever that parser finds anything."""

from email import message_from_bytes
from email.message import Message
from itertools import chain

from hypothesis import given

from tasks.reading.bodies import content
from tasks.reading.head import headers_of
from tasks.reading.headers import parameters
from tasks.reading.parts import leaves
from tasks.reading.words import file_name
from tests.tasks.reading.grammar import mails


def found_by_the_library(raw: bytes) -> list[tuple[str, str, bytes | None]]:
    """Return type, name and content of each part that holds no other. A forwarded mail is parsed by the library, and
    kept as it came by us: its content is not compared."""
    return [_told(part) for part in _opened(message_from_bytes(raw))]


def _opened(message: Message) -> list[Message]:
    if message.get_content_maintype() != "multipart":
        return [message]
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return list(chain.from_iterable(_opened(part) for part in parts if isinstance(part, Message)))


def _told(part: Message) -> tuple[str, str, bytes | None]:
    payload = part.get_payload(decode=True)
    return part.get_content_type(), _named(part), payload if isinstance(payload, bytes) else None


def _named(part: Message) -> str:
    _, of_disposition = parameters(part, "Content-Disposition")
    _, of_type = parameters(part, "Content-Type")
    return file_name(of_disposition.get("filename") or of_type.get("name") or "")


def found_by_us(raw: bytes) -> list[tuple[str, str, bytes | None]]:
    """Return the same, as the reader tells it."""
    message, body = headers_of(raw)
    parts, _ = leaves(raw, message, body)
    return [(part.type, part.name, None if part.type.startswith("message/") else content(raw, part)) for part in parts]


@given(mails())
def test_the_reader_finds_what_the_library_finds(raw: bytes) -> None:
    """Types, names and contents, whatever the structure, the encodings and the line ends."""
    assert found_by_us(raw) == found_by_the_library(raw)
