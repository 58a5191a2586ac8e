"""Mails that nobody meant to write so: those of the cases, of every format and of every kind of file, each damaged in
one way or in several, from a seed."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.flows.rehearsal import cases
from tests.support.mails import compose, pdfs
from tests.tasks.reading.files.samples import bound, docx, locked_pdf, nested, ole, open_document, overlapping, zipped
from tests.tasks.reading.mail.corpus.drawn import drawn
from tests.tasks.reading.mail.test_properties import TOKENS

CHARSETS = (
    b"utf-8",
    b"iso-8859-15",
    b"windows-1252",
    b"utf-7",
    b"utf-16",
    b"iso-2022-jp",
    b"gb18030",
    b"x-unknown",
    b"",
)
TYPES = (b"multipart/mixed", b"multipart/report", b"message/rfc822", b"application/ms-tnef", b"application/pkcs7-mime")
ENCODINGS = (b"base64", b"quoted-printable", b"x-uuencode", b"8bit", b"x-unknown")


class Sources(NamedTuple):
    """Whole mails, and files that a mail may carry."""

    mails: Sequence[bytes]
    files: Sequence[tuple[str, bytes]]


def sources() -> Sources:
    """Return what is to be damaged."""
    of_cases = [path.read_bytes() for path in sorted(Path(cases.__file__).parent.rglob("*.eml"))]
    of_formats = [one.raw for one in drawn(1)]
    archive = zipped(pdfs(["dossier", "annexe-1"]), {"Annexes/annexe-2.pdf": b"%PDF-1.4"})
    files = [
        ("dossier.zip", archive),
        ("annexes.zip", nested(archive, 2, copies=2)),
        ("a.zip", overlapping(archive, times=3)),
        ("annexe 1.docx", docx("<w:p/>")),
        ("annexe 2.odt", open_document()),
        ("Annexes 1 à 3.pdf", bound("Annexe 1", "Annexe 2", "Annexe 3", is_outline=True)),
        ("annexe 4.pdf", locked_pdf(password="secret")),
        ("annexe 5.msg", ole("__properties_version1.0")),
        *pdfs().items(),
    ]
    return Sources([*of_cases, *of_formats], files)


def mutants(of: Sources, *, seed: int) -> Iterator[bytes]:
    """Yield damaged mails without end."""
    chance = random.Random(seed)  # noqa: S311  to draw, not to hide
    while True:
        raw = _carrying(of, chance) if chance.random() < 0.3 else chance.choice(of.mails)
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3, 8))):
            raw = chance.choice(WAYS)(raw, of, chance)
        yield raw


def _carrying(of: Sources, chance: random.Random) -> bytes:
    """Return a mail that carries damaged files."""
    some = chance.sample(of.files, chance.randint(1, 4))
    files = {name: _flipped(content, of, chance) if chance.random() < 0.6 else content for name, content in some}
    return compose(files=files).as_bytes()


def _flipped(raw: bytes, _of: Sources, chance: random.Random) -> bytes:
    damaged = bytearray(raw)
    for _ in range(chance.randint(1, 20)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _truncated(raw: bytes, _of: Sources, chance: random.Random) -> bytes:
    return raw[: chance.randint(0, len(raw))]


def _inserted(raw: bytes, _of: Sources, chance: random.Random) -> bytes:
    at = chance.randint(0, len(raw))
    return raw[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 50)) + raw[at + chance.randint(0, 20) :]


def _headers_broken(raw: bytes, _of: Sources, chance: random.Random) -> bytes:
    """Lose, repeat or move lines of the headers."""
    head, end, body = raw.partition(b"\n\n" if b"\r\n\r\n" not in raw else b"\r\n\r\n")
    lines = head.split(b"\n")
    for _ in range(chance.randint(1, 3)):
        line = lines.pop(chance.randrange(len(lines))) if lines else b"Subject"
        for _ in range(chance.choice((0, 1, 2))):
            lines.insert(chance.randint(0, len(lines)), line.replace(b":", chance.choice((b":", b"", b" : "))))
    return b"\n".join(lines) + end + body


def _renamed(raw: bytes, _of: Sources, chance: random.Random) -> bytes:
    """Say other types, charsets and encodings than those of the parts."""
    pattern, words = chance.choice(
        (
            (rb"charset=\S+", [b"charset=" + name for name in CHARSETS]),
            (rb"Content-Type: [\w/-]+", [b"Content-Type: " + name for name in TYPES]),
            (rb"Content-Transfer-Encoding: \S+", [b"Content-Transfer-Encoding: " + name for name in ENCODINGS]),
        )
    )
    return re.sub(pattern, lambda _: chance.choice(words), raw, flags=re.IGNORECASE)


def _within(raw: bytes, of: Sources, chance: random.Random) -> bytes:
    """Put a mail into another, as a part of it, or some deep."""
    for _ in range(chance.choice((1, 1, 2, 30))):
        head = b"\n".join(chance.choice(of.mails).split(b"\n\n")[0].splitlines()[:6])
        raw = head + b'\nContent-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: message/rfc822\n\n' + raw
        raw += b"\n--b--\n" if chance.random() < 0.7 else b""
    return raw


def _spliced(raw: bytes, of: Sources, chance: random.Random) -> bytes:
    other = chance.choice(of.mails)
    return raw[: chance.randint(0, len(raw))] + other[chance.randint(0, len(other)) :]


WAYS: Sequence[Callable[[bytes, Sources, random.Random], bytes]] = (
    _flipped,
    _truncated,
    _inserted,
    _headers_broken,
    _renamed,
    _within,
    _spliced,
)
