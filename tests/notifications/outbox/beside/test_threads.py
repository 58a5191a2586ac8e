"""The thread of a dossier: its reader's program shows together what both sides wrote."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.notices import Notice
from models.vocabulary import NoticeKind
from notifications.delivery.message import build
from notifications.outbox.beside.threads import LONGEST, thread_of
from notifications.outbox.enqueue import notify
from tests.factories import application, arrival, campaign_with, paris

AT = paris("2026-03-02 10:00")


def test_a_letter_follows_the_mails_of_both_sides(session: Session) -> None:
    """It answers the latest, whichever side wrote it, and names those before: the deposit, then our letters."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)
    arrival(session, campaign, dossier, message_id="<depot@cidff.example>")
    notify(session, campaign, NoticeKind.late, [dossier.id or 0], at=AT)
    arrival(session, campaign, message_id="<autre@mjc.example>")

    notify(session, campaign, NoticeKind.withdrawn, [dossier.id or 0], at=AT + timedelta(days=1), withdrawn_on=AT)

    first, second = session.exec(select(Notice).order_by(col(Notice.id)))
    mail = build(second, at=AT).partition(b"\r\n\r\n")[0].decode()
    assert first.thread == "<depot@cidff.example>"
    assert f"In-Reply-To: {first.message_id}\r\n" in mail
    assert f"References: <depot@cidff.example>\r\n {first.message_id}\r\n" in mail
    assert second.in_reply_to is None
    assert "Auto-Submitted: auto-generated" in mail


def test_the_thread_of_a_long_exchange_is_bounded() -> None:
    """It keeps the first mail, by which programs find it, and the latest; the one that is answered ends it."""
    mails = [f"<{number}@cidff.example>" for number in range(30)]

    named = (thread_of(mails, "<7@cidff.example>") or "").split()

    assert len(named) == LONGEST
    assert (named[0], named[-2:]) == ("<0@cidff.example>", ["<29@cidff.example>", "<7@cidff.example>"])
