"""What a mail server says of a mail of ours, read by its fields (RFC 3464), whole or damaged, or by its words."""

import pytest

from tasks.reading.mail.returned import Report, Verdict, read_report
from tests.support.mails import compose
from tests.tasks.intake.bounces import UNKNOWN, recipient, report

OURS = "<abc@example.invalid>"
SAID = UNKNOWN.removeprefix("smtp; ")


@pytest.mark.parametrize("returned", ["whole", "headers", "encoded", "global"])
def test_a_report_names_the_mail_that_it_returns(returned: str) -> None:
    """Whole, or by its headers, in whatever form; and says why it did not arrive."""
    assert read_report(report(OURS, returned=returned)) == Report((OURS,), Verdict.failed, SAID)


def test_a_report_that_returns_nothing_of_use_names_its_thread() -> None:
    """The mail that it returns has no Message-ID any more: what it answers does."""
    read = read_report(report(OURS, returned="bare", in_thread=True))

    assert read == Report(("<autre@mx.example>", OURS), Verdict.failed, SAID)


def test_a_report_about_an_address_with_accents_is_read() -> None:
    """RFC 6533: its status is of another type, which the library leaves in one piece."""
    read = read_report(report(OURS, status="global-delivery-status"))

    assert read == Report((OURS,), Verdict.failed, SAID)


@pytest.mark.parametrize(
    ("action", "verdict"),
    [("delayed", Verdict.delayed), ("relayed", Verdict.delayed), ("expanded", Verdict.delayed)],
)
def test_only_what_did_not_arrive_has_failed(action: str, verdict: Verdict) -> None:
    """A server that still tries, or that has handed the mail on, says so in the same form."""
    assert read_report(report(OURS, recipient(action=action))) == Report((OURS,), verdict)


@pytest.mark.parametrize("action", ["", "error"])
def test_a_status_tells_where_the_action_is_lost(action: str) -> None:
    """Or where no standard knows it."""
    assert read_report(report(OURS, recipient(action=action))) == Report((OURS,), Verdict.failed, SAID)


def test_one_recipient_that_failed_is_enough() -> None:
    """Our mails have one; a list behind it may have several."""
    read = read_report(report(OURS, recipient(action="delivered"), recipient(action="FAILED")))

    assert read == Report((OURS,), Verdict.failed, SAID)


@pytest.mark.parametrize(
    ("diagnostic", "status", "said"),
    [
        ("X-Notes; Boîte pleine", "5.2.2", "Boîte pleine"),
        (None, "5.2.2", "5.2.2"),
        (None, "", "sans explication"),
        ("smtp; 550-5.1.1 première ligne\n 550 5.1.1 seconde", "5.1.1", "550-5.1.1 première ligne 550 5.1.1 seconde"),
        (f"smtp; 550 {'x' * 2_000}", "5.1.1", f"550 {'x' * 290}"),
    ],
)
def test_why_is_one_short_line(diagnostic: str | None, status: str, said: str) -> None:
    """What the server answered, or its status, or that it said nothing."""
    read = read_report(report(OURS, recipient(diagnostic=diagnostic, status=status)))

    assert read is not None
    assert read.diagnostic == said


@pytest.mark.parametrize(
    "raw",
    [
        compose().as_bytes(),
        compose("Absent.", Auto_Submitted="auto-replied", In_Reply_To=OURS).as_bytes(),
        report(OURS, kind="disposition-notification", status="disposition-notification"),
        b"",
    ],
)
def test_another_mail_is_no_report(raw: bytes) -> None:
    """A deposit, an absence, a receipt of reading, nothing."""
    assert read_report(raw) is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (
            "A message that you sent could not be delivered.\n\n  a@mjc.example\n    unrouteable address\n",
            "unrouteable address",
        ),
        (
            "Your message\nwas not delivered to:\nbecause:\n  Not listed in Domino Directory",
            "Not listed in Domino Directory",
        ),
        ("Votre message n'a pas été remis :\n550 5.1.1 inconnu\nAdresse inconnue.", "550 5.1.1 inconnu"),
        ("Viestiä ei voitu toimittaa.", "sans explication"),
    ],
)
def test_why_is_what_a_server_says_of_this_mail(said: str, why: str) -> None:
    """Its answer where it quotes one; else the last of its lines that speaks of a failure."""
    raw = f"From: mailer-daemon@mx.example\nSubject: x\n\n{said}\n\nMessage-ID: {OURS}\n".encode()

    assert read_report(raw) == Report((OURS,), Verdict.failed, why)
