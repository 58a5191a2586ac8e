"""What nobody honest sends: it is read as far as it goes, and never taken for what it is not."""

from dataclasses import replace

import pytest

from models.intake.words import Nature
from tasks.reading.mail.mail import read_mail
from tests.factories import paris
from tests.support.mails import RECEIVED, SENDER, compose, stamp
from tests.tasks.reading.mail.raw import HEAD, multipart

PDF = b"%PDF-1.4 bonjour"
RECEIVED_LINE = f"Received: {stamp(RECEIVED)}\r\n".encode()


@pytest.mark.parametrize(
    "written",
    [
        "=?utf-8?q?Bonjour=0D=0ABcc=3A_espion=40mjc=2Eexample?=",
        "=?utf-8?b?Qm9uam91cg0KQmNjOiBlc3Bpb25AbWpjLmV4YW1wbGU=?=",
        "Bonjour\r\n Bcc: espion@mjc.example",
        "Bonjour\x0bBcc: espion@mjc.example",
        "Bonjour\u2028Bcc: espion@mjc.example",
        "Bonjour\x00Bcc: espion@mjc.example",
    ],
)
def test_a_line_break_in_a_subject_adds_no_line(written: str) -> None:
    """What is shown of a subject stays on one line: it cannot begin a header of ours."""
    subject = read_mail(HEAD + f"Subject: {written}\r\n\r\nx".encode()).subject

    assert subject.replace("\ufffd", " ") == "Bonjour Bcc: espion@mjc.example"


@pytest.mark.parametrize(
    "written",
    [
        "=?utf-8?q?x=0D=0ABcc=3A_espion=40mjc=2Eexample?= <direction@cidff01.example>",
        '"x\r\n\tBcc: espion@mjc.example" <direction@cidff01.example>',
        "<script>alert(1)</script> <direction@cidff01.example>",
        "direction@cidff01.example (espion@mjc.example)",
        "direction@cidff01.example, espion@mjc.example",
        "direction@cidff01.example\r\nFrom: espion@mjc.example",
    ],
)
def test_an_address_is_one_address_and_nothing_else(written: str) -> None:
    """Neither a name, nor a comment, nor a second address or header makes us write to somebody else."""
    mail = read_mail(f"From: {written}\r\nReply-To: {written}\r\n\r\nBonjour".encode())

    assert (mail.sender, mail.reply_to) == (SENDER, SENDER)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "a@b@c.example",
            '"a b"@mjc.example',
            '"a,b"@mjc.example',
            f"a@{'x' * 300}.example",
            f"{'x' * 300}@mjc.example",
        ),
        *("a@[192.0.2.1]", "direction", "(" * 1_500, "a:" * 700, "<" * 1_500),
    ],
)
def test_what_is_no_address_is_none(written: str) -> None:
    """It is nameless, and never answered, rather than sent to a list or to nobody."""
    mail = read_mail(f"From: {written}\r\n\r\nBonjour".encode())

    assert (mail.sender, mail.nature) == ("", Nature.nameless)


def test_a_file_beyond_those_asked_for_is_left() -> None:
    """The first files are read, and somebody can be told that there are others."""
    raw = multipart(*(f"Content-Disposition: attachment; filename={n}.pdf\r\n\r\nx" for n in range(1_000)))

    mail = read_mail(raw)

    assert (len(mail.attachments), mail.attachments[-1].name, mail.left) == (200, "199.pdf", True)


def test_all_the_files_that_were_asked_for_leave_nothing() -> None:
    """The bound itself is still whole."""
    raw = multipart(*(f"Content-Disposition: attachment; filename={n}.pdf\r\n\r\nx" for n in range(3)))

    assert [(len(mail.attachments), mail.left) for mail in (read_mail(raw, files=3), read_mail(raw, files=2))] == [
        (3, False),
        (2, True),
    ]


def test_a_mail_ten_times_forwarded_is_one_file() -> None:
    """It is not opened, whatever it holds: its own subject names it."""
    forwarded = compose(files={"annexe-1.pdf": PDF}, subject="Le premier")
    for n in range(10):
        outer = compose("Voir ci-joint.\n", files={}, subject=f"Transmis {n}")
        outer.add_attachment(forwarded)
        forwarded = outer

    [file] = read_mail(forwarded.as_bytes()).attachments

    assert (file.name, b"annexe-1.pdf" in file.content) == ("Transmis 8.eml", True)


@pytest.mark.parametrize(
    ("subject", "name"),
    [
        ("../../etc/passwd", "..-..-etc-passwd.eml"),
        ("=?utf-8?q?..=2F..=5Cx=0D=0Ay?=", "..-..-x y.eml"),
        ("", "message.eml"),
        ("x" * 400, "x" * 100 + ".eml"),
    ],
)
def test_a_forwarded_mail_has_a_sane_name(subject: str, name: str) -> None:
    """Its subject is its sender's word, as a file name is."""
    raw = multipart(f"Content-Type: message/rfc822\r\n\r\nSubject: {subject}\r\n\r\nBonjour")

    assert [file.name for file in read_mail(raw).attachments] == [name]


