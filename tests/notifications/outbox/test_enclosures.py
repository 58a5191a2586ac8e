"""The files that go with notices: kept with them, once each, and received as they were given."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, func, select

from models.notices import Document, Notice, NoticeFile
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import NoticeKind, Status
from notifications.delivery.delivery import deliver
from notifications.delivery.message import build
from notifications.delivery.routes import Route
from notifications.mailserver.sink import Sink
from notifications.outbox.enclosures import Enclosure, files_of
from notifications.outbox.enqueue import Letter, call_off, enqueue, notify
from tests.factories import application, campaign_with, paris
from tests.notifications.posting import AT, notice

SENT = paris("2026-03-02 09:00")
PDF = Enclosure("ordre-du-jour.pdf", "application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 400)
ICS = Enclosure("seance.ics", "text/calendar; method=REQUEST; charset=utf-8", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
EMPTY = Enclosure("vide.csv", "text/csv", b"")
FILES = (PDF, ICS, EMPTY)
WITHOUT_FILES = """\
MIME-Version: 1.0
From: =?utf-8?b?U1BSTyBSw6lnaW9uIEF1dmVyZ25lLVJow7RuZS1BbHBlcw==?=
 <depot@region.example>
To: 1@cidff.example
Subject: =?utf-8?b?QWNjdXPDqSBkJ2VucmVnaXN0cmVtZW50IEFSQS0yMDIxLTAwMDE=?=
Date: Mon, 01 Feb 2021 08:00:00 +0000
Message-ID: <1@region.example>
Auto-Submitted: auto-generated
X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN
Content-Language: fr
Content-Type: multipart/alternative; boundary="=_4d7598433f9220c85e1ef0aaf42af77b"

--=_4d7598433f9220c85e1ef0aaf42af77b
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

Re=C3=A7u.

--=_4d7598433f9220c85e1ef0aaf42af77b
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p>Re=C3=A7u.</p>

