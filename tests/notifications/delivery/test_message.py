"""The mail of a notice: what readers and relays find in it, whatever the notice holds."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.notices import Notice
from notifications.delivery.message import LONGEST_PHRASE, build
from notifications.outbox.enclosures import Enclosure
from notifications.writing.lines import mailbox
from tests.notifications.posting import AT, notice

HEADERS = [
    "MIME-Version",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Content-Language",
    "Content-Type",
]
ENCODABLE = st.characters(exclude_categories=["Cs"])
INJECTION = "x\r\nBcc: autre@ailleurs.example\r\n\r\n<script>"


def parsed(of: Notice) -> EmailMessage:
    """Return the mail as a reader's program understands it."""
    mail = message_from_bytes(build(of, at=AT), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def contents(mail: EmailMessage) -> list[str]:
    """Return what its parts say, their lines ended as in a template."""
    return [part.get_content().replace("\r\n", "\n") for part in mail.iter_parts()]


def longest_line(mail: bytes) -> int:
    """Return the length of the longest line, without its end."""
    return max(len(line) for line in mail.split(b"\r\n"))


def test_answers_go_to_the_desk_that_a_notice_names() -> None:
    """And to nothing else, whatever stands there; the others are answered to where they come from."""
    named = notice(reply_to=f"Secrétariat <instruction-spro@example.invalid>{INJECTION}")

    assert parsed(notice())["Reply-To"] is None
    mail = parsed(notice(reply_to="Secrétariat <instruction-spro@example.invalid>"))
    assert str(mail["Reply-To"]) == "instruction-spro@example.invalid"
    assert parsed(named)["Bcc"] is None


def test_it_says_the_same_twice_text_first() -> None:
    """Both alternatives are there, the plainest first, as RFC 2046 wants them; accents survive."""
    mail = parsed(notice(text="Dossier reçu\n", html="<p>Dossier reçu</p>\n"))

    types = [part.get_content_type() for part in mail.walk()]
    assert types == ["multipart/alternative", "text/plain", "text/html"]
    assert contents(mail) == ["Dossier reçu\n", "<p>Dossier reçu</p>\n"]


def test_its_headers_say_what_it_is() -> None:
    """It is dated, French, an automatic answer, and asks not to be answered by a machine, but for reports."""
    mail = parsed(notice(in_reply_to="<1@cidff.example>"))

    expected = {
        "MIME-Version": "1.0",
        "From": "SPRO Région Auvergne-Rhône-Alpes <depot@region.example>",
        "To": "1@cidff.example",
        "Subject": "Accusé d'enregistrement ARA-2021-0001",
        "Date": "Mon, 01 Feb 2021 08:00:00 +0000",
        "Message-ID": "<1@region.example>",
        "In-Reply-To": "<1@cidff.example>",
        "References": "<1@cidff.example>",
        "Auto-Submitted": "auto-replied",
        "X-Auto-Response-Suppress": "OOF, AutoReply, RN, NRN",
        "Content-Language": "fr",
    }
    assert {name: str(mail[name]) for name in expected} == expected


def test_it_answers_nothing_when_nothing_was_asked() -> None:
    """A notice that answers no mail names none."""
    mail = parsed(notice(in_reply_to=None))

    assert mail.keys() == [name for name in HEADERS if name not in {"In-Reply-To", "References"}]
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_copy_answers_nothing() -> None:
    """A copy of a letter stands in its thread, and is no answer of a machine: a person sent it again."""
    mail = parsed(notice(in_reply_to="<1@region.example>", copy_of=1))

    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_second_attempt_is_the_same_mail() -> None:
    """Only its date differs, so that a mail that leaves twice is recognised as one."""
    first, second = (build(notice(), at=at).splitlines() for at in (AT, AT + timedelta(hours=1)))

    changed = [old for old, new in zip(first, second, strict=True) if old != new]
    assert changed == [b"Date: Mon, 01 Feb 2021 08:00:00 +0000"]


@pytest.mark.parametrize("field", ["subject", "sender", "recipient", "in_reply_to", "message_id"])
def test_no_value_can_add_a_header(field: str) -> None:
    """A line break in a value stays in that value, or takes it away: the mail has no header that we did not write."""
    values: dict[str, Any] = {"in_reply_to": "<1@cidff.example>"}

    mail = parsed(notice(**(values | {field: INJECTION})))

    assert set(mail.keys()) <= set(HEADERS)
    assert len(list(mail.iter_parts())) == 2


@pytest.mark.parametrize("separator", ["\n", "\r", "\x00", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\ud800"])
def test_a_subject_is_one_line(separator: str) -> None:
    """Whatever some program takes for the end of a line becomes a space."""
    mail = parsed(notice(subject=f"Dossier{separator}Bcc: autre@ailleurs.example"))

    assert str(mail["Subject"]) == "Dossier Bcc: autre@ailleurs.example"


def test_an_enormous_subject_is_cut() -> None:
    """Two megabytes of subject leave as a subject, in lines that every relay takes."""
    mail = build(notice(subject="é" * 2_000_000), at=AT)

    assert str(message_from_bytes(mail, policy=SMTP)["Subject"]) == "é" * (LONGEST_PHRASE - 1) + "…"
    assert longest_line(mail) <= 998


def test_long_lines_are_folded() -> None:
    """A template's longest line leaves in short ones, and is whole again for the reader."""
    html = "<p>" + "é" * 20_000 + "</p>\n"

    long = notice(html=html)

    assert contents(parsed(long))[1] == html
    assert longest_line(build(long, at=AT)) <= 998


def test_a_body_cannot_close_its_part() -> None:
    """A text that copies the boundary of its own mail stays text."""
    boundary = parsed(notice())["Content-Type"].params["boundary"]

    mail = parsed(notice(text=f"--{boundary}--\r\n\r\n.\r\nFrom quelqu'un\r\n"))

    assert contents(mail)[0] == f"--{boundary}--\n\n.\nFrom quelqu'un\n"


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("depot@region.example", ("", "depot@region.example")),
        ('"SPRO, dépôt" <depot@region.example>', ("SPRO, dépôt", "depot@region.example")),
        ("SPRO, depot <depot@region.example>", ("SPRO, depot", "depot@region.example")),
        ("SPRO <depot@région.example>", ("SPRO", "depot@xn--rgion-bsa.example")),
        ("=?utf-8?q?SPRO?= <depot@region.example>", ("=?utf-8?q?SPRO?=", "depot@region.example")),
    ],
)
def test_a_sender_keeps_its_name(sender: str, expected: tuple[str, str]) -> None:
    """Readers see the display name as the region file has it, commas and accents included."""
    address = parsed(notice(sender=sender))["From"].addresses[0]

    assert (address.display_name, address.addr_spec) == expected


def test_an_identifier_that_is_none_is_left_out() -> None:
    """The identifier of the mail we answer comes from anywhere: one that no header can hold is not repeated."""
    mail = parsed(notice(in_reply_to="<" + "a" * 5_000 + "@x.example>"))

    assert mail["In-Reply-To"] is None


@given(subject=st.text(), name=st.text(max_size=60), reply=st.none() | st.text(), body=st.text(ENCODABLE))
def test_any_text_makes_a_mail(subject: str, name: str, reply: str | None, body: str) -> None:
    """Whatever the words: our headers only, two parts, lines within the limit, the text whole."""
    sender = f"{name} <depot@region.example>"

    octets = build(notice(subject=subject, sender=sender, in_reply_to=reply, text=body), at=AT)

    mail = message_from_bytes(octets)
    text = list(mail.walk())[1].get_payload(decode=True)
    assert isinstance(text, bytes)
    assert set(mail.keys()) <= set(HEADERS)
    assert longest_line(octets) <= 998
    assert text.decode().replace("\r\n", "\n") == body.replace("\r\n", "\n").replace("\r", "\n")


def test_a_bare_address_has_no_name() -> None:
    """An address without a name is read too, as notices' recipients are."""
    assert mailbox("contact@cidff.example") == ("", "contact@cidff.example")


@pytest.mark.parametrize(("kind", "ways"), [("convening", 3), ("acknowledgement", 2)])
def test_an_invitation_is_one_more_way_to_read_the_letter(kind: str, ways: int) -> None:
    """Programs propose to answer it (RFC 6047), and others have it as a file; a day that binds is a file alone."""
    method = "REQUEST" if kind == "convening" else "PUBLISH"
    octets = b"BEGIN:VCALENDAR\r\nMETHOD:%s\r\nSUMMARY:S\xc3\xa9ance\r\nEND:VCALENDAR\r\n" % method.encode()
    file = Enclosure("seance.ics", f"text/calendar; method={method}; charset=utf-8", octets)

    mail = message_from_bytes(build(notice(kind=kind), at=AT, files=[file]), policy=SMTP)

    assert isinstance(mail, EmailMessage)
    said, enclosed = (part for part in mail.iter_parts() if isinstance(part, EmailMessage))
    parts = [part for part in said.iter_parts() if isinstance(part, EmailMessage)]
    assert (len(parts), enclosed.get_filename()) == (ways, "seance.ics")
    assert enclosed.get_content_type() == "text/calendar"
    if ways > 2:
        assert (parts[2].get_content_type(), parts[2].get_param("method")) == ("text/calendar", "REQUEST")
        assert parts[2].get_content() == octets.decode()
