"""What a mail is, by its headers alone: only what somebody wrote is answered (RFC 3834)."""

import pytest

from models.intake.words import Nature
from tasks.reading.mail.mail import read_head, read_mail
from tasks.reading.mail.nature import TRANSFERS
from tests.support.mails import compose
from tests.tasks.reading.mail.raw import HEAD, multipart


@pytest.mark.parametrize(
    ("header", "nature"),
    [
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", Nature.report),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", Nature.report),
        ("Content-Type: message/delivery-status", Nature.report),
        ("Auto-Submitted: auto-replied", Nature.automatic),
        ("Auto-Submitted: auto-generated (out of office)", Nature.automatic),
        ("X-Apple-Action: VACATION", Nature.automatic),
        ("X-Failed-Recipients: direction@cidff01.example", Nature.automatic),
        ("Subject: Réponse automatique : Votre dossier", Nature.automatic),
        ("Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Votre_dossier?=", Nature.automatic),
        ("Subject: Automatic reply: Votre dossier", Nature.automatic),
        ("Subject: (#1234567) Gmail Forwarding Confirmation - Receive Mail", Nature.automatic),
        ("Subject: Demande d'authentification", Nature.automatic),
        ("Subject: Undeliverable: Votre dossier", Nature.automatic),
        ("Subject: Non remis : Votre dossier", Nature.automatic),
        ("X-Autoreply: yes", Nature.automatic),
        ("X-Autorespond: réponse automatique", Nature.automatic),
        ("Return-Path: <>", Nature.automatic),
        ("Return-Path: < >", Nature.automatic),
        ("Precedence: bulk", Nature.bulk),
        ("Precedence: list", Nature.bulk),
        ("Precedence: junk", Nature.bulk),
        ("Precedence: auto_reply", Nature.bulk),
        ("List-Id: <reseau.mjc.example>", Nature.bulk),
        ("LIST-UNSUBSCRIBE: <https://mjc.example>", Nature.bulk),
        ("X-Spam-Flag: YES", Nature.spam),
        ("X-Spam-Status: Yes, score=9.1 required=5.0", Nature.spam),
    ],
)
def test_what_no_person_wrote_is_told_by_its_headers(header: str, nature: Nature) -> None:
    """Delivery reports and receipts, automatic replies, lists, spam: answering those could go on for ever."""
    assert read_mail(HEAD + header.encode() + b"\r\n\r\nBonjour").nature is nature


@pytest.mark.parametrize(
    "header",
    [
        "Return-Path: <direction@cidff01.example>",
        "Auto-Submitted: no",
        "Auto-Submitted: No (a person)",
        "Auto-Submitted:",
        "X-Auto-Response-Suppress: OOF, DR",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply",
        "Subject: RE: Réponse automatique : Votre dossier",
        "Subject: Absence de réponse à notre candidature",
        "Subject: Échec de la transmission de notre dossier hier",
        "Subject: Message de la MJC",
        "X-Autoreply: no",
        "Precedence: first-class",
        "Precedence: special-delivery",
        "X-Spam-Flag: NO",
        "X-Spam-Status: No, score=-1.0",
        "X-Mailing-List: reseau@mjc.example",
        "Listed: yes",
        "Content-Type: multipart/mixed; report-type=delivery-status; boundary=b",
    ],
)
def test_what_a_person_wrote_is_not_automatic(header: str) -> None:
    """Headers that say no, that ask for no report, or that only look like the others."""
    assert read_mail(header.encode() + b"\r\n" + compose().as_bytes()).nature is Nature.written


def test_a_mail_server_that_writes_is_no_person() -> None:
    """The oldest reports have a text and nothing else: their sender's name tells."""
    assert read_mail(b"From: MAILER-DAEMON@relais.example\r\n\r\nx").nature is Nature.automatic


@pytest.mark.parametrize(
    "sender",
    [
        "Postmaster@mjc.example",
        "noreply@transfert.example",
        "ne-pas-repondre@departement.example",
        "nepasrepondre@portail.example",
        "drive-shares-noreply@reseau.example",
        "forwarding-noreply@reseau.example",
        "do-not-reply+42@portail.example",
        "bounces@liste.example",
    ],
)
def test_nobody_reads_what_robots_are_written(sender: str) -> None:
    """Mail servers, portals, transfer services: they open nothing, and are not answered."""
    assert read_mail(f"From: {sender}\r\n\r\nx".encode()).nature is Nature.automatic


@pytest.mark.parametrize("service", sorted(TRANSFERS))
def test_whom_a_transfer_service_gives_to_answer_did_not_write(service: str) -> None:
    """It tells that files wait behind a link."""
    raw = f"From: {service} <partage@{service}>\r\nReply-To: direction@cidff01.example\r\n\r\nx".encode()

    assert read_mail(raw).nature is Nature.automatic


@pytest.mark.parametrize(
    "headers",
    [
        "From: reply@mjc.example",
        "From: norbert.eply@mjc.example",
        "From: noreply@formulaires.example\r\nReply-To: direction@cidff01.example",
        "From: direction@cidff01.example\r\nReply-To: accueil@cidff01.example",
    ],
)
def test_a_person_who_writes_by_a_robot_is_a_person(headers: str) -> None:
    """A form on a website writes as nobody, and gives its visitor's address to answer."""
    assert read_mail(f"{headers}\r\n\r\nx".encode()).nature is Nature.written


def test_a_diary_that_answers_an_invitation_is_no_person() -> None:
    """Its part says so, and no header of the mail."""
    raw = multipart("\r\n", "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR", kind="alternative")

    assert read_mail(raw).nature is Nature.automatic
    assert read_mail(raw.replace(b"REPLY", b"REQUEST")).nature is Nature.written


def test_our_own_servers_verdict_stands_above_the_senders() -> None:
    """Each server writes above what it received: the topmost verdict counts."""
    raw = b"X-Spam-Flag: NO\r\nReceived: x\r\nX-Spam-Flag: YES\r\n" + HEAD + b"\r\nBonjour"

    assert read_mail(raw).nature is Nature.written


@pytest.mark.parametrize("head", [b"", b"From:\r\n", b"From: Direction\r\n", b"From: <@>\r\nReply-To: x\r\n"])
def test_a_mail_without_an_address_is_nameless(head: bytes) -> None:
    """There is nobody to answer."""
    assert read_head(head + b"\r\nBonjour", identity="0").nature is Nature.nameless


def test_an_address_to_answer_is_enough() -> None:
    """A form on a website may leave its visitor's address in Reply-To alone."""
    mail = read_mail(b"Reply-To: direction@cidff01.example\r\n\r\nBonjour")

    assert (mail.nature, mail.reply_to) == (Nature.written, "direction@cidff01.example")


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        (["Return-Path: <>", "Auto-Submitted: auto-replied", "Content-Type: multipart/report"], Nature.report),
        (["List-Id: <x.example>", "Auto-Submitted: auto-generated"], Nature.automatic),
        (["X-Spam-Flag: YES", "List-Id: <x.example>"], Nature.bulk),
    ],
)
def test_the_first_of_the_table_tells(headers: list[str], nature: Nature) -> None:
    """A report is heeded though its return path is null."""
    assert read_mail(HEAD + "\r\n".join([*headers, "", "x"]).encode()).nature is nature
