"""The embedded mail server: a real SMTP server on this machine that keeps what it is given in a Maildir.

Notices go to it until a relay is set, so that nobody outside is ever written to by mistake.
"""

import asyncio
import threading
from asyncio.trsock import TransportSocket
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from socket import SHUT_RDWR
from ssl import SSLContext
from types import TracebackType
from typing import Any, Literal, Self
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

from models.storage.settings import Settings
from notifications.delivery.routes import Route
from notifications.delivery.signing import read_signer
from notifications.mailserver.maildir import keep_mail, make

_REFUSALS = {4: "réessayez plus tard", 5: "adresse refusée"}
"""What a refused recipient hears, by the first digit of the code."""


class _Keeper:
    """What the server does with each recipient and each mail: the hooks of aiosmtpd."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = maildir
        self.refused: dict[str, int] = {}

    async def handle_RCPT(  # noqa: N802  named and called by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        code = self.refused.get(address.casefold())
        if code is not None:
            return f"{code} {_REFUSALS[code // 100]}"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        left_with = f"Return-Path: <{envelope.mail_from}>\r\n"
        delivered = left_with + "".join(f"Delivered-To: {address}\r\n" for address in envelope.rcpt_tos)
        keep_mail(self._maildir, delivered.encode(errors="surrogateescape") + (envelope.original_content or b""))
        return "250 OK"


class Talk(SMTP):
    """A connection, which knows its socket: one by TLS that has said goodbye tells of it no more."""

    socket: TransportSocket | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take note of the socket."""
        self.socket = transport.get_extra_info("socket")
        super().connection_made(transport)

    def cut(self) -> None:
        """Hang up, whatever was said."""
        if isinstance(self.transport, asyncio.WriteTransport):
            if self.socket and self.transport.is_closing():
                # What waits for its peer's goodbye cannot be aborted.
                with suppress(OSError):
                    self.socket.shutdown(SHUT_RDWR)
            else:
                self.transport.abort()


class _Server:
    """A listening server in a thread of its own; made to be started once and stopped once."""

    def __init__(self, host: str, port: int, tls: SSLContext | None, session: partial[Talk]) -> None:
        self._host, self._port, self._tls, self._session = host, port, tls, session
        self._sessions: WeakSet[Talk] = WeakSet()
        self._opened: Future[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Future()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="spro-sink", daemon=True)

    def start(self) -> int:
        """Listen, and return the port. Raises OSError if it is taken."""
        self._thread.start()
        return self._opened.result()[0]

    def stop(self) -> None:
        """Close the port and every connection, and return once that is done."""
        _, loop, closing = self._opened.result()
        loop.call_soon_threadsafe(closing.set)
        self._thread.join()

    def _talk(self, loop: asyncio.AbstractEventLoop) -> Talk:
        session = self._session(loop=loop)
        self._sessions.add(session)
        return session

    async def _serve(self) -> None:
        loop, closing = asyncio.get_running_loop(), asyncio.Event()
        try:
            server = await loop.create_server(partial(self._talk, loop), self._host, self._port, ssl=self._tls)
        except OSError as error:
            self._opened.set_exception(error)
            return
        self._opened.set_result((server.sockets[0].getsockname()[1], loop, closing))
        await closing.wait()
        server.close()
        sockets = [session.socket for session in self._sessions if session.socket]
        for session in list(self._sessions):
            session.cut()
        await server.wait_closed()
        # The transports let go of their sockets on the loop's next turns, which must not be after its last.
        while any(socket.fileno() >= 0 for socket in sockets):  # noqa: ASYNC110  no event tells it
            await asyncio.sleep(0)


class Sink:
    """The embedded mail server and its Maildir. Port 0 takes a free one and keeps it, down or up.

    `tls` makes it speak TLS from the first byte; `options` go to aiosmtpd's SMTP (`tls_context`, `authenticator`…).
    """

    def __init__(
        self, maildir: Path, host: str = "127.0.0.1", port: int = 0, *, tls: SSLContext | None = None, **options: object
    ) -> None:
        self.maildir, self.host, self.port = maildir, host, port
        self._tls = tls
        self._keeper = _Keeper(maildir)
        self._options: dict[str, Any] = {"hostname": "localhost", "ident": "SMTP", "enable_SMTPUTF8": True} | options
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """The setting that leads here: `smtp://127.0.0.1:2525`."""
        return f"smtp://{self.host}:{self.port}"

    def start(self) -> None:
        """Open the port unless it is open, and make the Maildir. Raises OSError if another process holds the port."""
        if self._server is None:
            make(self.maildir)
            server = _Server(self.host, self.port, self._tls, partial(Talk, self._keeper, **self._options))
            self.port = server.start()
            self._server = server

    def stop(self) -> None:
        """Close the port and every connection; mails stay where they are."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def state(self, state: Literal["up", "down"]) -> None:
        """Make the server unreachable, or open the same port again, refusing nobody any more."""
        if state == "down":
            self.stop()
        else:
            self.refuse({})
            self.start()

    def refuse(self, codes: Mapping[str, int]) -> None:
        """Answer these recipients, and no others, with these SMTP codes (400 to 599), until told otherwise. Raises
        ValueError for a code outside them."""
        for address, code in codes.items():
            if code // 100 not in _REFUSALS:
                raise ValueError(f"{address} : le code {code} n'est pas un refus, choisissez-le de 400 à 599")
        self._keeper.refused = {address.casefold(): code for address, code in codes.items()}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.stop()


@asynccontextmanager
async def open_route(settings: Settings) -> AsyncIterator[Route]:
    """Give the route that the settings name or, where there is none, an embedded server's for the time of the block."""
    signer = read_signer(settings.signing_file) if settings.signing_file else None
    if settings.smtp_url is not None:
        yield Route.parse(str(settings.smtp_url), returns=settings.return_address, signer=signer)
        return
    with Sink(settings.mails) as sink:
        yield Route.parse(sink.url, returns=settings.return_address, signer=signer)
