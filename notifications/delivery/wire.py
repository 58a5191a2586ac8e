"""What is said to a mail server once it has greeted us: the conversation of one mail after the other (RFC 5321).

Line by line, each waiting for its answer; where the server takes them together (PIPELINING, RFC 2920), the three lines
of an envelope are said in one breath.
"""

import asyncio
import re
from collections import deque
from math import inf
from typing import NamedTuple

from aiosmtplib import SMTP, SMTPDataError, SMTPRecipientRefused, SMTPSenderRefused, SMTPServerDisconnected
from aiosmtplib import SMTPResponseException as Answer

from notifications.delivery.envelopes import Envelope

_LONGEST_REPLY = 65_536
_DONE, _WILL_FORWARD, _GO_ON = 250, 251, 354
_ALLOWED = (frozenset({_DONE}), frozenset({_DONE, _WILL_FORWARD}), frozenset({_GO_ON}))
_YES = frozenset().union(*_ALLOWED)
_SMUGGLED = re.compile(r"[\x00-\x20\x7f<>]")


class UnheardError(ConnectionError):
    """The server was given a whole mail, and its answer never came: nobody knows whether it took it."""


class Reply(NamedTuple):
    """What a server answers: a code, and words."""

    code: int
    words: str


def _refusal(envelope: Envelope, place: int, said: Reply) -> Answer:
    """Return what the refusal of the line in that place means: of the sender, the recipient, or the content."""
    of_lines = (
        SMTPSenderRefused(said.code, said.words, envelope.sender),
        SMTPRecipientRefused(said.code, said.words, envelope.recipient),
        SMTPDataError(said.code, said.words),
    )
    return of_lines[place]


class Wire(asyncio.Protocol):
    """A connection that another opened, from here on ours. `is_said` is True while a mail was given whole and
    its answer has not come; no answer is waited for beyond `until`, by the clock of the loop, which is only ever put
    off."""

    def __init__(self, client: SMTP) -> None:
        transport = client.transport
        if not isinstance(transport, asyncio.Transport) or transport.is_closing():
            raise SMTPServerDisconnected("Connection lost")
        self._transport = transport
        self._together = client.supports_extension("pipelining")
        self._received = b""
        self._replies: deque[Reply] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self.is_said = False
        self.until = inf
        transport.set_protocol(self)

    @property
    def is_open(self) -> bool:
        """True if the server has not hung up."""
        return self._lost is None and not self._transport.is_closing()

    def data_received(self, data: bytes) -> None:
        """Keep what is whole of what the server answers."""
        *lines, self._received = (self._received + data).split(b"\r\n")
        words: list[str] = []
        for line in lines:
            words.append(line[4:].decode(errors="replace"))
            if line[3:4] != b"-":
                code = int(line[:3]) if line[:3].isdigit() else 0
                self._replies.append(Reply(code, "\n".join(words)))
                words = []
        # An answer of several lines is read once its last is there.
        unfinished = lines[len(lines) - len(words) :] if words else []
        self._received = b"".join(line + b"\r\n" for line in unfinished) + self._received
        if len(self._received) > _LONGEST_REPLY:
            self.connection_lost(SMTPServerDisconnected("Response too long"))
        self._wake()

    def eof_received(self) -> None:
        """Note that the server hung up."""
        self.connection_lost(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is no more."""
        if self._lost is None:
            self._lost = SMTPServerDisconnected("Connection lost")
            self._lost.__cause__ = exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _reply(self) -> Reply:
        while not self._replies:
            if self._lost is not None:
                raise self._lost
            loop = asyncio.get_running_loop()
            self._waiter = loop.create_future()
            if self._alarm is None and self.until < inf:
                self._alarm = loop.call_at(self.until, self._look_at_the_clock, loop)
            await self._waiter
        return self._replies.popleft()

    def _look_at_the_clock(self, loop: asyncio.AbstractEventLoop) -> None:
        """End a wait that is too long. One alarm is set anew once it rang: a timer for each mail would cost as much as
        some of its lines."""
        self._alarm = None
        if self._waiter is None or self._waiter.done():
            return
        if loop.time() < self.until:
            self._alarm = loop.call_at(self.until, self._look_at_the_clock, loop)
        else:
            self._waiter.set_exception(TimeoutError("no answer in time"))

    async def _ask(self, *lines: bytes) -> list[Reply]:
        """Say lines, together where the server takes them so, until one is refused, and return the answers."""
        replies: list[Reply] = []
        for breath in [lines] if self._together else [(line,) for line in lines]:
            self._transport.write(b"".join(line + b"\r\n" for line in breath))
            replies += [await self._reply() for _ in breath]
            if replies[-1].code not in _YES:
                break
        return replies

    async def propose(self, envelope: Envelope) -> None:
        """Say from whom and for whom a mail is, and wait until the server asks for it. Raises what aiosmtplib does
        where it refuses, and ValueError where an address is none."""
        if _SMUGGLED.search(envelope.sender + envelope.recipient):
            raise ValueError("an address holds what none may")
        sender = b" ".join([b"MAIL", b"FROM:<%s>" % envelope.sender.encode(), *map(str.encode, envelope.of_mail)])
        to = b" ".join([b"RCPT", b"TO:<%s>" % envelope.recipient.encode(), *map(str.encode, envelope.of_recipient)])
        replies = await self._ask(sender, to, b"DATA")
        refused = next((place for place, said in enumerate(replies) if said.code not in _ALLOWED[place]), None)
        if refused is not None:
            await self._forget(is_asked=replies[-1].code == _GO_ON)
            raise _refusal(envelope, refused, replies[refused])

    async def _forget(self, *, is_asked: bool) -> None:
        """Have the server forget a mail that it refused; one that asks for it all the same gets nothing."""
        try:
            if is_asked:
                await self._ask(b".")
            await self._ask(b"RSET")
        except ConnectionError:
            self._transport.close()

    async def give(self, mail: bytes) -> str:
        """Give the mail that the server asked for, and return with which words it took it. Raises SMTPDataError where
        it refuses it, and UnheardError where its answer does not come, or not in time."""
        self.is_said = True
        try:
            self._transport.write(mail.replace(b"\r\n.", b"\r\n..") + b".\r\n")
            verdict = await self._reply()
        except (ConnectionError, TimeoutError) as lost:
            raise UnheardError("answer never heard") from lost
        self.is_said = False
        if verdict.code != _DONE:
            raise SMTPDataError(verdict.code, verdict.words)
        return f"{verdict.code} {verdict.words}"

    async def leave(self) -> None:
        """Take leave of the server."""
        await self._ask(b"QUIT")

    def drop(self) -> None:
        """Close the connection without a word."""
        if self._alarm is not None:
            self._alarm.cancel()
        self._transport.close()
