"""What a mail may cost: whatever stands in it, seconds of one processor and some times its size."""

import tracemalloc
from base64 import encodebytes
from collections.abc import Callable
from itertools import cycle, islice
from time import process_time

import pytest

from tasks.intake.identity.identify import identify
from tasks.reading.mail.mail import HEAD_BYTES, content_key, read_head, read_mail
from tests.support.mails import SENDER
from tests.tasks.reading.mail.raw import HEAD

MB = 1_000_000
SECONDS = 5
"""For forty megabytes, and for the worst of the small ones. On a quiet machine, most take a tenth of a second."""

PARTS = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
FILE = b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: "
PAGE = HEAD + b"Content-Type: text/html\r\n\r\n"
TEXT = HEAD + b"Content-Type: text/plain; charset="


def filled(with_what: bytes, size: int = MB) -> bytes:
    """Return octets, again and again."""
    return (with_what * (size // len(with_what) + 1))[:size]


def nested(depth: int) -> bytes:
    """Return parts within parts, none of which ends."""
    return b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))


LARGE: dict[str, Callable[[int], bytes]] = {
    "one file": lambda size: PARTS + FILE + b"base64\n\n" + encodebytes(bytes(range(256)) * (size // 342)),
    "one broken file": lambda size: PARTS + FILE + b"base64\n\n" + filled(b"!a\n", size) + b"a",
    "one line": lambda size: filled(b"x", size),
    "blank lines": lambda size: PARTS + filled(b"\n", size),
    "empty parts": lambda size: PARTS + filled(b"--b\n\n", size),
    "headers": lambda size: HEAD + filled(b"a:\n", size),
    "uuencoded": lambda size: PARTS + FILE + b"x-uuencode\n\nbegin 644 x\n" + filled(b"!`\n", size),
}
"""Of any size."""

SMALL: dict[str, bytes] = {
    # Headers: long ones, many, and those on which parsers of addresses, words and parameters go back.
    "one header": HEAD + b"Subject: " + filled(b"x", 2 * MB),
    "a hundred thousand headers": HEAD + filled(b"X-Header: 0123456789\r\n", 2_200_000),
    "folded": HEAD + b"Subject:" + filled(b"\n "),
    "stamps": filled(b"Received: x; Thu, 30 Apr 2026 10:00:00 +0200\n"),
    "addresses": filled(b"To: " + filled(b"a@b.example, ", 3_000) + b"\n"),
    "comments": filled(b"From: " + filled(b"(", 3_000) + b"\n"),
    "groups": filled(b"From: " + filled(b"a:", 3_000) + b"\n"),
    "no address": filled(b"From:x\n"),
    "angles": filled(b"References: " + filled(b"<a", 9_000) + b"\n"),
    "half words": filled(b"References: " + filled(b"x=?a?q?", 64_000) + b"\n"),
    "semicolons": PARTS + filled(b'--b\nContent-Type: a/b; x="' + filled(b";", 3_000) + b"\n\n\n"),
    "continuations": PARTS + filled(b"--b\nContent-Disposition: x; " + filled(b"a*0=b;", 3_000) + b"\n\n\n"),
    "no line end": filled(b"a-b"),
    "trace": HEAD + b"Received: " + filled(b";"),
    # Parts: lines that could end one, and parts within parts.
    "nearly delimiters": PARTS + filled(b"\n--bx"),
    "delimiters": PARTS + filled(b"--b\n"),
    "blank delimiters": PARTS + filled(b"--b" + b" " * 999 + b"x\n"),
    "dashes": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n' + filled(b"-"),
    "long heads": PARTS + filled(b"--b\n" + filled(b"a:\n", 20_000) + b"\n\n", 5 * MB),
    "nested": HEAD + nested(10_000),
    "nested, and long": HEAD + nested(30) + filled(b"\n--b1x", 5 * MB),
    "forwarded": HEAD + filled(b"Content-Type: message/rfc822\r\n\r\n"),
    "forwarded, and long": PARTS
    + filled(b"--b\nContent-Type: message/rfc822\n\n" + filled(b"a:b\n", 50_000) + b"\n", 5 * MB),
    "long names": PARTS
    + filled(b'--b\nContent-Disposition: x; filename="' + filled(b"=?utf-8?b?", 1_900) + b'"\n\n\n'),
    # Bodies: encodings, charsets and pages.
    "soft lines": PARTS + FILE + b"quoted-printable\n\n" + filled(b"=\n"),
    "blanks": PARTS + FILE + b"quoted-printable\n\n" + filled(b" "),
    "growing": PARTS + FILE + b"x-uuencode\n\nbegin 644 x\n" + filled(b"M\n"),
    "beginning": PARTS + FILE + b"x-uuencode\n\n" + filled(b"begin 6\n"),
    "punycode": TEXT + b"punycode\n\n" + filled(b"a-b9"),
    "idna": TEXT + b"idna\n\n" + filled(b"xn--a"),
    "long charset": TEXT + filled(b"x", 1_000) + b"\n\nx",
    "tags": PAGE + filled(b"<"),
    "open tags": PAGE + filled(b"<a "),
    "closing tags": PAGE + filled(b"</"),
    "open comments": PAGE + filled(b"<!--"),
    "half comments": PAGE + filled(b"<!-- --"),
    "declarations": PAGE + filled(b"<![if"),
    "open scripts": PAGE + filled(b"<script "),
    "half scripts": PAGE + filled(b"<style></styl"),
    "references": PAGE + filled(b"&not"),
    "numbers": PAGE + b"&#" + filled(b"1"),
    "many pages": PARTS + filled(b"--b\nContent-Type: text/html\n\n" + filled(b"<!--", 80_000) + b"\n", 5 * MB),
    # What is looked for in the text.
    "labels": HEAD + b"\r\n" + filled(b"SIRET" + b" " * 999),
    "quoted": HEAD + b"\r\n" + filled(b"> "),
    "digits": HEAD + b"\r\n" + filled(b"1"),
}
"""A megabyte or so, each made for what would look at it twice."""


@pytest.mark.parametrize("name", LARGE)
def test_a_mail_of_forty_megabytes_takes_seconds(name: str) -> None:
    """Reading it takes time that grows with its size, and nothing more."""
    raw = LARGE[name](40 * MB)
    begun = process_time()

    read_mail(raw)

    assert process_time() - begun < SECONDS


@pytest.mark.parametrize("name", SMALL)
def test_nothing_in_a_mail_is_looked_at_again_and_again(name: str) -> None:
    """A megabyte against each pattern, header, encoding and structure that reading knows."""
    begun = process_time()

    mail = read_mail(SMALL[name])
    identify(mail)
    content_key(mail)
    read_head(SMALL[name][:HEAD_BYTES], identity="0")

    assert process_time() - begun < SECONDS


@pytest.mark.parametrize("name", ["one file", "one broken file", "uuencoded", "growing", "empty parts", "open scripts"])
def test_a_mail_takes_little_more_memory_than_its_size(name: str) -> None:
    """Its contents, once, and what it takes to decode one of them."""
    raw = bytes(islice(cycle(SMALL[name]), 2 * MB)) if name in SMALL else LARGE[name](4 * MB)
    tracemalloc.start()

    read_mail(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 3 * len(raw) + 10 * MB


def test_monstrous_headers_are_read_where_they_begin() -> None:
    """What stands within the first bytes counts; a subject is cut to what can be shown."""
    long, many = read_mail(SMALL["one header"]), read_mail(SMALL["a hundred thousand headers"])

    assert (long.subject, long.sender, many.sender) == ("x" * 300, SENDER, SENDER)


def test_what_a_large_mail_holds_is_whole() -> None:
    """A bound on time is none on honest files."""
    [file] = read_mail(LARGE["one file"](40 * MB)).attachments

    assert file.content == bytes(range(256)) * (40 * MB // 342)
