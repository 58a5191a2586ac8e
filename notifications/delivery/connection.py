"""One lasting SMTP connection, opened when it is needed and once more when the server hung up."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from aiosmtplib import SMTP, SMTPRecipientRefused, SMTPRecipientsRefused
from aiosmtplib import SMTPResponseException as Answer

from models.notices import Notice
from notifications.delivery.envelopes import envelope
from notifications.delivery.message import build
from notifications.delivery.routes import CONNECTION_TROUBLE, Route, connect
from notifications.outbox.enclosures import Enclosure

PATIENCE = 60.0
"""Seconds that the sending of one mail may take, its connection opened anew if need be."""

_SILENCES = 3
"""Notices in a row on which a server hangs up or says nothing before it is left alone; one may be a notice's fault."""

_SERVICE_CLOSING = 421


def _is_hung_up(error: Exception | None) -> bool:
    return isinstance(error, ConnectionError) or (isinstance(error, Answer) and error.code == _SERVICE_CLOSING)


class Connection:
    """A sender's own connection. Once set, `trouble` says why it is of no more use."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._client: SMTP | None = None
        self._silences = 0
        self.trouble: Exception | None = None

    async def open(self) -> bool:
        """Connect unless connected already, and return True if there is a connection."""
        if self._client is None or not self._client.is_connected:
            try:
                self._client = await connect(self._route)
            except CONNECTION_TROUBLE as error:
                self.trouble = error
        return self.trouble is None

    async def close(self) -> None:
        """Take leave of the server, whatever it answers."""
        if self._client is not None and self._client.is_connected:
            with suppress(*CONNECTION_TROUBLE):
                await self._client.quit()
        self.drop()

    def drop(self) -> None:
        """Close the connection without a word."""
        if self._client is not None:
            self._client.close()

    async def send(self, notice: Notice, *, at: datetime, files: Sequence[Enclosure] = ()) -> Exception | None:
        """Send a notice with its files, and return what went wrong. A server that hung up is called again at once,
        since many do after some number of mails; the same Message-ID leaves should the first have been taken."""
        try:
            async with asyncio.timeout(PATIENCE):
                error = await self._attempt(notice, at, files)
                if _is_hung_up(error) and self.trouble is None:
                    error = await self._attempt(notice, at, files)
        except TimeoutError as late:
            error = late
        self._heed(error)
        return error

    def _heed(self, error: Exception | None) -> None:
        silent = _is_hung_up(error) or isinstance(error, TimeoutError)
        self._silences = self._silences + 1 if silent else 0
        if silent:
            self.drop()
        if self._silences >= _SILENCES:
            self.trouble = error

    async def _attempt(self, notice: Notice, at: datetime, files: Sequence[Enclosure]) -> Exception | None:
        if not await self.open() or self._client is None:
            return self.trouble
        try:
            reports = self._client.supports_extension("dsn")
            sender, recipient, of_mail, of_recipient = envelope(notice, returns=self._route.returns, reports=reports)
            mail = build(notice, at=at, files=files)
            refused, _ = await self._client.sendmail(
                sender, [recipient], mail, mail_options=of_mail, rcpt_options=of_recipient
            )
        except SMTPRecipientsRefused as error:
            return error.recipients[0]
        except (*CONNECTION_TROUBLE, ValueError) as error:
            return error
        return next((SMTPRecipientRefused(*said, address) for address, said in refused.items()), None)
