"""The outbox as Prefect sees it: one task that sends what waits."""

from datetime import datetime

from models.storage.settings import Settings
from notifications.delivery.delivery import Delivery, deliver
from notifications.delivery.routes import Route
from notifications.mailserver.sink import open_route
from tasks.concerned import unit


@unit("Envoyer les notifications")
async def send_notices(*, at: datetime) -> Delivery:
    """Send what waits in the outbox; what cannot leave stays there and is tried again."""
    settings = Settings()
    async with open_route(settings) as route:
        return await send_due(settings, route, at=at)


async def send_due(settings: Settings, route: Route, *, at: datetime, answers_only: bool = False) -> Delivery:
    """Send what is due, or what answers a mail alone, over as many connections, and as fast, as the settings say."""
    lines, pace = settings.smtp_connections, settings.smtp_per_minute
    return await deliver(settings.database, route, at=at, connections=lines, answers_only=answers_only, per_minute=pace)
