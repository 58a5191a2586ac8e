"""Senders side by side, killed or stopped: each notice leaves once, and none is lost."""

import asyncio
import sys
from datetime import timedelta

import pytest

from notifications.delivery.delivery import GROUP, Delivery, deliver
from notifications.delivery.routes import Route
from notifications.mailserver.maildir import list_mails
from notifications.mailserver.sink import Sink
from tests.notifications.posting import AT, LATER, Queue, notice, recipients


async def arrival(sink: Sink, number: int) -> None:
    """Wait until that many mails have arrived."""
    while len(list_mails(sink.maildir)) < number:  # noqa: ASYNC110  a file that appears sets no event
        await asyncio.sleep(0.01)


async def test_two_senders_never_share_a_notice(queue: Queue, sink: Sink) -> None:
    """Started together, they send everything, each notice once."""
    queue.put(*(notice(number) for number in range(1, 121)))
    route = Route.parse(sink.url)

    deliveries = await asyncio.gather(*(deliver(queue.address, route, at=AT) for _ in range(2)))

    assert sum(delivery.sent for delivery in deliveries) == 120
    assert recipients(sink.maildir) == {f"{number}@cidff.example": 1 for number in range(1, 121)}


async def test_a_lease_is_respected_then_ends(queue: Queue, sink: Sink) -> None:
    """What another sender holds is left to it until its lease is over: it may have been killed."""
    queue.put(notice(claimed_until=LATER))
    route = Route.parse(sink.url)

    held, over = [await deliver(queue.address, route, at=at) for at in (LATER, LATER + timedelta(seconds=1))]

    assert (held, over) == (Delivery(0, 0, 0), Delivery(1, 0, 0))


SENDING = """
import asyncio, sys
from datetime import datetime
from notifications.delivery.delivery import deliver
from notifications.delivery.routes import Route
asyncio.run(deliver(sys.argv[1], Route.parse(sys.argv[2]), at=datetime.fromisoformat(sys.argv[3])))
"""


async def test_a_sender_that_is_killed_loses_nothing(queue: Queue, sink: Sink) -> None:
    """Killed midway, it leaves a few notices that are sent again, and none that is not sent."""
    queue.put(*(notice(number) for number in range(1, 401)))

    arguments = (SENDING, queue.address, sink.url, AT.isoformat())
    sender = await asyncio.create_subprocess_exec(sys.executable, "-c", *arguments)
    await arrival(sink, 100)
    sender.kill()
    await sender.wait()
    await deliver(queue.address, Route.parse(sink.url), at=AT + timedelta(minutes=15))

    arrived = recipients(sink.maildir)
    assert set(queue.statuses()) == {"sent"}
    assert len(arrived) == 400
    assert arrived.total() - 400 <= 2 * GROUP + 4


async def test_a_cancelled_sender_gives_back_what_it_holds(queue: Queue, sink: Sink) -> None:
    """Stopped politely, it writes what it sent and frees the rest; only what was on the wire keeps its lease."""
    queue.put(*(notice(number) for number in range(1, 401)))
    route = Route.parse(sink.url)

    sender = asyncio.create_task(deliver(queue.address, route, at=AT))
    await arrival(sink, 50)
    sender.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sender
    at_once = await deliver(queue.address, route, at=AT)
    in_the_end = await deliver(queue.address, route, at=AT + timedelta(minutes=15))

    arrived = recipients(sink.maildir)
    assert len(arrived) == 400
    assert (at_once.sent > 0, in_the_end.sent <= 4, arrived.total() - 400 <= 4) == (True, True, True)
