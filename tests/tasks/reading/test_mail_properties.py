"""Whatever is sent, it is read: octets at random, and real mails damaged anywhere."""

from hypothesis import example, given
from hypothesis import strategies as st

from tasks.intake.identify import identify
from tasks.reading.mail import read_mail
from tests.tasks.mails import compose

HEAD = b"From: direction@cidff01.example\r\n"

# What parsers of mail have stumbled on: structure, encodings, dates, declarations.
TOKENS = [
    *(b"\r\n", b"\n", b"--", b"=?utf-8?q?", b"?=", b";", b'"', b"(", b"<", b"@", b"*", b"\x00", b"\xff", b"\xe9"),
    *(
        b"filename*0*=",
        b"filename*1=",
        b"filename*=utf-8''%ff",
        b"boundary=",
        b"boundary*0=",
        b"charset=",
        b"charset*0=",
    ),
    *(b"Content-Type: ", b"multipart/mixed; ", b"message/rfc822", b"message/delivery-status", b"text/html", b"&#"),
    *(b"Content-Transfer-Encoding: ", b"base64", b"uuencode", b"begin 644 x\n", b"<![", b"<!--"),
    *(b"Received: x; ", b"9999", b"-2359", b"From: "),
]

CUTS = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 20), st.sampled_from(TOKENS) | st.binary(max_size=5)))


def mutated(cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Return a real mail in which some octets were replaced."""
    raw = bytearray(REAL)
    for start, length, inserted in cuts:
        raw[start : start + length] = inserted
    return bytes(raw)


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


@given(st.binary(max_size=2_000))
@example(HEAD + b"Content-Type: text/html\r\n\r\n<p>x</p><![what")
@example(HEAD + b"Received: x; Fri, 31 Dec 9999 23:59:59 -2300\r\n\r\nx")
@example(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3_000)
def test_no_octets_make_reading_fail(raw: bytes) -> None:
    """Whatever stands in the mailbox is read as a mail, and asked who it comes from."""
    mail = read_mail(raw)

    assert identify(mail).organisation


@given(CUTS)
def test_no_damage_to_a_real_mail_makes_reading_fail(cuts: list[tuple[int, int, bytes]]) -> None:
    """A mail cut, garbled or forged anywhere is still read, and asked who it comes from."""
    mail = read_mail(mutated(cuts))

    assert identify(mail).organisation
