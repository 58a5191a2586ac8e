"""Mails are registered, and their senders notified meanwhile: nobody waits for the mails of others."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from threading import Thread
from typing import NamedTuple, TypeVar

from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery
from notifications.mailserver.sink import open_route
from tasks.intake.registering.drain import Clock, Taken
from tasks.intake.registering.readings import register_waiting
from tasks.sending import send_due

R = TypeVar("R")

PAUSE = 1.0
"""Seconds after which the senders of registered mails are notified, while other mails are still being registered."""


class Received(NamedTuple):
    """What was done with the mails that waited, and with the notices that were to leave."""

    taken: Taken
    delivery: Delivery


async def receive(
    settings: Settings, *, now: Clock, skipping: Collection[str] = (), roles: Collection[str] | None = None
) -> Received:
    """Register the mails that wait (see `register_waiting`), in a thread, and tell who sent them meanwhile. Other
    notices are left for others to send: there may be thousands."""
    registering = _begun(lambda: register_waiting(settings, now=now, skipping=skipping, roles=roles))
    delivered, is_over = [Delivery(0, 0, 0)], False
    try:
        async with open_route(settings) as route:
            while not is_over:
                await asyncio.wait([registering], timeout=PAUSE)
                # Asked before: what is registered while others are told is told next.
                is_over = registering.done()
                delivered.append(await send_due(settings, route, at=now(), answers_only=True))
    finally:
        registering.cancel()  # where nobody waits for it any more; it is over otherwise
    return Received(registering.result(), Delivery(*map(sum, zip(*delivered, strict=True))))


def _begun(work: Callable[[], R]) -> "asyncio.Future[R]":
    """Begin some work in a thread that the end of the process does not wait for: a server may hang."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()

    def settle(result: R | None, error: Exception | None) -> None:
        if done.cancelled():
            return
        if error:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:  # noqa: BLE001  whoever waits for it raises it
            error = raised
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(settle, result, error)

    Thread(target=run, name="spro-releve", daemon=True).start()
    return done
