"""What each letter leaves with: an address of its own, by which we know what comes back, and what is asked of a server
that offers reports."""

from mailbox import Maildir
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.delivery.delivery import deliver
from notifications.delivery.returns import refused_returns
from notifications.delivery.routes import Route
from notifications.mailserver.sink import Sink, Talk
from tasks.reading.mail.mail import read_mail
from tasks.reading.mail.returned import letters_named
from tests.notifications.posting import AT, Queue, notice

MARK = "0a" * 16
RETURNS = "depot+*@region.example"


class Reporting(Talk):
    """A server that offers reports of what it delivers (RFC 3461), and keeps what it was asked."""

    asked: list[str] = []  # noqa: RUF012  of the one server of a test

    def __init__(self, handler: Any, **options: Any) -> None:  # noqa: ANN401
        handler.handle_EHLO = self._greet
        super().__init__(handler, **options)

    async def _greet(self, _server: SMTP, session: Any, _envelope: Any, name: str, said: list[str]) -> list[str]:  # noqa: ANN401
        session.host_name = name
        return [said[0], "250-DSN", *said[1:]]

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802  named by aiosmtpd
        """Take the options that aiosmtpd does not know."""
        self.asked.append(arg)
        await super().smtp_MAIL(arg.partition(" RET=")[0])

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        """Likewise."""
        self.asked.append(arg)
        await super().smtp_RCPT(arg.partition(" NOTIFY=")[0])


@pytest.fixture
def reporting(monkeypatch: pytest.MonkeyPatch, sink: Sink) -> list[str]:
    """Have the mail server offer reports, and give what it is asked."""
    monkeypatch.setattr("notifications.mailserver.sink.Talk", Reporting)
    monkeypatch.setattr(Reporting, "asked", [])
    sink.stop()
    sink.start()
    return Reporting.asked


async def test_each_letter_leaves_with_an_address_of_its_own(queue: Queue, sink: Sink) -> None:
    """By which what returns to it is known; its From and its recipient stay what they are."""
    queue.put(notice(message_id=f"<{MARK}@region.example>"))

    await deliver(queue.address, Route.parse(sink.url, returns=RETURNS), at=AT)

    [mail] = Maildir(sink.maildir)
    assert mail["Return-Path"] == f"<depot+{MARK}@region.example>"
    assert mail["Delivered-To"] == "1@cidff.example"
    assert "depot@region.example" in mail["From"]
    returned = read_mail(f"To: {mail['Return-Path'].strip('<>')}\r\n\r\n".encode())
    assert letters_named(returned.recipients) == (MARK,)


async def test_without_that_setting_all_leave_with_the_deposit_mailbox_s(queue: Queue, sink: Sink) -> None:
    """A server that knows no such addresses would refuse them."""
    queue.put(notice(message_id=f"<{MARK}@region.example>"))

    await deliver(queue.address, Route.parse(sink.url), at=AT)

    [mail] = Maildir(sink.maildir)
    assert mail["Return-Path"] == "<depot@region.example>"


async def test_a_server_that_offers_reports_is_asked_for_them(queue: Queue, sink: Sink, reporting: list[str]) -> None:
    """Of success too, by our mark and the address as we wrote it (RFC 3461: « + » and « = » in xtext)."""
    queue.put(notice(recipient="a+b=c@mjc.example", kind="refused", message_id=f"<{MARK}@region.example>"))

    delivery = await deliver(queue.address, Route.parse(sink.url, returns=RETURNS), at=AT)

    assert delivery.sent == 1
    asked_of_mail, asked_of_recipient = reporting
    assert asked_of_mail.startswith(f"FROM:<depot+{MARK}@region.example>")
    assert asked_of_mail.endswith(f" RET=HDRS ENVID={MARK}")
    assert asked_of_recipient.endswith(
        "TO:<a+b=c@mjc.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;a+2Bb+3Dc@mjc.example"
    )


@pytest.mark.parametrize("kind", ["registration", "digest", "opening"])
async def test_of_what_proves_nothing_no_report_is_asked(
    queue: Queue, sink: Sink, reporting: list[str], kind: str
) -> None:
    """Who wrote knows; what is written to ourselves or to all has no delay that runs from it."""
    queue.put(notice(kind=kind, message_id=f"<{MARK}@region.example>"))

    await deliver(queue.address, Route.parse(sink.url), at=AT)

    assert not [said for said in reporting if "ENVID" in said or "NOTIFY" in said]


def test_a_report_is_asked_of_each_letter_that_a_delay_or_a_right_hangs_on() -> None:
    """What the law wants reasons, remedies or an author in, and what asks for something."""
    wanted = {kind for kind, row in KINDS.items() if row.wants_proof}

    assert {NoticeKind.refused, NoticeKind.accepted, NoticeKind.completion_request, NoticeKind.terminated} <= wanted
    assert not {NoticeKind.registration, NoticeKind.alert, NoticeKind.digest, NoticeKind.incident} & wanted


async def test_an_address_that_the_server_refuses_is_told(sink: Sink) -> None:
    """Before letters are refused by it, or come back unseen."""
    route = Route.parse(sink.url, returns=RETURNS)
    accepted = await refused_returns(route)
    sink.refuse({f"depot+{'0' * 32}@region.example": 550})

    assert (accepted, await refused_returns(route)) == (None, "550 : adresse refusée")


@pytest.mark.parametrize("code", [450, None], ids=["for now", "out of reach"])
async def test_a_server_that_cannot_say_refuses_nothing(sink: Sink, code: int | None) -> None:
    """Greylisting, or a server that is down: letters wait, and that is said elsewhere."""
    route = Route.parse(sink.url, returns=RETURNS)
    if code:
        sink.refuse({f"depot+{'0' * 32}@region.example": code})
    else:
        sink.stop()

    assert await refused_returns(route) is None
