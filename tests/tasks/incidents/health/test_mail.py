"""The servers that mails come from and leave by, looked at without a mail."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import AuthResult

from models.storage.addresses import DEPOSIT, FolderAddress, MailboxAddress, read_mailbox
from notifications.delivery.probe import ServerSeen, see_server
from notifications.delivery.routes import Encryption, Route
from notifications.mailserver.sink import Sink
from tasks.incidents.health import mail
from tasks.incidents.health.look import Verdict
from tasks.incidents.health.machine import clock
from tasks.mailboxes.connection import select
from tasks.mailboxes.probe import MailboxSeen, see_mailbox
from tests.servers.dovecot import Dovecot
from tests.tasks.incidents.health.cases import NOW, case_of


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


def looked_into(address: str | Path, *, tries: bool = False, role: str = DEPOSIT) -> MailboxSeen:
    """What is seen of a mailbox."""
    found: MailboxAddress | None = FolderAddress(address) if isinstance(address, Path) else read_mailbox(address)
    assert found is not None
    return see_mailbox(role, found, now=now, tries=tries)


@pytest.fixture
def trusted(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """Give a mail server whose authority is known."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.authority))
    return dovecot


def holds(server: Dovecot, user: str) -> int:
    """How many mails a user has, in all folders, read or not."""
    return sum(len(list(server.maildir(user).rglob(f"{part}/*"))) for part in ("new", "cur"))


def test_a_mailbox_is_read_and_nothing_is_put_in_it(trusted: Dovecot) -> None:
    """By default: the folder of registered mails is not made either."""
    trusted.deliver("lue", b"Subject: one\r\n\r\n")

    seen = looked_into(trusted.url("lue"))

    assert (seen.trouble, seen.waiting, seen.absent, seen.is_tried) == ("", 1, "Traités", False)
    assert seen.certified_until is not None
    assert holds(trusted, "lue") == 1


def test_a_mail_is_put_in_and_taken_out_with_consent(trusted: Dovecot) -> None:
    """By the way of each registered mail, and unseen by whoever reads the mailbox: those that wait stay."""
    trusted.deliver("essayee", b"Subject: one\r\n\r\n")

    seen = looked_into(trusted.url("essayee"), tries=True)

    assert (seen.trouble, seen.is_tried) == ("", True)
    assert seen.ahead is not None
    assert abs(seen.ahead) < timedelta(minutes=1)
    assert holds(trusted, "essayee") == 1


def test_the_mailbox_of_another_desk_is_tried_where_its_mails_stay(trusted: Dovecot) -> None:
    """No folder is made in it."""
    seen = looked_into(trusted.url("autre"), tries=True, role="content_contact")

    assert (seen.trouble, seen.absent, seen.is_tried) == ("", "", True)
    address = read_mailbox(trusted.url("autre"))
    assert address is not None
    assert not isinstance(address, FolderAddress)
    client = select("content_contact", address).client
    assert [name for *_, name in client.list_folders()] == ["INBOX"]
    client.logout()


@pytest.mark.parametrize("change", ["password", "folder"])
def test_a_mailbox_that_cannot_be_read_says_why(trusted: Dovecot, change: str) -> None:
    """Without its password."""
    urls = {
        "password": trusted.url("fermee", password="autre:secret"),
        "folder": trusted.url("fermee", folder="Absent"),
    }

    seen = looked_into(urls[change])

    assert "SPRO_MAILBOX_URL" in seen.trouble
    assert "secret" not in seen.trouble


def test_an_authority_that_nobody_knows_is_said(dovecot: Dovecot) -> None:
    """Its certificate may be over, or somebody else's."""
    assert "certificat" in looked_into(dovecot.url("inconnue")).trouble


