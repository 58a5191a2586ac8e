"""What is kept of a letter that left: the mail that the server took, octet by octet, and with which words."""

from hashlib import sha256

from sqlmodel import select

from models.notices import SentMail
from models.storage.database import transaction
from models.storage.pages import HANDED
from models.vocabulary import NoticeKind
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from tests.factories import application, campaign_with, notice, paris

AT = paris("2026-03-02 10:00")


def _queue(database: str, kind: NoticeKind, text: str = "Bonjour.\n") -> None:
    with transaction(database) as session:
        campaign = campaign_with(session)
        dossier = application(session, campaign)
        notice(session, campaign, application=dossier, due_at=AT, kind=kind, text=text)


def _kept(database: str) -> list[SentMail]:
    with transaction(database) as session:
        return list(session.exec(select(SentMail)))


async def test_the_mail_of_a_letter_is_kept_as_it_left(database: str, sink: Sink) -> None:
    """Its octets are those that the server had; beside them stand their hash, the server and its answer."""
    _queue(database, NoticeKind.acknowledgement)

    await deliver(database, Route.parse(sink.url), at=AT)

    [kept] = _kept(database)
    [arrived] = list_mails(sink.maildir)
    stored = (sink.maildir / arrived.file).read_bytes().replace(b"\r\n", b"\n")
    assert kept.mail
    assert stored.endswith(kept.mail.replace(b"\r\n", b"\n"))
    assert (kept.sent_at, kept.digest) == (AT, sha256(kept.mail).hexdigest())
    assert (kept.server, kept.answer[:4]) == ("127.0.0.1", "250 ")


async def test_what_opens_a_dossier_is_not_kept(database: str, sink: Sink) -> None:
    """A link that its reader alone may have is in nothing that is kept."""
    _queue(database, NoticeKind.letter, f"https://console.example{HANDED}/{'x' * 43}")

    await deliver(database, Route.parse(sink.url), at=AT)

    assert len(list_mails(sink.maildir)) == 1
    assert _kept(database) == []


async def test_what_colleagues_are_told_needs_no_proof(database: str, sink: Sink) -> None:
    """Only what applicants read is kept as it left."""
    _queue(database, NoticeKind.alert)

    await deliver(database, Route.parse(sink.url), at=AT)

    assert _kept(database) == []
