"""The embedded mail server: what it takes it keeps, and it can be down or refuse on demand."""

import asyncio
import gc
import socket
import ssl
from pathlib import Path

import pytest
import trustme
from aiosmtplib import SMTPRecipientRefused, SMTPRecipientsRefused

from models.storage.settings import Settings
from notifications.delivery.message import build
from notifications.delivery.routes import CONNECTION_TROUBLE, Route, connect
from notifications.mailserver.sink import Sink, open_route
from tests.notifications.posting import AT, notice, recipients

MAIL = build(notice(), at=AT)


async def hand_in(sink: Sink, *to: str, mail: bytes = MAIL) -> None:
    """Hand a mail to the server, in a connection of its own."""
    async with await connect(Route.parse(sink.url)) as client:
        await client.sendmail("depot@region.example", to, mail)


def kept(sink: Sink) -> list[bytes]:
    """Return the mails of its Maildir, as bytes."""
    return [path.read_bytes() for path in sorted((sink.maildir / "new").iterdir())]


async def test_a_mail_is_kept_to_the_byte(sink: Sink) -> None:
    """What arrives is what was built, after a line for the address that it came from, and each that it was delivered
    to."""
    mail = MAIL + b"..\r\n.point\r\n\xe9\r\n"

    await hand_in(sink, "a@cidff.example", "b@cidff.example", mail=mail)

    left_with = b"Return-Path: <depot@region.example>\r\n"
    assert kept(sink) == [left_with + b"Delivered-To: a@cidff.example\r\nDelivered-To: b@cidff.example\r\n" + mail]


async def test_mails_handed_in_at_once_are_all_kept(sink: Sink) -> None:
    """Many connections at the same instant: each mail has its own file."""
    await asyncio.gather(*(hand_in(sink, f"{number}@cidff.example") for number in range(40)))

    assert len(kept(sink)) == 40


async def test_a_refused_address_is_refused_alone(sink: Sink) -> None:
    """The address hears its code, whatever its capitals; the others are served."""
    sink.refuse({"Absent@cidff.example": 550})

    with pytest.raises(SMTPRecipientsRefused) as refusal:
        await hand_in(sink, "absent@cidff.example")
    await hand_in(sink, "present@cidff.example")

    expected = SMTPRecipientRefused(550, "adresse refusée", "absent@cidff.example")
    assert [error.args for error in refusal.value.recipients] == [expected.args]
    assert len(kept(sink)) == 1


async def test_a_refusal_ends(sink: Sink) -> None:
    """The last word on refusals is the one that counts."""
    sink.refuse({"absent@cidff.example": 451})
    sink.refuse({})

    await hand_in(sink, "absent@cidff.example")

    assert len(kept(sink)) == 1


def test_a_code_that_refuses_nothing_is_no_refusal(sink: Sink) -> None:
    """A scenario that asks for a refusal with a 250 is told which codes there are."""
    with pytest.raises(ValueError, match="le code 250 n'est pas un refus, choisissez-le de 400 à 599"):
        sink.refuse({"a@cidff.example": 250})


async def test_down_is_really_down(sink: Sink) -> None:
    """Nobody listens on the port any more; up again, it is the same port, and nobody is refused."""
    url = sink.url
    sink.refuse({"a@cidff.example": 550})

    sink.state("down")
    with pytest.raises(CONNECTION_TROUBLE):
        await hand_in(sink, "a@cidff.example")
    sink.state("up")
    await hand_in(sink, "a@cidff.example")

    assert sink.url == url
    assert len(kept(sink)) == 1


def test_twice_down_or_twice_up_is_once(sink: Sink) -> None:
    """Saying again what already is changes nothing."""
    sink.state("up")
    sink.state("down")
    sink.state("down")
    sink.state("up")

    with socket.create_connection((sink.host, sink.port)) as client:
        assert client.recv(3) == b"220"


async def test_stopping_lets_go_of_every_connection(tmp_path: Path) -> None:
    """A client in the middle of its talk sees the end of it, and nothing is left open (warnings are errors here)."""
    with Sink(tmp_path) as sink:
        reader, writer = await asyncio.open_connection(sink.host, sink.port)
        await reader.readline()

    gc.collect()
    assert await reader.read() == b""
    writer.close()


async def test_who_ends_a_talk_by_tls_hinders_no_end(tmp_path: Path, authority: trustme.CA) -> None:
    """It has said goodbye and not hung up when the server stops."""
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    with Sink(tmp_path, tls=server) as sink:
        reader, writer = await asyncio.open_connection(sink.host, sink.port, ssl=client)
        await reader.readline()
        writer.write(b"QUIT\r\n")
        assert (await reader.readline()).startswith(b"221")

    writer.transport.abort()


def test_a_port_that_is_taken_is_refused(sink: Sink) -> None:
    """A second server on the same port fails at once, rather than lose mails."""
    with pytest.raises(OSError, match="address already in use"):
        Sink(sink.maildir, port=sink.port).start()


async def test_without_a_setting_mails_stay_here(tmp_path: Path) -> None:
    """Where no relay is set, the route leads to a server of our own, for as long as it is needed."""
    settings = Settings(home=tmp_path)

    async with open_route(settings) as route, await connect(route) as client:
        await client.sendmail("depot@region.example", ["1@cidff.example"], MAIL)

    assert recipients(settings.mails) == {"1@cidff.example": 1}
    with pytest.raises(CONNECTION_TROUBLE):
        await connect(route)


async def test_a_setting_is_obeyed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a relay is set, nothing is kept here."""
    monkeypatch.setenv("SPRO_SMTP_URL", "smtp://relais.example:2525")
    settings = Settings(home=tmp_path)

    async with open_route(settings) as route:
        assert route == Route(host="relais.example", port=2525)

    assert not settings.mails.exists()
