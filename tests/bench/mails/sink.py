"""A mail server that takes all and keeps nothing, as fast as Python lets it: run as a module, it says its port.

Like most relays it takes the lines of an envelope together (PIPELINING); told « plain », it offers nothing.
"""

import asyncio
import sys
from typing import cast


class _Taker(asyncio.Protocol):
    offers = b"250-essai\r\n250-PIPELINING\r\n250 8BITMIME\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._received = b""
        self._is_content = False
        self._transport.write(b"220 essai\r\n")

    def data_received(self, data: bytes) -> None:
        self._received += data
        answers: list[bytes] = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        self._transport.write(b"".join(answers))

    def _next(self) -> bytes | None:
        end = b"\r\n.\r\n" if self._is_content else b"\r\n"
        line, found, rest = self._received.partition(end)
        if not found:
            return None
        self._received = rest
        if self._is_content:
            self._is_content = False
            return b"250 pris\r\n"
        command = line[:4].upper()
        self._is_content = command == b"DATA"
        return {b"EHLO": self.offers, b"DATA": b"354 allez\r\n", b"QUIT": b"221 au revoir\r\n"}.get(
            command, b"250 OK\r\n"
        )


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(_Taker, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:] == ["plain"]:
        _Taker.offers = b"250 essai\r\n"
    asyncio.run(_serve())
