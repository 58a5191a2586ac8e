"""One lasting SMTP connection, opened when it is needed and once more when the server hung up."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime
from math import inf

from aiosmtplib import SMTPNotSupported
from aiosmtplib import SMTPResponseException as Answer

from notifications.delivery.envelopes import Envelope, envelope
from notifications.delivery.message import build
from notifications.delivery.parcel import Parcel
from notifications.delivery.routes import CONNECTION_TROUBLE, Route, connect
from notifications.delivery.signing import Signer
from notifications.delivery.wire import UnheardError, Wire
from notifications.outbox.outcomes import Taken

PATIENCE = 60.0
"""Seconds that a server has to ask for a mail, its connection opened anew if need be, and to take it."""

_FAREWELL = 5.0
"""Seconds that a server has to answer when we take leave of it."""

_SILENCES = 3
"""Notices in a row on which a server hangs up or says nothing before it is left alone; one may be a notice's fault."""

_SERVICE_CLOSING = 421
_ASKED_FOR = ("dsn", "size", "smtputf8")


class LeaseLostError(Exception):
    """A notice is not ours to send any more."""


class UnbuildableError(Exception):
    """The mail of a notice cannot be made, for the reason that is its cause."""


def _is_hung_up(error: Exception | None) -> bool:
    return isinstance(error, ConnectionError) or (isinstance(error, Answer) and error.code == _SERVICE_CLOSING)


def _mail(parcel: Parcel, at: datetime, signer: Signer | None) -> bytes:
    try:
        return build(parcel.notice, at=at, files=parcel.files, signer=signer)
    except Exception as error:
        raise UnbuildableError from error


def _written(parcel: Parcel, returns: str | None, *, reports: bool) -> Envelope:
    try:
        return envelope(parcel.notice, returns=returns, reports=reports)
    except ValueError:
        raise
    except Exception as error:
        raise UnbuildableError from error


class Connection:
    """A sender's own connection. Once set, `trouble` says why it is of no more use; `taken` is the mail that the server
    took last, unless something went wrong since."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._wire: Wire | None = None
        self._offers: frozenset[str] = frozenset()
        self._silences = 0
        self._until = inf
        self.trouble: Exception | None = None
        self.taken: Taken | None = None

    @property
    def is_said(self) -> bool:
        """True if a whole mail was given of which the server has said nothing."""
        return self._wire is not None and self._wire.is_said

    async def open(self) -> bool:
        """Connect unless connected already, and return True if there is a connection."""
        if self._wire is None or not self._wire.is_open:
            self.drop()
            try:
                client = await connect(self._route)
                self._offers = frozenset(name for name in _ASKED_FOR if client.supports_extension(name))
                self._wire = Wire(client)
            except CONNECTION_TROUBLE as error:
                self.trouble = error
        return self.trouble is None

    async def close(self) -> None:
        """Take leave of the server, whatever it answers."""
        if self._wire is not None and self._wire.is_open:
            with suppress(*CONNECTION_TROUBLE):
                async with asyncio.timeout(_FAREWELL):
                    await self._wire.leave()
        self.drop()

    def drop(self) -> None:
        """Close the connection without a word."""
        if self._wire is not None:
            self._wire.drop()
            self._wire = None

    async def send(self, parcel: Parcel, *, at: datetime, ours: Awaitable[bool]) -> Exception | None:
        """Send a notice with its files once `ours` says that it is begun, and return what went wrong.

        A server that hung up before it had the whole mail is called again at once, since many do after some number of
        mails. Raises LeaseLostError where the notice is not ours.
        """
        self.taken = None
        begun = asyncio.ensure_future(ours)
        self._until = asyncio.get_running_loop().time() + PATIENCE
        error = await self._attempt(parcel, at, begun)
        if _is_hung_up(error) and not isinstance(error, UnheardError) and self.trouble is None:
            error = await self._attempt(parcel, at, begun)
        self._heed(error)
        await self._must_be_ours(begun)
        return error

    def _heed(self, error: Exception | None) -> None:
        silent = _is_hung_up(error) or isinstance(error, TimeoutError)
        self._silences = self._silences + 1 if silent else 0
        if silent:
            self.drop()
        if self._silences >= _SILENCES:
            self.trouble = error

    async def _must_be_ours(self, begun: asyncio.Future[bool]) -> None:
        if not await begun:
            self.drop()
            raise LeaseLostError

    async def _opened(self) -> Wire | None:
        if self._wire is None or not self._wire.is_open:
            async with asyncio.timeout_at(self._until):
                await self.open()
        return self._wire if self.trouble is None else None

    async def _attempt(self, parcel: Parcel, at: datetime, begun: asyncio.Future[bool]) -> Exception | None:
        try:
            if (wire := await self._opened()) is None:
                return self.trouble
            wire.until = self._until
            await wire.propose(self._envelope(parcel))
            await self._must_be_ours(begun)
            # Anew: the server is not to blame where the database was away.
            wire.until = self._until = asyncio.get_running_loop().time() + PATIENCE
            mail = _mail(parcel, at, self._route.signer)
            self.taken = Taken(self._route.host, await wire.give(mail), mail)
        except UnbuildableError as error:
            self.drop()  # the server waits for the mail that it was promised
            return error
        except (*CONNECTION_TROUBLE, ValueError) as error:
            return error
        return None

    def _envelope(self, parcel: Parcel) -> Envelope:
        made = _written(parcel, self._route.returns, reports="dsn" in self._offers)
        if "SMTPUTF8" in made.of_mail and "smtputf8" not in self._offers:
            raise SMTPNotSupported("SMTPUTF8 is not supported by this server")
        size = [f"SIZE={parcel.octets}"] if "size" in self._offers else []
        return made._replace(of_mail=[*size, *made.of_mail])