@pytest.mark.parametrize("depth", [50, 10_000])
def test_parts_nested_without_end_leave_the_headers(depth: int) -> None:
    """A mail that no reader can open still tells who sent it, and when."""
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth))

    mail = read_mail(RECEIVED_LINE + HEAD + parts)

    assert (mail.sender, mail.stamp, mail.attachments, mail.left) == (SENDER, paris(RECEIVED), (), True)


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/mixed; boundary=x", "multipart/mixed; boundary*0"])
def test_parts_that_cannot_be_found_are_left(kind: str) -> None:
    """Where a mail announces parts and none can be told apart, somebody has to look."""
    raw = multipart("Content-Disposition: attachment; filename=annexe.pdf\r\n\r\n%PDF")

    assert read_mail(raw.replace(b"multipart/mixed; boundary=b", kind.encode())).left


def test_a_date_is_nobodys_proof() -> None:
    """Date, and whatever stands below our server's own line, are the sender's words."""
    forged = b"Date: Wed, 01 Apr 2026 08:00:00 +0200\r\n" + f"Received: {stamp('2026-04-01 08:00')}\r\n".encode()

    mail = read_mail(RECEIVED_LINE + forged + HEAD + b"\r\nBonjour")

    assert (mail.stamp, mail.claimed_date) == (paris(RECEIVED), "Wed, 01 Apr 2026 08:00:00 +0200")


def test_of_our_own_servers_stamps_the_last_counts() -> None:
    """Which of them are ours cannot be told from the mail: the topmost one always is."""
    ours = b"".join(f"Received: {stamp(f'2026-04-15 10:0{minute}')}\r\n".encode() for minute in (2, 1, 0))

    assert read_mail(ours + HEAD + b"\r\nBonjour").stamp == paris("2026-04-15 10:02")


@pytest.mark.parametrize("name", ["Subject", "From", "Message-ID", "Date", "Content-Type"])
def test_of_two_headers_the_first_counts(name: str) -> None:
    """As for everybody who reads the mail from the top."""
    once = compose(message_id="<7@cidff01.example>", Date="Wed, 15 Apr 2026 09:59:00 +0200").as_bytes()
    head, blank, body = once.partition(b"\r\n\r\n")

    twice = head + f"\r\n{name}: text/x; espion@mjc.example <x@mjc.example>".encode() + blank + body

    assert replace(read_mail(twice), identity="") == replace(read_mail(once), identity="")


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"", ("", "", "")),
        (b"\r\n\r\n", ("", "", "\n")),
        (b"Bonjour", ("", "", "Bonjour")),
        (HEAD, (SENDER, "", "")),
        (HEAD + b"Subject: x", (SENDER, "x", "")),
        (HEAD + b"Bonjour,\r\nfin", (SENDER, "", "Bonjour,\nfin")),
        (HEAD + b"Subject x\r\n\r\nfin", (SENDER, "", "Subject x\n\nfin")),
        (HEAD.replace(b"\r\n", b"\r") + b"Subject: x\r\rBonjour\rfin", (SENDER, "x", "Bonjour\nfin")),
        (HEAD.replace(b"\r\n", b"\n") + b"Subject: x\n\nBonjour\nfin", (SENDER, "x", "Bonjour\nfin")),
        (b"From direction\n" + HEAD + b"\r\nBonjour", (SENDER, "", "Bonjour")),
        (b" x\r\n" + HEAD + b"\r\nBonjour", (SENDER, "", "Bonjour")),
        (b": x\r\n" + HEAD + b"\r\nBonjour", (SENDER, "", "Bonjour")),
        (HEAD + b"Subject: a\x00b\r\n\r\nx\x00y", (SENDER, "a\ufffdb", "x\ufffdy")),
        (HEAD + b"Subject: \xe9t\xe9\r\n\r\n\xe9t\xe9", (SENDER, "été", "été")),
        (HEAD + b"Subject: x\r\n\r\n" + b"\x00" * 10, (SENDER, "x", "\ufffd" * 10)),
    ],
)
def test_a_mail_in_disorder_is_read_as_far_as_it_goes(raw: bytes, told: tuple[str, str, str]) -> None:
    """Empty, without a blank line, with the line ends of other systems, with octets that no header may have."""
    mail = read_mail(raw)

    assert (mail.sender, mail.subject, mail.text) == told


def test_an_empty_mail_is_nobodys() -> None:
    """It is known by its content, as any mail without a Message-ID."""
    mail = read_mail(b"")

    assert (mail.nature, mail.attachments, mail.left, len(mail.identity)) == (Nature.nameless, (), False, 64)