def test_a_folder_is_looked_into_and_tried(tmp_path: Path) -> None:
    """Nothing is left in it."""
    (tmp_path / "un.eml").write_bytes(b"Subject: one\r\n\r\n")

    seen = looked_into(tmp_path, tries=True)

    assert (seen.trouble, seen.waiting, seen.is_tried) == ("", 1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["un.eml"]


def test_mailboxes_are_judged_each_on_its_own() -> None:
    """One that cannot be read says nothing of the others."""
    case = case_of(mailboxes={DEPOSIT: MailboxSeen(waiting=2), "content_contact": MailboxSeen(trouble="fermée")})

    assert [(found.verdict, found.about, found.said) for found in mail.mailboxes(case)] == [
        (Verdict.well, "dépôt", "se lit, 2 messages attendent"),
        (Verdict.fault, "content_contact", "fermée"),
    ]


def admit(*_given: object) -> AuthResult:
    """Let anybody in."""
    return AuthResult(success=True)


async def test_the_server_is_greeted_and_nothing_is_sent(tmp_path: Path) -> None:
    """Over TLS, as a user, with what it offers."""
    authority = trustme.CA()
    server_side = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    authority.issue_cert("127.0.0.1", not_after=until).configure_cert(server_side)
    ours = ssl.create_default_context()
    authority.configure_trust(ours)
    with Sink(tmp_path, tls=server_side, authenticator=admit, auth_require_tls=False) as sink:
        route = Route(
            host=sink.host, port=sink.port, encryption=Encryption.implicit, user="spro", password="secret", tls=ours
        )
        seen = await see_server(route, now=now)

    assert (seen.trouble, seen.encryption, seen.user) == ("", "TLSv1.3", "spro")
    assert "SIZE" in seen.offers
    assert seen.certified_until == until
    assert list((tmp_path / "new").iterdir()) == []


async def test_a_server_that_is_gone_says_so() -> None:
    """In French."""
    seen = await see_server(Route(host="127.0.0.1", port=1), now=now)

    assert seen.trouble == "le serveur d'envoi refuse la connexion"


async def test_a_refused_address_of_return_is_known(tmp_path: Path) -> None:
    """Each letter would be refused by it."""
    with Sink(tmp_path) as sink:
        address = f"depot+{'0' * 32}@region.example"
        sink.refuse({address: 550})
        seen = await see_server(Route(host=sink.host, port=sink.port, returns="depot+*@region.example"), now=now)

    assert seen.refused == "550 : adresse refusée"


async def test_a_server_that_tells_the_time_is_compared(tmp_path: Path) -> None:
    """Some do in their greeting."""
    with Sink(tmp_path, ident="ready at Wed, 20 May 2026 10:05:00 +0200") as sink:
        seen = await see_server(Route(host=sink.host, port=sink.port), now=lambda: NOW)

    assert seen.ahead == timedelta(minutes=5)


@pytest.mark.parametrize(
    ("seen", "verdict", "words"),
    [
        (None, Verdict.unasked, "serveur fourni"),
        (ServerSeen("relais.example", trouble="injoignable"), Verdict.fault, "injoignable"),
        (ServerSeen("relais.example"), Verdict.warning, "en clair"),
        (ServerSeen("relais.example", encryption="TLSv1.3", refused="550"), Verdict.fault, "adresse de retour"),
        (ServerSeen("relais.example", encryption="TLSv1.3", user="x", offers=("DSN",)), Verdict.well, "offre DSN"),
        (ServerSeen("127.0.0.1"), Verdict.well, "sans chiffrement sur cette machine"),
    ],
)
def test_the_server_is_judged(seen: ServerSeen | None, verdict: Verdict, words: str) -> None:
    """By what was seen of it."""
    [found] = mail.server(case_of(server=seen))

    assert found.verdict is verdict
    assert words in found.said


@pytest.mark.parametrize(
    ("days", "verdict"), [(mail.SOON, Verdict.well), (mail.SOON - 1, Verdict.warning)], ids=["far", "soon"]
)
def test_the_end_of_a_certificate_is_told_ahead(days: int, verdict: Verdict) -> None:
    """With the days that are left."""
    seen = MailboxSeen(certified_until=NOW + timedelta(days=days))

    [found] = mail.certificates(case_of(mailboxes={DEPOSIT: seen}))

    assert found.verdict is verdict
    assert f"{days} jours" in found.said


def test_a_clock_that_drifts_is_told() -> None:
    """A minute is enough: deadlines are judged on the mail server's."""
    seen = MailboxSeen(ahead=timedelta(minutes=3)), MailboxSeen(ahead=timedelta(seconds=59))

    [found] = clock(case_of(mailboxes={DEPOSIT: seen[0], "content_contact": seen[1]}))

    assert found.verdict is Verdict.fault
    assert found.said == "la boîte deposit_mailbox avance de 3 minutes sur cette machine"