--=_4d7598433f9220c85e1ef0aaf42af77b--
"""


def letter(number: int, *files: Enclosure) -> Letter:
    """Return a digest to one desk, with files."""
    said = {"day": SENT.date(), "own": (), "waiting": (), "board": None, "sealed": None}
    return Letter(f"ara-2026/digest/{number}", f"desk{number}@example.invalid", said, files=files)


def counts(session: Session) -> tuple[int, int, int]:
    """Return how many notices, files of notices and documents there are."""
    notices, files, documents = (
        session.exec(select(func.count()).select_from(table)).one() for table in (Notice, NoticeFile, Document)
    )
    return notices, files, documents


def parsed(mail: bytes) -> EmailMessage:
    """Return the mail as a reader's program understands it."""
    message = message_from_bytes(mail, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def received(mail: bytes) -> list[tuple[str | None, str, bytes]]:
    """Return the files of a mail, as a reader's program has them: their names, types and contents."""
    found = []
    for part in parsed(mail).iter_attachments():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        found.append((part.get_filename(), part.get_content_type(), content))
    return found


def test_a_content_is_kept_once(any_database: str) -> None:
    """An agenda that goes to three members is one document; each notice has its files, in their order."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        letters = [letter(number, PDF, Enclosure(f"{number}.ics", ICS.media_type, ICS.content)) for number in (1, 2, 3)]

        enqueue(session, campaign, NoticeKind.digest, letters, at=SENT)

        ids = [one or 0 for one in session.exec(select(Notice.id).order_by(col(Notice.key)))]
        assert counts(session) == (3, 6, 2)
        assert [[file.name for file in files_of(session, ids)[one]] for one in ids] == [
            ["ordre-du-jour.pdf", "1.ics"],
            ["ordre-du-jour.pdf", "2.ics"],
            ["ordre-du-jour.pdf", "3.ics"],
        ]


def test_the_same_notice_twice_has_its_files_once(any_database: str) -> None:
    """What is caused again adds nothing, its files no more than itself."""
    for _ in range(2):
        with transaction(any_database) as session:
            campaign = session.exec(select(Campaign)).first() or campaign_with(session)
            enqueue(session, campaign, NoticeKind.digest, [letter(1, PDF)], at=SENT)

    with transaction(any_database) as session:
        assert counts(session) == (1, 1, 1)


def test_a_notice_that_is_called_off_takes_its_files_along(any_database: str) -> None:
    """Its rows go with it; the content stays for the others that carry it."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        enqueue(session, campaign, NoticeKind.digest, [letter(1, *FILES)], at=SENT)
        one = application(session, campaign, Status.accepted)
        files = {one.id or 0: (PDF,)}
        notify(session, campaign, NoticeKind.withdrawn, list(files), at=SENT, files=files, withdrawn_on=SENT.date())
        call_off(session, campaign, NoticeKind.digest)

        assert counts(session) == (1, 1, 3)


def test_a_digest_that_replaces_another_takes_its_place_with_its_files(any_database: str) -> None:
    """What makes a former notice moot drops it with what it carried."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        former, new = letter(1, PDF), letter(1, ICS)
        enqueue(session, campaign, NoticeKind.digest, [former], at=SENT)
        enqueue(session, campaign, NoticeKind.digest, [new._replace(key="ara-2026/digest/2")], at=SENT)

        (notice_id,) = session.exec(select(Notice.id)).all()
        assert files_of(session, [notice_id or 0]) == {notice_id: (ICS,)}


def test_a_media_type_cannot_begin_a_header(session: Session) -> None:
    """It goes in a header of the mail as it is: anything but a type and its parameters is refused."""
    campaign = campaign_with(session)
    odd = Enclosure("a.pdf", "application/pdf\r\nBcc: autre@ailleurs.example", b"")

    with pytest.raises(ValueError, match="no media type"):
        enqueue(session, campaign, NoticeKind.digest, [letter(1, odd)], at=SENT)


async def test_files_are_received_as_they_were_given(database: str, sink: Sink) -> None:
    """Over a real conversation: the text, its HTML, then the files octet for octet, each with its name and type."""
    with transaction(database) as session:
        enqueue(session, campaign_with(session), NoticeKind.digest, [letter(1, *FILES), letter(2)], at=SENT)

    delivery = await deliver(database, Route.parse(sink.url), at=SENT, connections=1)

    with_files, without = [file.read_bytes() for file in sorted((sink.maildir / "new").iterdir())]
    assert (delivery.sent, parsed(without).get_content_type()) == (2, "multipart/alternative")
    assert [part.get_content_type() for part in parsed(with_files).walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
        "text/calendar",
        "text/csv",
    ]
    assert received(with_files) == [
        ("ordre-du-jour.pdf", "application/pdf", PDF.content),
        ("seance.ics", "text/calendar", ICS.content),
        ("vide.csv", "text/csv", b""),
    ]


def test_an_invitation_says_that_it_is_one() -> None:
    """The method that a diary looks for is a parameter of its type (RFC 6047, 2.4)."""
    (part,) = parsed(build(notice(), at=AT, files=[ICS])).iter_attachments()

    assert dict(part["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8", "name": "seance.ics"}
    assert part.get_content_disposition() == "attachment"


def test_text_and_html_are_told_from_the_files() -> None:
    """A reader's program finds the two versions of the message, files or not."""
    mail = parsed(build(notice(text="Bonjour\n", html="<p>Bonjour</p>\n"), at=AT, files=FILES))

    bodies = [mail.get_body((kind,)) for kind in ("plain", "html")]

    assert [body.get_content() if body else None for body in bodies] == ["Bonjour\r\n", "<p>Bonjour</p>\r\n"]


def test_without_files_a_mail_is_what_it_was() -> None:
    """To the octet: nothing of what carries files shows where there are none."""
    mail = build(notice(text="Reçu.\n", html="<p>Reçu.</p>\n"), at=AT)

    assert mail == WITHOUT_FILES.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Procès-verbal n° 1, commission.pdf", "Procès-verbal n° 1, commission.pdf"),
        ('l\'ordre "du" jour%20.pdf', 'l\'ordre "du" jour%20.pdf'),
        ("é" * 400 + ".pdf", "é" * 116 + ".pdf"),
        ("../../etc\\passwd", "..-..-etc-passwd"),
        ("a.pdf\r\nContent-Type: text/html", "a.pdf Content-Type: text-html"),
        ("", "document"),
    ],
)
def test_a_file_keeps_its_name(name: str, expected: str) -> None:
    """Accents and signs included, on one line and without a path; a long one is cut before its suffix."""
    mail = build(notice(), at=AT, files=[Enclosure(name, "application/pdf", b"%PDF")])

    assert received(mail) == [(expected, "application/pdf", b"%PDF")]


@given(name=st.text(), content=st.binary(max_size=300))
def test_any_file_goes(name: str, content: bytes) -> None:
    """Whatever its name and its octets: one more part, whole, in lines within the limits of mail."""
    mail = build(notice(), at=AT, files=[Enclosure(name, "application/octet-stream", content)])

    ((_, _, found),) = received(mail)
    assert found == content
    assert max(map(len, mail.split(b"\r\n"))) <= 998
