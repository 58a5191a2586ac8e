"""What is said to a server, line by line or in one breath, and what is known where it fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from models.vocabulary import NoticeStatus
from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.envelopes import Envelope
from notifications.delivery.routes import Route, connect
from notifications.delivery.wire import UnheardError, Wire
from tests.notifications.faulty import Fault, FaultySink
from tests.notifications.posting import AT, LATER, Queue, notice

KNOWN = {
    Fault.sender: (0, "queued"),
    Fault.recipient: (0, "queued"),
    Fault.forever: (0, "failed"),
    Fault.content: (0, "queued"),
    Fault.closing: (1, "sent"),
    Fault.cut: (1, "sent"),
}
"""Faults after which it is known whether a mail was taken: how often it was in the end, and what its row says."""


@pytest.mark.parametrize("fault", KNOWN)
async def test_a_fault_before_the_end_leaves_no_doubt(queue: Queue, tmp_path: Path, fault: Fault) -> None:
    """The notice that it hits waits, fails, or leaves at once over another connection; the next leaves as ever."""
    queue.put(notice(1), notice(2))

    async with FaultySink(tmp_path / "pris") as sink:
        sink.faults = [fault]
        await deliver(queue.address, Route.parse(sink.url), at=AT, connections=1)

    first, second = queue.rows()
    times, status = KNOWN[fault]
    assert (first.status, first.attempts, first.doubted_at) == (status, 1, None)
    assert sink.taken() == {"2@region.example": 1} | ({"1@region.example": times} if times else {})
    assert second.status is NoticeStatus.sent


@pytest.mark.parametrize("fault", [Fault.unheard, Fault.cut_midway])
async def test_an_answer_that_never_came_leaves_a_doubt(queue: Queue, tmp_path: Path, fault: Fault) -> None:
    """Nobody knows whether the mail was taken: it leaves again, later, and its row says that it may have left twice."""
    queue.put(notice())

    async with FaultySink(tmp_path / "pris") as sink:
        sink.faults = [fault]
        route = Route.parse(sink.url)
        deliveries = [await deliver(queue.address, route, at=at) for at in (AT, LATER)]

    [row] = queue.rows()
    assert deliveries == [Delivery(0, 1, 0), Delivery(1, 0, 0)]
    assert (row.status, row.attempts, row.doubted_at) == (NoticeStatus.sent, 2, AT)
    assert sink.taken() == {"1@region.example": 2 if fault is Fault.unheard else 1}


async def test_a_server_that_closes_counts_no_attempt_of_the_others(queue: Queue, tmp_path: Path) -> None:
    """A 421 tells of the server: what was not tried is put off by growing waits, its attempts uncounted."""
    queue.put(*(notice(number) for number in range(1, 41)))

    async with FaultySink(tmp_path / "pris") as sink:
        sink.faults = [Fault.closing] * 100
        delivery = await deliver(queue.address, Route.parse(sink.url), at=AT, connections=1)

    rows = queue.rows()
    assert delivery == Delivery(0, 40, 0)
    assert [row.attempts for row in rows] == [1] * 3 + [0] * 37
    assert {row.put_off for row in rows[3:]} == {1}


async def test_a_letter_that_cannot_be_made_ends_alone(
    queue: Queue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its reason is kept, and the others leave."""
    queue.put(notice(1, subject="x"), notice(2))

    def unmade(parcel: object, **_: object) -> bytes:
        if parcel.subject == "x":  # type: ignore[attr-defined]
            raise TypeError
        return b"Message-ID: <2@region.example>\r\n\r\n\r\n"

    monkeypatch.setattr("notifications.delivery.connection.build", unmade)
    async with FaultySink(tmp_path / "pris") as sink:
        await deliver(queue.address, Route.parse(sink.url), at=AT)

    first, second = queue.rows()
    assert (first.status, first.last_error) == (NoticeStatus.failed, "le courriel ne peut pas être composé")
    assert second.status is NoticeStatus.sent


_ENVELOPE = Envelope("depot@region.example", "1@cidff.example", [], [])
_ANSWERS = {b"EHLO": b"250 essai\r\n", b"DATA": b"354 allez\r\n"}


@asynccontextmanager
async def falling_silent(before: bytes) -> AsyncIterator[Wire]:
    """Give a line to a server that says nothing any more from a command on, or of the mail itself."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 essai\r\n")
        async for line in reader:
            if line.startswith(before):
                break
            writer.write(_ANSWERS.get(line[:4], b"250 OK\r\n"))
        await reader.read()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        wire = Wire(await connect(Route.parse(f"smtp://127.0.0.1:{port}")))
        yield wire
        wire.drop()


async def test_a_server_that_says_nothing_is_not_waited_for_beyond_its_time() -> None:
    """Nothing of the mail was given: it did not leave."""
    async with falling_silent(b"RCPT") as wire:
        wire.until = asyncio.get_running_loop().time()

        with pytest.raises(TimeoutError):
            await wire.propose(_ENVELOPE)

        assert not wire.is_said


async def test_a_server_that_says_nothing_of_a_whole_mail_leaves_a_doubt() -> None:
    """It may have taken it."""
    async with falling_silent(b"Subject") as wire:
        await wire.propose(_ENVELOPE)
        wire.until = asyncio.get_running_loop().time()

        with pytest.raises(UnheardError):
            await wire.give(b"Subject: essai\r\n\r\nBonjour.\r\n")
