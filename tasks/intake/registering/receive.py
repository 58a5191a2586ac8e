"""Mails are registered, and their senders notified meanwhile: nobody waits for the mails of others."""

import asyncio
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery, deliver
from notifications.mailserver.sink import open_route
from tasks.intake.registering.drain import Taken, register_waiting

PAUSE = 1.0
"""Seconds after which the senders of registered mails are notified, while other mails are still being registered."""


class Received(NamedTuple):
    """What was done with the mails that waited, and with the notices that were to leave."""

    taken: Taken
    delivery: Delivery


async def receive(
    settings: Settings, *, at: datetime, skipping: Collection[str] = (), roles: Collection[str] | None = None
) -> Received:
    """Register the mails that wait (see `register_waiting`), in a thread, and tell who sent them meanwhile. Other
    notices are left for others to send: there may be thousands."""
    work = asyncio.to_thread(register_waiting, settings, at=at, skipping=skipping, roles=roles)
    registering = asyncio.create_task(work)
    delivered = [Delivery(0, 0, 0)]
    try:
        async with open_route(settings) as route:
            while not registering.done():
                await asyncio.wait([registering], timeout=PAUSE)
                pace = settings.smtp_per_minute
                delivered.append(await deliver(settings.database, route, at=at, answers_only=True, per_minute=pace))
    finally:
        await asyncio.wait([registering])
    return Received(registering.result(), Delivery(*map(sum, zip(*delivered, strict=True))))
