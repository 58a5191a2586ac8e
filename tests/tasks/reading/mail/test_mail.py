"""Reading a mail: who wrote what and when, by which name it is known, and its files."""

from email import message_from_bytes
from email.message import EmailMessage
from hashlib import sha256

import pytest

from tasks.reading.mail.mail import HEAD_BYTES, OpenMail, content_key, read_head, read_mail, stamp_of
from tests.factories import paris
from tests.support.mails import RECEIVED, SENDER, compose, said, stamp
from tests.tasks.reading.mail.raw import HEAD, multipart


def read(mail: EmailMessage) -> OpenMail:
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


def test_a_forwarded_mail_is_one_file() -> None:
    """What a forwarded mail holds was not sent to us as such: it stays closed, whole, and goes by its subject."""
    inner = compose(said("Autre"), files={"annexe-1.pdf": b"%PDF"}, subject="Candidature 2026/2027 : été")
    outer = compose("Voir ci-joint.\n", files={})
    outer.add_attachment(inner)

    mail = read(outer)

    assert [(file.name, file.content) for file in mail.attachments] == [
        ("Candidature 2026-2027 - été.eml", inner.as_bytes())
    ]
    assert mail.text.strip() == "Voir ci-joint."


@pytest.mark.parametrize("message_id", ["<7@cidff01.example>", None])
def test_a_mail_is_itself_whatever_carried_it(message_id: str | None) -> None:
    """Delivered twice, it differs by its trace headers only; another text makes another mail, be its Message-ID the
    same."""
    once = compose(message_id=message_id)
    again = message_from_bytes(once.as_bytes())
    again.replace_header("Received", stamp("2026-04-16 08:00"))
    again["Delivered-To"] = "depot-spro@example.invalid"
    other = once.as_bytes().replace(b"Madame", b"Mesdames")

    assert read_mail(again.as_bytes()).identity == read(once).identity
    assert read_mail(other).identity != read(once).identity


@pytest.mark.parametrize("message_id", ["<7@cidff01.example>", None])
def test_a_mail_is_the_same_from_a_folder_and_from_a_server(message_id: str | None) -> None:
    """Line ends are the carrier's: more than one chunk of a large mail makes no difference."""
    raw = compose("été\n" * 300_000, message_id=message_id).as_bytes()

    assert read_mail(raw.replace(b"\r\n", b"\n")).identity == read_mail(raw).identity


def test_the_head_says_what_the_whole_says() -> None:
    """A mail too large to be opened is known by its first bytes; what makes it the same twice is for whoever has it."""
    raw = compose(In_Reply_To="<a@example.invalid>").as_bytes()

    whole = read_mail(raw)
    head = read_head(raw[:HEAD_BYTES], identity=whole.identity)

    assert [getattr(head, name) for name in head.__slots__] == [getattr(whole, name) for name in head.__slots__]
    assert stamp_of(raw[:HEAD_BYTES]) == paris(RECEIVED)


def test_everybody_whom_a_mail_was_sent_to_is_known_once() -> None:
    """By To, Cc and the server's own Delivered-To, in lower case."""
    mail = read(
        compose(
            Cc="Agent <Agent@example.invalid>, DEPOT-SPRO@example.invalid", Delivered_To="autre-boite@example.invalid"
        )
    )

    assert mail.recipients == ("depot-spro@example.invalid", "agent@example.invalid", "autre-boite@example.invalid")


def test_all_the_texts_of_a_mail_are_read() -> None:
    """A program that puts files between two texts writes several; a page speaks where the plain text says nothing."""
    parts = ["Content-Type: text/plain\r\n\r\nBonjour", "\r\nSIRET : 1", "Content-Type: text/html\r\n\r\n<p>Page"]

    assert read_mail(multipart(*parts)).text == "Bonjour\nSIRET : 1"
    assert read_mail(multipart("\r\n \r\n", parts[2])).text == "\nPage"


def test_a_file_without_a_name_is_a_file_by_its_disposition() -> None:
    """A text that was attached is no part of what the sender wrote."""
    mail = read_mail(multipart("\r\nBonjour", "Content-Disposition: attachment\r\n\r\nOrganisme : Autre"))

    assert (mail.text, [(file.name, file.content) for file in mail.attachments]) == (
        "Bonjour",
        [("sans-nom", b"Organisme : Autre")],
    )


def test_a_page_is_read_as_a_browser_shows_it() -> None:
    """A line a block, a blank a cell; neither comments, styles, scripts, nor where its source was folded."""
    page = (
        "<style>p { color: red }</style><!-- <p>caché</p> --><script>Organisme = 1</script>\r\n"
        "<div>Organisme :\r\n MJC &amp; <b>amis</b></div><table><tr><td>SIRET&nbsp;:</td><td>1</td></tr></table>a < b"
    )

    assert read_mail(HEAD + b"Content-Type: text/html\r\n\r\n" + page.encode()).text.split("\n") == [
        "",
        "Organisme : MJC & amis",
        "SIRET : 1a < b",
    ]


def test_the_same_said_twice_is_known_by_its_content() -> None:
    """Whatever its Message-ID, its stamp and how its lines are cut; another file or another word makes another mail."""
    files = {"dossier.pdf": b"%PDF 1", "annexe-1.pdf": b"%PDF 2"}
    key = content_key(read(compose("Bonjour,\nvoici.\n", files=files)))

    assert content_key(read(compose("Bonjour, voici.\n", files=files, received="2026-04-16 08:00"))) == key
    assert content_key(read(compose("Bonjour, voilà.\n", files=files))) != key
    assert content_key(read(compose("Bonjour, voici.\n", files=files | {"annexe-1.pdf": b"%PDF 3"}))) != key


def test_two_short_texts_may_be_alike_by_chance() -> None:
    """Nothing tells « Voici. » from another « Voici. », nor what was left unopened."""
    many = read_mail(compose().as_bytes(), files=1)

    assert (content_key(read(compose("Voici.", files={}))), many.left, content_key(many)) == (None, True, None)


def test_a_file_is_known_by_the_digest_of_its_content() -> None:
    """The SHA-256 that the registration notice shows."""
    [file] = read(compose(files={"dossier.pdf": b"%PDF"})).attachments

    assert file.digest == sha256(b"%PDF").hexdigest()
