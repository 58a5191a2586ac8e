"""What the diary of a member answers to an invitation: its secretary reads who comes."""

import pytest
from icalendar import Calendar
from sqlmodel import select

from models.intake.deposit import Deposit
from models.intake.words import Meaning, Nature
from models.notices import Document, NoticeFile
from tasks.reading.mail.diary import read_answer
from tests.support.bodies import send_convening, set_day, waits
from tests.support.letters import SECRETARY, letters, text
from tests.support.mails import Desk

PREFECTURE = "siege-prefecture@example.invalid"
REPLY = """From: {sender}
To: depot-spro@example.invalid
Subject: Accepted: SPRO
Message-ID: <reponse@ailleurs.example>
Date: Mon, 01 Jun 2026 10:00:00 +0200
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain; charset=utf-8

Entendu.
--b
Content-Type: text/calendar; charset=utf-8; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
UID:{event}
ATTENDEE;CN="Préfecture: de région";PARTSTAT={comes}:mailto:
 {address}
END:VEVENT
END:VCALENDAR
--b--
"""


def invited(desk: Desk) -> str:
    """Return the name of the event that the members of the working group were invited to."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    letter = letters(desk)["siege-prefecture"][-1]
    kept = select(Document.content).join(NoticeFile).where(NoticeFile.notice_id == letter.id)
    [octets] = [one for one in desk.session.exec(kept) if one.startswith(b"BEGIN:VCALENDAR")]
    [event] = Calendar.from_ical(octets).walk("VEVENT")
    return str(event["UID"])


def answered(desk: Desk, event: str, comes: str, *, address: str = PREFECTURE) -> Deposit:
    """Register what a diary answers."""
    raw = REPLY.format(sender=address, event=event, comes=comes, address=address).replace("\n", "\r\n")
    desk.register(raw.encode())
    return desk.deposits()[-1]


@pytest.mark.parametrize(
    ("comes", "said"),
    [("ACCEPTED", "sera présent"), ("DECLINED", "ne sera pas là"), ("TENTATIVE", "ne sait pas encore")],
)
def test_the_secretary_reads_who_comes(desk: Desk, comes: str, said: str) -> None:
    """By seat; nobody is answered, and nothing waits for a person."""
    deposit = answered(desk, invited(desk), comes)

    [letter] = desk.notices(kind="member_answer")
    assert (deposit.nature, deposit.meaning, deposit.trouble) == (Nature.member, Meaning.member, None)
    assert letter.recipient == f"{SECRETARY}@example.invalid"
    assert "Préfecture de région" in text(letter)
    assert f"Réponse donnée dans son agenda : {said}" in text(letter)


@pytest.mark.parametrize(
    ("event", "address"), [("autre@ailleurs.example", PREFECTURE), (None, "inconnu@ailleurs.example")]
)
def test_what_answers_another_event_or_comes_of_no_seat_is_set_aside(
    desk: Desk, event: str | None, address: str
) -> None:
    """As any mail that a program sends."""
    ours = invited(desk)

    deposit = answered(desk, event or ours, "ACCEPTED", address=address)

    assert deposit.nature is Nature.automatic
    assert desk.notices(kind="member_answer") == []


@pytest.mark.parametrize(
    "raw", [b"", b"Subject: x\r\n\r\nBEGIN:VCALENDAR", b"Content-Type: text/calendar; method=REPLY\r\n\r\nUID:"]
)
def test_what_answers_nothing_is_none(raw: bytes) -> None:
    """Whatever it looks like."""
    assert read_answer(raw) is None
