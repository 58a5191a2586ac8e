"""Whatever is sent as a report, it is read: octets at random, and real reports damaged anywhere."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tasks.reading.mail.returned import Report, read_report
from tests.tasks.intake.bounces import recipient, report
from tests.tasks.reading.mail.test_properties import CUTS, TOKENS

OURS = "<abc@example.invalid>"
HEAD = b"From: a@b.example\r\nContent-Type: multipart/report; boundary=x\r\n\r\n"
REAL = [report(OURS, returned=form) for form in ("whole", "headers", "encoded", "global")]
STATUS = HEAD + b"--x\r\nContent-Type: message/delivery-status\r\n"


def is_short(read: Report | None) -> bool:
    """Return True if a reading holds no more than it may."""
    return read is None or (len(read.diagnostic) <= 300 and all(len(name) <= 252 for name in read.message_ids))


@given(st.binary(max_size=1_000) | st.lists(st.sampled_from(TOKENS), max_size=40).map(b"".join))
@example(STATUS + b"\r\n--x--\r\n")
@example(STATUS + b"Content-Transfer-Encoding: base64\r\n\r\nQWN0aW9uOiBmYWlsZWQ=\r\n--x--\r\n")
@example(HEAD + b"--x\r\nContent-Type: message/rfc822\r\n\r\n" * 3_000)
@example(HEAD.replace(b"boundary=x", b"boundary") + b"--x\r\n")
def test_no_octets_make_reading_fail(body: bytes) -> None:
    """In a report's clothes or not."""
    assert is_short(read_report(body))
    assert is_short(read_report(HEAD + b"--x\r\n" + body + b"\r\n--x--\r\n"))
    assert is_short(read_report(STATUS + b"\r\nReporting-MTA: dns; x\r\n\r\n" + body + b"\r\n--x--\r\n"))


@given(st.sampled_from(REAL), CUTS)
def test_no_damage_to_a_real_report_makes_reading_fail(real: bytes, cuts: list[tuple[int, int, bytes]]) -> None:
    """Cut, garbled or forged anywhere, it names no more than it may."""
    raw = bytearray(real)
    for start, length, inserted in cuts:
        raw[start : start + length] = inserted

    assert is_short(read_report(bytes(raw)))


@pytest.mark.parametrize("recipients", [1, 49, 10_000])
def test_a_report_of_thousands_of_recipients_is_read_from_its_beginning(recipients: int) -> None:
    """Our mails have one: of a longer list, little is looked at."""
    raw = report(OURS, recipient(), *[recipient(action="delayed")] * (recipients - 1))

    assert read_report(raw) == read_report(REAL[0])


def test_a_returned_mail_of_megabytes_is_only_looked_at_for_its_name() -> None:
    """What it holds is not read: our own mail, with its files."""
    raw = REAL[0].replace(b"Madame, Monsieur,", b"A" * 5_000_000)

    assert read_report(raw) == read_report(REAL[0])


@pytest.mark.parametrize("filling", [b"\n", b"> \n", b"Message-ID:\n", b"delai ", b"jusqu'au ", b"message "])
def test_what_is_made_to_be_looked_through_for_ever_is_not(filling: bytes) -> None:
    """A megabyte of what the words of servers begin with, or stand behind, is read as soon as any other."""
    raw = b"From: mailer-daemon@mx.example\nSubject: failure notice\n\n" + filling * (1_000_000 // len(filling))

    began = time.perf_counter()
    read_report(raw)

    assert time.perf_counter() - began < 5
