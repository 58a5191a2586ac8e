"""The server that letters leave by, looked at without a letter: whether it has us, over what, and what it offers."""

import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from aiosmtplib import SMTP

from notifications.delivery.returns import refused_returns
from notifications.delivery.routes import CONNECTION_TROUBLE, Route, describe_trouble, greeted

_DATE = re.compile(r"(?:\w{3}, )?\d{1,2} \w{3} \d{4} \d{2}:\d{2}:\d{2} [+-]\d{4}")


_OFFERS = ("size", "dsn", "smtputf8", "8bitmime", "pipelining", "chunking")
"""What changes how letters leave."""


class ServerSeen(NamedTuple):
    """How a server is: what keeps it from having us, or how the connection is encrypted, as whom it let us in, what it
    offers, with which words it refuses the address of returns, until when its certificate holds, and by how much its
    clock is ahead where its greeting tells."""

    host: str
    trouble: str = ""
    encryption: str = ""
    user: str | None = None
    offers: tuple[str, ...] = ()
    refused: str | None = None
    certified_until: datetime | None = None
    ahead: timedelta | None = None


async def see_server(route: Route, *, now: Callable[[], datetime]) -> ServerSeen:
    """Return how the server of a route is; never raises, and sends nothing."""
    try:
        client, greeting = await greeted(route)
    except CONNECTION_TROUBLE as error:
        return ServerSeen(route.host, trouble=describe_trouble(error))
    try:
        seen = _seen(client, route)._replace(ahead=_ahead(greeting, now()))
        with suppress(*CONNECTION_TROUBLE):
            await client.quit()
    finally:
        client.close()
    return seen._replace(refused=await refused_returns(route))


def _seen(client: SMTP, route: Route) -> ServerSeen:
    tls = client.transport.get_extra_info("ssl_object") if client.transport else None
    return ServerSeen(
        route.host,
        encryption=(tls.version() or "") if tls else "",
        user=route.user,
        offers=tuple(sorted(name.upper() for name in client.esmtp_extensions if name in _OFFERS)),
        certified_until=certified_until(tls) if tls else None,
    )


def certified_until(tls: ssl.SSLObject | ssl.SSLSocket) -> datetime | None:
    """Return when the certificate of whoever a connection leads to ends."""
    found = tls.getpeercert()
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(found["notAfter"])), UTC) if found else None


def _ahead(greeting: str, at: datetime) -> timedelta | None:
    found = _DATE.search(greeting)
    return parsedate_to_datetime(found[0]) - at if found else None
