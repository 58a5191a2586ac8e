"""A mail server that takes whatever it is given, writes down what it took, and fails as it is told."""

import asyncio
import random
from collections import Counter
from enum import StrEnum, auto
from pathlib import Path
from typing import Self

_GREETING = b"220 essai\r\n"
_EHLO = b"250-essai\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


class Fault(StrEnum):
    """A way in which a server fails a mail; after `unheard`, it has it all the same."""

    sender = auto()
    recipient = auto()
    forever = auto()
    closing = auto()
    cut = auto()
    content = auto()
    cut_midway = auto()
    unheard = auto()


_ANSWERS = {
    Fault.sender: ("MAIL", b"451 plus tard\r\n"),
    Fault.recipient: ("RCPT", b"450 plus tard\r\n"),
    Fault.forever: ("RCPT", b"550 inconnu\r\n"),
    Fault.closing: ("MAIL", b"421 je ferme\r\n"),
}


class FaultySink:
    """Such a server: one mail in `one_in` fails, in a way drawn by `chance`, none where that is 0. What it took is in
    `ledger`, a line a mail with its Message-ID, written before it says so."""

    def __init__(self, ledger: Path, *, one_in: int = 0, chance: random.Random | None = None) -> None:
        self._ledger = ledger
        self._one_in, self._chance = one_in, chance or random.Random(0)  # noqa: S311  no secret
        self._server: asyncio.Server | None = None
        self.faults: list[Fault] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        """Open a port."""
        self._ledger.touch()
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self.port, limit=2**24)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close it."""
        if self._server:
            self._server.close()

    @property
    def url(self) -> str:
        """The setting that leads here."""
        return f"smtp://127.0.0.1:{self.port}"

    def taken(self) -> Counter[str]:
        """Return how often each Message-ID was taken."""
        return Counter(self._ledger.read_text().split())

    def _drawn(self) -> Fault | None:
        if self.faults:
            return self.faults.pop(0)
        is_due = self._one_in and self._chance.randrange(self._one_in) == 0
        return self._chance.choice(list(Fault)) if is_due else None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(_GREETING)
            while line := await reader.readline():
                if line.upper().startswith(b"EHLO"):
                    writer.write(_EHLO)
                elif line.upper().startswith(b"MAIL"):
                    await self._mail(reader, writer, self._drawn())
                else:
                    writer.write(b"221 au revoir\r\n" if line.upper().startswith(b"QUIT") else b"250 OK\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _mail(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault | None) -> None:
        command, answer = _ANSWERS.get(fault, ("", b"")) if fault else ("", b"")
        is_fine = True
        for name in ("MAIL", "RCPT", "DATA"):
            if name != "MAIL":
                await reader.readline()
            if command == name:
                is_fine = False
            writer.write(answer if command == name else b"503 non\r\n" if not is_fine else _fine(name))
            if fault in {Fault.closing, Fault.cut}:
                raise ConnectionResetError
        if is_fine:
            await self._content(reader, writer, fault)

    async def _content(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, fault: Fault | None) -> None:
        await writer.drain()
        if fault is Fault.cut_midway:
            await reader.readline()
            raise ConnectionResetError
        content = await reader.readuntil(b"\r\n.\r\n")
        if fault is Fault.content:
            writer.write(b"451 plus tard\r\n")
            return
        self._keep(content)
        if fault is Fault.unheard:
            raise ConnectionResetError
        writer.write(b"250 pris\r\n")

    def _keep(self, content: bytes) -> None:
        mark = content.partition(b"Message-ID: <")[2].partition(b">")[0].decode()
        with self._ledger.open("a") as ledger:
            ledger.write(f"{mark}\n")


def _fine(name: str) -> bytes:
    return b"354 allez\r\n" if name == "DATA" else b"250 OK\r\n"
