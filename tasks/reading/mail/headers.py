"""The headers of a mail, read one at a time and never further than a sane one is long.

They are read with the library's older policy on purpose: it parses a header only when asked, so that a subject of two
megabytes or a broken address costs nothing until it is cut and decoded here.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email import utils
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice

from tasks.reading.mail.text import clean, decode, decoded

HEAD_BYTES = 256_000
"""How much of a mail is read as its headers. An honest mail's take a twentieth of it."""

_LINE_BYTES, _FURTHEST = 20, 4_000_000
"""How long a line of headers is at least, on the whole, and how far their end is looked for."""

_REPEATED, _ADDRESSES, _PARAMETERS = 5, 100, 50
_ADDRESS_LENGTH, _IDS_LENGTH, _DATE_LENGTH, _PARAMETERS_LENGTH = 2_000, 8_000, 100, 250
# Without the signs that would make a list or a comment of it.
_ADDRESS = re.compile(r'[^@\s<>()\[\]\\,;:"]{1,64}@[^@\s<>()\[\]\\,;:"]{1,255}')
_ID = re.compile(r"<[^<>\s]{1,250}>")

_IS_FIELD = re.compile(rb"From |[!-9;-~]*:|[\t ]")
_LAST_FIELD = re.compile(rb"(?:\r\n|\r(?!\n)|\n)(?!From |[!-9;-~]*:|[\t ])")
_LINE_END = re.compile(rb"\r\n|\r|\n")


def split(raw: bytes, start: int, stop: int) -> tuple[int, int]:
    """Return where the headers between two places end, and where the body begins: after a blank line, or before the
    first line that is no header, or where no headers go on."""
    furthest = min(stop, start + _FURTHEST)
    if not _IS_FIELD.match(raw, start, furthest):
        end = start
    else:
        last = _LAST_FIELD.search(raw, start, furthest)
        end = last.end() if last else furthest
    blank = _LINE_END.match(raw, end, stop)
    return end, blank.end() if blank else end


def parse(head: bytes, *, length: int = HEAD_BYTES) -> Message:
    """Return headers, cut to a length, ready to be asked one at a time."""
    lines = head[:length].splitlines(keepends=True)
    return BytesHeaderParser().parsebytes(b"".join(lines[: length // _LINE_BYTES]))


def fields(message: Message, name: str, length: int) -> Iterator[str]:
    """Yield the headers of a name as they were written, from the top. The library's `get` would put question marks for
    bytes outside ASCII."""
    name = name.lower()
    for key, value in message.raw_items():
        if key.lower() == name:
            # Those bytes come as surrogates: back to bytes, then decoded as best can be.
            yield decode(str(value)[: 8 * length].encode("utf-8", "surrogateescape"), None)


def header(message: Message, name: str, length: int) -> str:
    """Return a header decoded, on one line, cut to a length; an empty text where there is none."""
    return decoded(next(fields(message, name, length), ""), length)


_LENIENT = {"strict": False} if hasattr(utils, "supports_strict_parsing") else {}
"""Later releases of each Python return no address at all for a header that they find strange, and its sender would get
no answer. What is found is judged here."""


def addresses(message: Message, name: str) -> Iterator[str]:
    """Yield the addresses of a header, found before encoded words are decoded: a name may hold a comma, or an address
    that is not its owner's."""
    for written in islice(fields(message, name, _ADDRESS_LENGTH), _REPEATED):
        try:
            readings = dict.fromkeys((clean(written, _ADDRESS_LENGTH), decoded(written, _ADDRESS_LENGTH)))
            found = getaddresses(readings, **_LENIENT)
        except RecursionError:  # comments within comments
            continue
        yield from (address.lower() for _, address in found if _ADDRESS.fullmatch(address))


def address(message: Message, name: str) -> str:
    """Return the first address of a header, or an empty text."""
    return next(addresses(message, name), "")


_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")


def recipients(message: Message) -> tuple[str, ...]:
    """Return the addresses that a mail was sent to, as its headers tell, each once."""
    named = (one for name in _RECIPIENTS for one in addresses(message, name))
    return tuple(dict.fromkeys(islice(named, _ADDRESSES)))


def ids(message: Message, name: str) -> tuple[str, ...]:
    """Return the message identifiers of a header, in their angle brackets."""
    return tuple(_ID.findall(header(message, name, _IDS_LENGTH)))


def stamp(message: Message) -> datetime | None:
    """Return when our own server received the mail: the topmost Received, the only one a sender cannot write."""
    received = next(fields(message, "Received", _ADDRESS_LENGTH), "")
    try:
        instant = parsedate_to_datetime(clean(received.rpartition(";")[2], _DATE_LENGTH))
        return instant.replace(tzinfo=instant.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def parameters(message: Message, name: str) -> tuple[str, dict[str, str]]:
    """Return the value of a header such as Content-Type, in lower case, and its parameters (RFC 2045, RFC 2231)."""
    written = next(fields(message, name, _PARAMETERS_LENGTH), "")
    holder = Message()
    holder[name] = ";".join(written.split(";")[:_PARAMETERS])
    try:
        (value, _), *found = holder.get_params([("", "")], header=name)
    except (ValueError, TypeError, LookupError):  # continuations that cannot be put together
        return str(holder[name]).partition(";")[0].strip().lower(), {}
    # The first one of a name counts.
    return value.strip().lower(), {key.lower(): _collapsed(said) for key, said in reversed(found)}


def _collapsed(value: str | tuple[str | None, str | None, str]) -> str:
    """Return a parameter as text: one with a charset comes in three, its bytes as Latin-1 (RFC 2231)."""
    if isinstance(value, str):
        return value
    charset, _, text = value
    return decode(text.encode("raw-unicode-escape", "replace"), charset)
