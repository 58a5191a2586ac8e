"""Delivery over encrypted connections, with passwords: as the route says, and never less."""

import ssl
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from tests.notifications.posting import AT, Queue, notice


class Doorman:
    """Lets one user in, and counts who tried."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bool]] = []

    def __call__(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, login: LoginPassword
    ) -> AuthResult:
        """Answer a login (the `authenticator` of aiosmtpd)."""
        known = login == LoginPassword(b"spro", "p@ss/é".encode())
        self.seen.append((mechanism, known))
        return AuthResult(success=known, handled=False)


@pytest.fixture
def server_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Give a server's context, with a certificate for this machine."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def client_tls(authority: trustme.CA) -> ssl.SSLContext:
    """Give a client's context that trusts the authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def test_over_starttls_with_a_password(
    queue: Queue, tmp_path: Path, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """The connection is encrypted before the password is said."""
    queue.put(notice())
    doorman = Doorman()
    options: dict[str, Any] = {
        "tls_context": server_tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": doorman,
    }

    with Sink(tmp_path / "mails", **options) as sink:
        url = f"smtp+starttls://spro:p%40ss%2F%C3%A9@127.0.0.1:{sink.port}"
        delivery = await deliver(queue.address, Route.parse(url, tls=client_tls), at=AT)

    assert delivery == Delivery(1, 0, 0)
    assert doorman.seen == [("PLAIN", True)]


async def test_over_tls_from_the_first_byte_with_a_password(
    queue: Queue, tmp_path: Path, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """The same over the port that speaks nothing but TLS."""
    queue.put(notice())
    doorman = Doorman()

    with Sink(tmp_path / "mails", tls=server_tls, auth_require_tls=False, authenticator=doorman) as sink:
        url = f"smtps://spro:p%40ss%2F%C3%A9@127.0.0.1:{sink.port}"
        delivery = await deliver(queue.address, Route.parse(url, tls=client_tls), at=AT)

    assert delivery == Delivery(1, 0, 0)
    assert doorman.seen == [("PLAIN", True)]


async def test_a_refused_password_sends_nothing(
    queue: Queue, tmp_path: Path, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    """It is said once to the server, in each way it offers, and not once a notice; everything waits, and says why."""
    queue.put(*(notice(number) for number in range(1, 51)))
    doorman = Doorman()
    options: dict[str, Any] = {
        "tls_context": server_tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": doorman,
    }

    with Sink(tmp_path / "mails", **options) as sink:
        url = f"smtp+starttls://spro:faux@127.0.0.1:{sink.port}"
        delivery = await deliver(queue.address, Route.parse(url, tls=client_tls), at=AT)

    assert delivery == Delivery(0, 50, 0)
    assert doorman.seen == [("PLAIN", False), ("LOGIN", False)]
    assert {(row.last_error or "")[:29] for row in queue.rows()} == {"535 : identification refusée,"}


async def test_a_certificate_of_nobody_is_refused(queue: Queue, tmp_path: Path, server_tls: ssl.SSLContext) -> None:
    """Without the authority's word for it, nothing is said to the server, password included."""
    queue.put(notice())
    doorman = Doorman()
    options: dict[str, Any] = {
        "tls_context": server_tls,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": doorman,
    }

    with Sink(tmp_path / "mails", **options) as sink:
        delivery = await deliver(queue.address, Route.parse(f"smtp+starttls://spro:x@127.0.0.1:{sink.port}"), at=AT)

    assert (delivery, doorman.seen) == (Delivery(0, 1, 0), [])
    assert queue.rows()[0].last_error == "le certificat du serveur d'envoi n'est pas reconnu"


async def test_encryption_that_is_not_offered_is_not_done_without(queue: Queue, sink: Sink) -> None:
    """A route that says STARTTLS never falls back to clear text."""
    queue.put(notice())

    delivery = await deliver(queue.address, Route.parse(f"smtp+starttls://127.0.0.1:{sink.port}"), at=AT)

    assert (delivery, list_mails(sink.maildir)) == (Delivery(0, 1, 0), [])
