"""Reading a mail: everything that counts is found, and nothing that anybody sends makes it fail."""

from email import message_from_bytes
from email.message import EmailMessage
from time import process_time

import pytest

from tasks.mail import Mail, read_mail
from tests.factories import paris
from tests.tasks.mails import RECEIVED, SENDER, compose, said, stamp

HEAD = b"From: direction@cidff01.example\r\n"


def read(mail: EmailMessage) -> Mail:
    """Read a composed mail."""
    return read_mail(mail.as_bytes())


def test_a_mail_says_who_wrote_what_and_when() -> None:
    """Sender, thread, subject, date as claimed, stamp and text come from one ordinary mail."""
    mail = read(
        compose(
            "Bonjour.\n",
            files={"annexe-1.pdf": b"%PDF"},
            sender="Élodie <Direction@CIDFF01.example>",
            subject="Réponse",
            message_id="<7@cidff01.example>",
            In_Reply_To="<a@example.invalid>",
            References="<b@example.invalid> <a@example.invalid>",
            Reply_To="dossiers@cidff01.example",
        )
    )

    assert (mail.sender, mail.reply_to) == (SENDER, "dossiers@cidff01.example")
    assert mail.threads == ("<a@example.invalid>", "<b@example.invalid>", "<a@example.invalid>")
    assert (mail.subject, mail.text.strip(), mail.stamp) == ("Réponse", "Bonjour.", paris(RECEIVED))
    assert [(file.name, file.content) for file in mail.attachments] == [("annexe-1.pdf", b"%PDF")]


def test_the_topmost_stamp_is_the_only_one_that_counts() -> None:
    """Our own server writes above what the sender wrote: an earlier date below, or in Date, is nobody's proof."""
    forged = f"Received: {stamp('2026-05-02 08:00')}\r\nReceived: {stamp('2026-04-01 08:00')}\r\n"
    raw = forged.encode() + b"Date: Wed, 01 Apr 2026 08:00:00 +0200\r\n" + HEAD + b"\r\nBonjour"

    mail = read_mail(raw)

    assert mail.stamp == paris("2026-05-02 08:00")


@pytest.mark.parametrize(
    "said", ["x", "x; hier", "x; Fri, 31 Dec 9999 23:59:59 -2300", "x; Wed, 45 Apr 2026 08:00:00 +0200"]
)
def test_a_stamp_that_is_no_date_is_none(said: str) -> None:
    """A first Received that cannot be read gives way to the file's time, never to a lower Received."""
    raw = f"Received: {said}\r\nReceived: {stamp('2026-04-01 08:00')}\r\n".encode() + HEAD + b"\r\nBonjour"

    assert read_mail(raw).stamp is None


@pytest.mark.parametrize("zone", ["-0000", ""])
def test_a_stamp_without_a_zone_is_universal_time(zone: str) -> None:
    """RFC 5322 writes -0000 for a clock in universal time: the machine's own zone has no part in it."""
    raw = f"Received: x; Thu, 30 Apr 2026 10:00:00 {zone}\r\n".encode() + HEAD + b"\r\nBonjour"

    assert read_mail(raw).stamp == paris("2026-04-30 12:00")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-8"])
def test_accents_are_right_in_a_mail_that_does_not_say_its_charset(encoding: str) -> None:
    """Subject, file name and text in bare octets are read as what they are."""
    head = "From: a@cidff01.example\r\nSubject: Réseau été\r\nContent-Disposition: inline\r\n\r\n"
    raw = (head + "Organisme : Mission d'été à Évian").encode(encoding)

    mail = read_mail(raw)

    assert (mail.subject, mail.text) == ("Réseau été", "Organisme : Mission d'été à Évian")


@pytest.mark.parametrize("charset", ["x-inconnu", "utf-8", "us-ascii", "hex", "undefined", ""])
def test_a_charset_that_is_unknown_or_wrong_loses_no_accent(charset: str) -> None:
    """Latin-1 octets under another name are Latin-1 octets."""
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\nété".encode("latin-1")

    assert read_mail(raw).text == "été"


@pytest.mark.parametrize(
    "written",
    [
        "=?utf-8?Q?Dupont=2C_=C3=89lodie?= <direction@cidff01.example>",
        "=?utf-8?Q?autre=40mjc=2Eexample=2C?= <direction@cidff01.example>",
        '"autre@mjc.example" <direction@cidff01.example>',
        "Dupont, Élodie <DIRECTION@cidff01.example>",
        "=?utf-8?Q?Contact_=3Cdirection=40cidff01=2Eexample=3E?=",
    ],
)
def test_the_sender_is_the_address_whatever_the_name_says(written: str) -> None:
    """A comma or somebody else's address in a display name changes nothing: answers go to whoever wrote."""
    assert read_mail(f"From: {written}\r\n\r\nBonjour".encode()).sender == SENDER


