"""Whatever is sent, it is read: octets at random, mails of every structure, and real ones damaged anywhere."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from tasks.intake.identity.identify import identify
from tasks.reading.mail.mail import HEAD_BYTES, Mail, content_key, read_head, read_mail
from tasks.reading.mail.returned import read_report
from tests.support.mails import compose
from tests.tasks.reading.mail.grammar import mails
from tests.tasks.reading.mail.raw import HEAD

# What parsers of mail have stumbled on: structure, encodings, dates, declarations.
TOKENS = [
    *(
        b"\r\n",
        b"\n",
        b"\r",
        b"--",
        b"=?utf-8?q?",
        b"?=",
        b";",
        b'"',
        b"(",
        b"<",
        b"@",
        b"*",
        b"\x00",
        b"\xff",
        b"\xe9",
    ),
    *(b"filename*0*=", b"filename*1=", b"filename*=utf-8''%ff", b"filename=../..\\", b"boundary=", b"boundary*0="),
    *(b"charset=", b"charset*0=", b"charset=punycode", b"charset=utf-7", b"+2AA-", b"\xed\xa0\x80"),
    *(b"Content-Type: ", b"multipart/mixed; ", b"message/rfc822", b"message/delivery-status", b"text/html", b"&#"),
    *(b"Content-Transfer-Encoding: ", b"base64", b"uuencode", b"begin 644 x\n", b"<![", b"<!--", b"<script"),
    *(b"Received: x; ", b"9999", b"-2359", b"From: ", b"\xe2\x80\xae", b"\xe2\x80\x8b"),
]

CUTS = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 20), st.sampled_from(TOKENS) | st.binary(max_size=5)))


def mutated(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Return a mail in which some octets were replaced."""
    damaged = bytearray(raw)
    for start, length, inserted in cuts:
        damaged[start : start + length] = inserted
    return bytes(damaged)


def real_mail() -> bytes:
    """Return a mail with what mails are made of: encoded words, alternatives, files, a forwarded mail."""
    mail = compose(
        "Réseau : CIO\n", files={}, sender="Élodie <direction@cidff01.example>", message_id="<1@cidff.example>"
    )
    mail.add_alternative("<p>Organisme : MJC de l'été</p>", subtype="html")
    name = "annexe 1 — un très long nom de fichier, que la norme découpe en plusieurs morceaux numérotés.pdf"
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename=name)
    mail.add_attachment(compose(files={}, message_id="<2@cidff.example>"))
    return mail.as_bytes()


REAL = real_mail()

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def faults(mail: Mail) -> list[str]:
    """Return what nothing that was read may hold: more than a line, a path, what no database takes, an address that is
    more than one."""
    lines = [mail.subject, mail.sender, mail.reply_to, mail.claimed_date or "", *mail.recipients, *mail.threads]
    names = [file.name for file in mail.attachments]
    return [
        *(line for line in [*lines, *names, mail.identity] if _HIDDEN.search(line)),
        *(name for name in names if re.search(r"[/\\]|^[A-Za-z]:|^[. ]*$|[. ]$", name) or len(name) > 150),
        *(one for one in [mail.sender, mail.reply_to] if one and not re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", one)),
        *re.findall("[\0\ud800-\udfff]", mail.text),
    ]


def read_through(raw: bytes) -> list[str]:
    """Read a mail in every way, and return its faults."""
    mail = read_mail(raw)
    head = read_head(raw[:HEAD_BYTES], identity="0")
    assert identify(mail).organisation
    assert (head.message_id, head.sender, head.subject) == (mail.message_id, mail.sender, mail.subject)
    content_key(mail)
    read_report(raw)
    return faults(mail)


@given(st.binary(max_size=2_000))
@example(HEAD + b"Content-Type: text/html\r\n\r\n<p>x</p><![what")
@example(HEAD + b"Received: x; Fri, 31 Dec 9999 23:59:59 -2300\r\n\r\nx")
@example(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000)
def test_no_octets_make_reading_fail(raw: bytes) -> None:
    """Whatever stands in the mailbox is read as a mail, and asked who it comes from."""
    assert read_through(raw) == []


@given(CUTS)
def test_no_damage_to_a_real_mail_makes_reading_fail(cuts: list[tuple[int, int, bytes]]) -> None:
    """A mail cut, garbled or forged anywhere is still read, and asked who it comes from."""
    assert read_through(mutated(REAL, cuts)) == []


@given(mails(), CUTS)
def test_no_structure_makes_reading_fail(raw: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    """Parts within parts, in every encoding, with every line end, whole or damaged."""
    assert read_through(mutated(raw, cuts)) == []
