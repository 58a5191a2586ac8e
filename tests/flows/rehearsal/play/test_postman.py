"""The mails that come to us in a rehearsal are read by the real reader, as a mail server would have sent them."""

from email.policy import SMTP

from flows.rehearsal.play.postman import report_mail
from models.intake.words import Nature
from models.notices import Notice
from models.region.file import load_region
from models.vocabulary import NoticeKind
from tasks.reading.mail.mail import read_mail
from tasks.reading.mail.returned import Report, Verdict, read_report
from tests.factories import paris

RECEIVED_AT = paris("2026-07-09 10:05")
NOTICE = Notice(
    key="ARA-2026-0001/accepted/1",
    kind=NoticeKind.accepted,
    campaign_id=1,
    sender="Région Auvergne-Rhône-Alpes <depot-spro@example.invalid>",
    recipient="direction@cidff01.example",
    message_id="<abc@example.invalid>",
    subject="Votre candidature est acceptée : décision du 9 juillet",
    text="",
    html="",
    enqueued_at=RECEIVED_AT,
    due_at=None,
)


def _report() -> bytes:
    region = load_region("auvergne-rhone-alpes")
    mail = report_mail(
        region, NOTICE, server="relais.example", message_id="<1@relais.example>", received_at=RECEIVED_AT
    )
    return mail.as_bytes(policy=SMTP)


def test_a_report_is_no_persons_mail() -> None:
    """It has a null return path and says that it is automatic: nobody is answered, and no dossier is deposited."""
    mail = read_mail(_report())

    assert (mail.nature, mail.stamp) == (Nature.report, RECEIVED_AT)
    assert b"Return-Path: <>\r\n" in _report()


def test_a_report_says_which_notice_failed_and_why() -> None:
    """By the headers that it returns: our Message-ID, and what the server answered (RFC 3464)."""
    diagnostic = "550 5.1.1 <direction@cidff01.example>: mailbox unknown"

    assert read_report(_report()) == Report(("<abc@example.invalid>",), Verdict.failed, diagnostic)
