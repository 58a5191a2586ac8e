"""What is wrong, damaged or hostile is registered as far as it can be, hurts nothing, and is never lost."""

from pathlib import Path
from time import process_time

import pytest

from models.intake.words import Meaning, Trouble
from models.vocabulary import Flag, PieceState, Status
from tasks.sessions.daily import acknowledge
from tests.factories import paris, typed
from tests.support.mails import PIECES, RECEIVED, Desk, compose, pdfs, said, siret, stamp

MORNING = paris("2026-04-16 09:00")
HEAD = f"Received: {stamp(RECEIVED)}\r\nFrom: direction@cidff01.example\r\n".encode()


def test_a_mail_without_attachment(desk: Desk) -> None:
    """Registered, with everything still to come."""
    application = desk.deposit(compose(files={}))

    assert (application.status, desk.missing(application)) == (Status.registered, list(PIECES))


def test_an_unknown_attachment(desk: Desk) -> None:
    """Kept, and recognised as nothing."""
    application = desk.deposit(compose(files={"plaquette.pdf": b"%PDF"}))

    [file] = desk.files()
    assert (file.name, file.piece_id, desk.store.get(file.digest)) == ("plaquette.pdf", None, b"%PDF")
    assert desk.missing(application) == list(PIECES)


@pytest.mark.parametrize("number", ["73282932000075", "00000000000000", "à venir"])
def test_an_invalid_siret(desk: Desk, number: str) -> None:
    """Case 27: a defect that a person sees, not a rejection."""
    application = desk.deposit(compose(said(siret=number)))

    assert (application.status, application.flags) == (Status.registered, [Flag.identifier_invalid])
    assert desk.organisation(application).siret is None


def test_a_siret_in_full_width_digits(desk: Desk) -> None:
    """What an Asian keyboard or a PDF gives is the same number."""
    application = desk.deposit(compose(said(siret="".join(chr(ord(digit) + 0xFEE0) for digit in siret()))))

    assert (desk.organisation(application).siret, application.flags) == (siret(), [])


def test_a_subject_of_two_megabytes(any_desk: Desk) -> None:
    """Registered in reasonable time, its subject cut."""
    begun = process_time()

    any_desk.deposit(HEAD + b"Subject: " + b"x" * 2_000_000 + b"\r\n\r\nVoici notre candidature.")

    assert process_time() - begun < 5
    assert [len(deposit.subject) for deposit in any_desk.deposits()] == [300]


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\etc\\passwd", "/etc/passwd"])
def test_a_file_name_that_climbs_out(desk: Desk, tmp_path: Path, name: str) -> None:
    """Kept as « passwd »; contents lie under their digests, inside the store."""
    desk.deposit(compose(files={name: b"root"}))

    [file] = desk.files()
    assert file.name == "passwd"
    assert [path.name for path in tmp_path.rglob("*passwd*")] == []
    assert (tmp_path / "store" / file.digest[:2] / file.digest).read_bytes() == b"root"


def test_latin_1_without_saying_so(desk: Desk) -> None:
    """Accents are right in the name, and in the notice."""
    text = "Subject: Candidature été\r\n\r\nOrganisme : Foyer de l'Évêché\r\n"

    application = desk.deposit(HEAD + text.encode("latin-1"))
    acknowledge(desk.session, desk.campaign, at=MORNING)

    assert desk.organisation(application).name == "Foyer de l'Évêché"
    assert "Foyer de l'Évêché" in typed(desk.notices(application)[-1].text)


def test_broken_base64(desk: Desk) -> None:
    """The damaged file is kept as far as it can be read, and the mail as it came."""
    raw = compose(files={"annexe-1.pdf": b"%PDF-1.4 bonjour"}).as_bytes().replace(b"JVBERi0x", b"J\xff!ERi0")

    desk.deposit(raw)

    assert [file.name for file in desk.files()] == ["annexe-1.pdf"]
    assert desk.store.get(desk.deposits()[0].raw_digest or "") == raw


def test_an_unknown_charset(desk: Desk) -> None:
    """The text is read as what it is likely to be."""
    head = HEAD + b'Content-Type: text/plain; charset="x-klingon"\r\n\r\n'

    application = desk.deposit(head + "Voici notre candidature.\r\nOrganisme : Évian".encode())

    assert desk.organisation(application).name == "Évian"


