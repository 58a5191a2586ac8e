"""What stands in a part of a mail: the bytes of a file, and the text that people read."""

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from io import BytesIO
from itertools import islice
from string import ascii_letters, digits

from tasks.reading.mail.parts import Part
from tasks.reading.mail.text import decode, file_name

_TEXT_LENGTH, _TEXT_BYTES = 100_000, 1_000_000
"""How much is kept of a text, and how much is read of it."""

_OLD_LINES, _OLD_LINE = 100, 20
"""How many lines of a file made by Unix are read however short they are, and how long the others are at least."""

_NOT_BASE64 = bytes(set(range(256)) - set(f"{ascii_letters}{digits}+/".encode()))
_BEGIN = re.compile(rb"^begin [0-7]+ ([^\n]*)\n", re.MULTILINE)
# Whatever is not closed goes to the end, so that nothing is read twice.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<unread>script|style)\b.*?(?:</(?P=unread)[^>]*>?|\Z)|<(?P<tag>[a-z][a-z0-9]*)[^>]*>?|<[/!?][^>]*>?",
    re.IGNORECASE | re.DOTALL,
)
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})
_CELLS = frozenset({"td", "th"})
_ENDLESS = re.compile(r"&#[0-9]{8,};?")


def content(raw: bytes, part: Part) -> bytes:
    """Return the content of a part, as far as it can be decoded; the raw mail holds the rest."""
    return _decoded(memoryview(raw)[part.start : part.stop], part.encoding)


def _decoded(body: memoryview, encoding: str) -> bytes:
    decoder = _DECODERS.get(encoding)
    return decoder(body) if decoder else bytes(body)


def _base64(body: memoryview) -> bytes:
    try:
        return a2b_base64(body)
    except Error:
        # What is missing at the end costs the last bytes, not the file.
        kept = bytes(body).translate(None, _NOT_BASE64)
        return a2b_base64(kept[: len(kept) - (len(kept) % 4 == 1)] + b"==")


def _old(body: memoryview) -> bytes:
    """Decode what Unix made before MIME (uuencode), line by line. A line says how long it is, and may lie: no file
    grows by being decoded, and none is made of short lines."""
    plain = bytes(body).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    begins = _BEGIN.search(plain)
    if begins is None:
        return bytes(body)
    lines, found = BytesIO(plain), bytearray()
    lines.seek(begins.end())
    for line in islice(lines, _OLD_LINES + len(plain) // _OLD_LINE):
        if line.strip() == b"end" or len(found) > len(plain):
            break
        found += _old_line(line)
    return bytes(found)


def _old_line(line: bytes) -> bytes:
    try:
        return a2b_uu(line) if line.strip() else b""
    except Error:
        return b""


_DECODERS: dict[str, Callable[[memoryview], bytes]] = {
    "base64": _base64,
    "quoted-printable": a2b_qp,
    **dict.fromkeys(("x-uuencode", "uuencode", "uue", "x-uue"), _old),
}


def written_out(raw: bytes, parts: Iterable[Part]) -> Iterator[tuple[str, bytes]]:
    """Yield the files that stand line by line in a plain text, as programs sent them before MIME: name and content."""
    for part in parts:
        if part.is_file or part.type != "text/plain" or raw.find(b"begin ", part.start, part.stop) < 0:
            continue
        plain = content(raw, part).replace(b"\r\n", b"\n")
        for begins in _BEGIN.finditer(plain):
            end = plain.find(b"\nend", begins.end())
            if end < 0:
                break
            name, held = file_name(decode(begins[1], part.charset)), _old(memoryview(plain[begins.start() : end]))
            if name and held:
                yield name, held


def text(raw: bytes, parts: Iterable[Part]) -> str:
    """Return what people read in a mail: its plain texts, or where they say nothing what its pages show."""
    bodies = [part for part in parts if not part.is_file]
    plain = _joined(raw, (part for part in bodies if part.type == "text/plain"))
    return plain if plain.strip() else _joined(raw, (part for part in bodies if part.type == "text/html")) or plain


def _joined(raw: bytes, parts: Iterable[Part]) -> str:
    said = ""
    for part in parts:
        if len(said) >= _TEXT_LENGTH:
            break
        said = f"{said}\n{_said(raw, part)}" if said else _said(raw, part)
    return said[:_TEXT_LENGTH]


def _said(raw: bytes, part: Part) -> str:
    body = memoryview(raw)[part.start : part.stop]
    found = _decoded(body[:_TEXT_BYTES], part.encoding)
    if len(body) > _TEXT_BYTES:
        found = found[: found.rfind(b"\n") + 1] or found  # Half a character would make the whole look like Latin-1.
    said = decode(found, part.charset).replace("\r\n", "\n").replace("\r", "\n")
    return without_tags(said) if part.type == "text/html" else said


def without_tags(html: str) -> str:
    """Return the text of a page as a browser shows it: a line a block, runs of blanks as one. In one pass: the
    library's parser begins anew at each tag that nobody closed."""
    shown = unescape(_ENDLESS.sub("\ufffd", _MARKUP.sub(_shown, " ".join(html.split()))))
    return "\n".join(" ".join(line.split()) for line in shown.split("\n"))


def _shown(markup: re.Match[str]) -> str:
    """Return what stands for a tag among the words."""
    tag = (markup["tag"] or "").lower()
    return "\n" if tag in _BLOCKS else " " if tag in _CELLS else ""