def test_a_subject_of_two_megabytes_is_cut_at_once() -> None:
    """A monstrous header costs what reading its octets costs."""
    raw = HEAD + b"Subject: " + b"x" * 2_000_000 + b"\r\n\r\nBonjour"
    begun = process_time()

    mail = read_mail(raw)

    assert (mail.subject, mail.sender) == ("x" * 300, SENDER)
    assert process_time() - begun < 2


def test_an_encoded_line_break_adds_no_line() -> None:
    """What is shown of a subject stays on one line: it cannot begin a header of ours."""
    raw = HEAD + b"Subject: =?utf-8?q?Bonjour=0D=0ABcc=3A_espion=40mjc=2Eexample?=\r\n\r\nx"

    assert read_mail(raw).subject == "Bonjour Bcc: espion@mjc.example"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\etc\\passwd", "/etc/passwd", "C:\\etc\\passwd"])
def test_a_file_name_is_never_a_path(name: str) -> None:
    """Only the last component is kept."""
    mail = read(compose(files={name: b"x"}))

    assert [file.name for file in mail.attachments] == ["passwd"]


def test_broken_base64_is_kept_as_far_as_it_goes() -> None:
    """What can be decoded of a damaged file is kept; the raw mail holds the rest."""
    broken = compose(files={"annexe-1.pdf": b"%PDF-1.4 bonjour"}).as_bytes().replace(b"JVBERi0", b"JVBER!")

    [file] = read_mail(broken).attachments

    assert file.name == "annexe-1.pdf"


def test_a_forwarded_mail_is_one_file() -> None:
    """What a forwarded mail holds was not sent to us as such: it stays closed, whole."""
    inner = compose(said("Autre"), files={"annexe-1.pdf": b"%PDF"}, message_id="<inner@mjc.example>")
    outer = compose("Voir ci-joint.\n", files={})
    outer.add_attachment(inner)

    mail = read(outer)

    assert [file.name for file in mail.attachments] == ["sans-nom"]
    assert b"annexe-1.pdf" in mail.attachments[0].content
    assert mail.text.strip() == "Voir ci-joint."


def test_parts_nested_without_end_leave_the_headers() -> None:
    """A mail that no reader can open still tells who sent it, and when."""
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000))

    mail = read_mail(f"Received: {stamp(RECEIVED)}\r\n".encode() + HEAD + parts)

    assert (mail.sender, mail.stamp, mail.attachments) == (SENDER, paris(RECEIVED), ())


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (out of office)",
        "Precedence: bulk",
        "Return-Path: <>",
        "List-Id: <reseau.mjc.example>",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b",
    ],
)
def test_what_no_person_wrote_is_told_by_its_headers(header: str) -> None:
    """Automatic replies, delivery reports, receipts and lists: answering those could go on for ever."""
    assert read_mail(HEAD + header.encode() + b"\r\n\r\nBonjour").automatic


def test_what_a_person_wrote_is_not_automatic() -> None:
    """« Auto-Submitted: no » and an ordinary Return-Path are a person's."""
    raw = b"Return-Path: <direction@cidff01.example>\r\nAuto-Submitted: no\r\n" + compose().as_bytes()

    assert not read_mail(raw).automatic


def test_the_html_speaks_where_there_is_no_plain_text() -> None:
    """A line a block, without the tags."""
    raw = HEAD + b"Content-Type: text/html\r\n\r\n<div>Organisme : MJC</div><div>SIRET : 1</div>"

    assert read_mail(raw).text.split("\n") == ["", "Organisme : MJC", "SIRET : 1"]


def test_a_mail_without_an_id_is_itself_whatever_carried_it() -> None:
    """Delivered twice, it differs by its trace headers only; another text makes another mail."""
    once = compose(message_id=None)
    again = message_from_bytes(once.as_bytes())
    again.replace_header("Received", stamp("2026-04-16 08:00"))
    again["Delivered-To"] = "depot-spro@example.invalid"
    other = once.as_bytes().replace(b"Madame", b"Mesdames")

    assert read_mail(again.as_bytes()).identity == read(once).identity
    assert read_mail(other).identity != read(once).identity
