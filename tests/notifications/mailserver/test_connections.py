"""What an installer says of the mail server is how letters leave."""

import asyncio
from contextlib import suppress

import pytest

from models.storage.settings import Settings
from notifications.delivery.routes import Route
from notifications.mailserver.sink import Sink
from tasks.sending import send_notices
from tests.notifications.posting import AT, Queue, notice

LETTERS = 200


class Relay:
    """A way to a mail server, which counts how many come by it at once."""

    def __init__(self, route: Route) -> None:
        self._route, self._open, self.most = route, 0, 0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry what both sides say."""
        self._open += 1
        self.most = max(self.most, self._open)
        from_server, to_server = await asyncio.open_connection(self._route.host, self._route.port)
        await asyncio.gather(_pour(reader, to_server), _pour(from_server, writer))
        self._open -= 1


async def _pour(source: asyncio.StreamReader, into: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while said := await source.read(65_536):
            into.write(said)
            await into.drain()
    into.close()


@pytest.mark.parametrize(("said", "most"), [(None, 4), ("2", 2), ("16", 16)])
async def test_letters_leave_over_as_many_connections_as_was_said(
    queue: Queue, sink: Sink, monkeypatch: pytest.MonkeyPatch, said: str | None, most: int
) -> None:
    """Four, where nothing was."""
    queue.put(*(notice(number) for number in range(1, LETTERS + 1)))
    relay = Relay(Route.parse(sink.url))
    server = await asyncio.start_server(relay.carry, "127.0.0.1", 0)
    monkeypatch.setenv("SPRO_DATABASE_URL", queue.address)
    monkeypatch.setenv("SPRO_SMTP_URL", f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    if said:
        monkeypatch.setenv("SPRO_SMTP_CONNECTIONS", said)

    async with server:
        delivery = await send_notices.fn(at=AT)

    assert (delivery.sent, relay.most) == (LETTERS, most)


@pytest.mark.parametrize("said", ["0", "21", "quatre"])
def test_a_number_of_connections_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """By its name, before anything leaves."""
    monkeypatch.setenv("SPRO_SMTP_CONNECTIONS", said)

    with pytest.raises(ValueError, match="smtp_connections"):
        Settings()
