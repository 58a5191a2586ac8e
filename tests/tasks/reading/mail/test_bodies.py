"""What stands in the parts of a mail: decoded as far as it goes, however it is written, and never run."""

from base64 import b64encode, encodebytes

import pytest

from tasks.intake.identity.identify import identify
from tasks.reading.mail.mail import read_mail
from tests.support.mails import compose, said, siret
from tests.tasks.reading.mail.raw import HEAD, attached, multipart

PDF = b"%PDF-1.4 bonjour"


def encoded(encoding: str, body: bytes) -> bytes:
    """Return the content of a file sent in an encoding."""
    raw = multipart(f"Content-Type: application/pdf\r\nContent-Transfer-Encoding: {encoding}\r\n\r\nBODY")
    [file] = read_mail(raw.replace(b"BODY", body)).attachments
    return file.content


@pytest.mark.parametrize("lost", [1, 2, 3, 5])
def test_base64_without_its_end_is_kept_as_far_as_it_goes(lost: int) -> None:
    """A file cut on its way loses its last bytes, not the others."""
    cut = b64encode(PDF).rstrip(b"=")[:-lost]

    assert PDF.startswith(encoded("base64", cut)[: len(PDF) - 4])
    assert len(encoded("base64", cut)) >= len(PDF) - 4


@pytest.mark.parametrize("noise", [b"\r\n", b" ", b"!", b"\x00", b"\xe9", b"-", b"*\r\n*"])
def test_noise_in_base64_is_passed_over(noise: bytes) -> None:
    """What is no letter of it says nothing."""
    assert encoded("base64", noise.join([b"JVBERi0x", b"LjQgYm9u", b"am91cg=="])) == PDF


@pytest.mark.parametrize("body", [b"", b"=", b"A", b"====", b"\xff\xfe\x00"])
def test_base64_that_is_none_is_an_empty_file(body: bytes) -> None:
    """An empty file is refused later, and its sender told: it never makes reading fail."""
    assert encoded("base64", body) == b""


@pytest.mark.parametrize(
    ("encoding", "body", "content"),
    [
        ("quoted-printable", b"=E9=e9=\r\n=\n=3D", b"\xe9\xe9="),
        ("quoted-printable", b"=ZZ=", b"=ZZ"),
        ("quoted-printable", b"x  \r\ny\t", b"x  \r\ny\t"),
        ("Quoted-Printable (comment)", b"=41", b"A"),
        ("x-uuencode", b"begin 644 ../x\r\n#0V%T\r\n`\r\nend\r\n#0V%T\r\n", b"Cat"),
        ("x-uuencode", b"avant\nbegin 644 x\n#0V%T\n\n#0V%T\n", b"CatCat"),
        ("x-uuencode", b"begin 644 x\n~~~\n#0V%T\nend", b"Cat"),
        ("x-uuencode", b"rien", b"rien"),
        ("binary", b"\x00\xff\r", b"\x00\xff\r"),
        ("x-inconnu", b"=41", b"=41"),
    ],
)
def test_odd_encodings_are_read_as_far_as_they_go(encoding: str, body: bytes, content: bytes) -> None:
    """What is known is decoded, and what is not is kept as it came."""
    assert encoded(encoding, body) == content


@pytest.mark.parametrize(
    "charset", ["punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "hex", "zlib"]
)
def test_a_codec_that_is_no_charset_is_never_used(charset: str) -> None:
    """Python has some that would decode for hours, or that are no text."""
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n\\u0041 xn--a-b".encode()

    assert read_mail(raw).text == "\\u0041 xn--a-b"


def test_what_no_database_takes_is_replaced() -> None:
    """Halves of characters and NUL, in a text as in a header."""
    raw = HEAD + b"Subject: =?utf-7?q?a+2AA-b?=\r\nContent-Type: text/plain; charset=utf-7\r\n\r\na+2AA-b\x00c"

    mail = read_mail(raw)

    assert (mail.text, mail.subject) == ("a\ufffdb\ufffdc", "a\ufffdb")


def test_a_winmail_is_kept_as_a_file() -> None:
    """What Outlook wraps for itself (TNEF) is a file among others, which nothing here opens."""
    content = bytes.fromhex("789f3e22") + bytes(range(256))
    raw = multipart(
        "\r\nBonjour",
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + encodebytes(content).decode(),
    )

    mail = read_mail(raw)

    assert [(file.name, file.content) for file in mail.attachments] == [("winmail.dat", content)]
    assert mail.text == "Bonjour"


def test_a_siret_in_full_width_digits_is_read() -> None:
    """A page pasted from elsewhere is read as what it says."""
    full_width = siret().translate({ord("0") + n: 0xFF10 + n for n in range(10)})

    assert identify(read_mail(compose(said(siret=full_width)).as_bytes())).identity.siret == siret()


@pytest.mark.parametrize(
    "word", ["=?utf-8?b?A?=", "=?utf-8?q?=E9?=", "=?x-inconnu?q?=E9?=", "=??q?=E9?=", "=?utf-8?x?e?="]
)
def test_a_broken_encoded_word_is_text(word: str) -> None:
    """Decoded as best can be, or shown as it came; what stands around it is not lost."""
    subject = read_mail(HEAD + f"Subject: Bonjour {word} fin\r\n\r\nx".encode()).subject

    assert subject in (f"Bonjour {word} fin", "Bonjour é fin")


def test_a_page_full_of_scripts_is_text() -> None:
    """What a browser would run is not read; what it would show is kept as it is written."""
    page = "<script>x</script><b onclick=y>Organisme : &lt;script&gt;</b><img src=z><SCRIPT>w"

    assert read_mail(HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode()).text == "Organisme : <script>"


def test_a_reference_without_end_is_no_number() -> None:
    """Python refuses to count so far."""
    page = b"a&#" + b"1" * 5_000 + b";b&#0;&#xD800;c"

    assert read_mail(HEAD + b"Content-Type: text/html\r\n\r\n" + page).text == "a\ufffdb\ufffd\ufffdc"


def test_a_boundary_that_begins_another_is_not_taken_for_it() -> None:
    """« b » ends no part of « b1 »."""
    inner = 'Content-Type: multipart/mixed; boundary="b1"\r\n\r\n--b1\r\n\r\nun\r\n--b1--\r\n'

    assert read_mail(multipart(inner, "\r\ndeux")).text == "un\ndeux"


def test_a_file_in_base64_lines_of_a_boundary_is_whole() -> None:
    """A delimiter stands at the beginning of a line, and nothing follows it there."""
    raw = attached("filename=annexe.pdf").replace(b"%PDF", b"%PDF x--b--\r\n--bis\r\n--b x\r\n-- b\r\nfin")

    assert [file.content for file in read_mail(raw).attachments] == [b"%PDF x--b--\r\n--bis\r\n--b x\r\n-- b\r\nfin"]