def test_a_header_injected_in_names_and_subject(desk: Desk) -> None:
    """Line breaks hidden in a name or a subject begin no header of our notices."""
    subject = b"Subject: =?utf-8?q?Bonjour=0D=0ABcc=3A_espion=40mjc.example?=\r\n"
    text = "Voici notre candidature.\r\nOrganisme : MJC\x0b\x0cBcc: espion@mjc.example\u2028X-Mal: 1\r\n"

    application = desk.deposit(HEAD + subject + b"\r\n" + text.encode())

    said = [desk.deposits()[0].subject, desk.organisation(application).name, desk.notices(application)[0].subject]
    assert [text.splitlines() for text in said] == [[text] for text in said]


def test_html_in_an_organisation_name(desk: Desk) -> None:
    """Shown as it was written, never run."""
    application = desk.deposit(compose(said("<script>alert(1)</script> & Fils")))
    acknowledge(desk.session, desk.campaign, at=MORNING)

    notice = desk.notices(application)[-1]
    assert "<script>" not in notice.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Fils" in notice.html


def test_no_sender(desk: Desk) -> None:
    """Nobody to answer: the mail is kept for a person to look at."""
    assert desk.register(compose(sender=None)) is None

    assert [deposit.sender for deposit in desk.deposits()] == [""]
    assert (list(desk.applications()), list(desk.notices())) == ([], [])


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Return-Path: <>", "List-Id: <mjc.example>", "Precedence: bulk"],
)
def test_a_mail_that_no_person_wrote(desk: Desk, header: str) -> None:
    """Kept, without an answer that another machine would answer, and without a dossier."""
    raw = header.encode() + b"\r\n" + compose().as_bytes()

    assert desk.register(raw) is None

    assert len(desk.deposits()) == 1
    assert (list(desk.applications()), list(desk.notices())) == ([], [])


def test_an_automatic_reply_to_a_notice_changes_no_dossier(desk: Desk) -> None:
    """« Je suis absente » in the thread of a request is no answer to it."""
    application = desk.deposit()

    reply = compose("Absente.", Auto_Submitted="auto-replied", In_Reply_To=desk.notices(application)[0].message_id)

    assert desk.register(reply) is None
    assert desk.kinds(application) == ["registration"]


def test_an_empty_file(desk: Desk) -> None:
    """Kept, but no piece: its sender is told, and it is asked for like a missing one."""
    application = desk.deposit(compose(files={**pdfs(), "annexe-3.pdf": b""}))

    assert desk.pieces(application)["annexe-3"] is PieceState.refused
    assert desk.kinds(application) == ["registration", "file_refused"]
    assert [file.size for file in desk.files() if file.name == "annexe-3.pdf"] == [0]


def test_a_forwarded_mail(desk: Desk) -> None:
    """Opened as an archive is, and said to be of another hand: who applies is a person's to say."""
    mail = compose(said("MJC", siret=siret(2)), files={})
    mail.add_attachment(compose(files=pdfs(["annexe-1"])))

    application = desk.deposit(mail)

    assert desk.organisation(application).name == "MJC"
    assert [(file.name, file.piece_id) for file in desk.files()] == [
        ("Candidature.eml", None),
        ("annexe-1.pdf", "annexe-1"),
    ]
    assert (desk.deposits()[0].trouble or "").startswith("Contient un courriel transféré")


def test_three_hundred_attachments(desk: Desk) -> None:
    """The first two hundred are opened, in order and in reasonable time; of the others the sender is told."""
    begun = process_time()

    desk.deposit(compose(files={f"photo {number}.jpg": b"%d" % number for number in range(300)}))

    assert process_time() - begun < 5
    assert [file.position for file in desk.files()] == list(range(201))
    assert [file.trouble for file in desk.files() if file.trouble] == [Trouble.too_many]


def test_parts_nested_without_end(desk: Desk) -> None:
    """What no reader can open is registered by its headers, told, and a person's to look at."""
    parts = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3_000))

    assert desk.register(HEAD + parts) is None

    assert [deposit.meaning for deposit in desk.deposits()] == [Meaning.question]
    assert [notice.kind for notice in desk.notices()] == ["registration", "file_refused", "to_read"]
