"""The server's process, with Prefect's settings and ours in its environment:
`python -m flows.machine.start flows.serving.__main__`."""

from pathlib import Path
from typing import Any

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

from flows.machine.once import say_once
from flows.pages.render import MENU
from flows.serving import alerts
from flows.serving.addresses import origins
from flows.serving.app import Access, served
from flows.serving.console import adapt
from flows.serving.drawing import draw_at_once
from flows.serving.person import Proxy
from flows.serving.sqlite import set_up_sqlite
from models.storage.settings import Settings

BLOCKS = (alerts.RegionMail,)
"""What automations of the server use: it finds them where they have been imported."""


def main() -> None:
    """Serve until told to stop."""
    server, settings = get_current_settings().server, Settings()
    password = server.api.auth_string
    set_up_sqlite()
    prefect: Any = create_app(final=True)
    draw_at_once(prefect.api_app)
    say_once()
    if server.ui.static_directory:
        adapt(Path(server.ui.static_directory) / "v1", MENU)
    access = Access(
        origins(server.api.port, bound=server.api.host, console=settings.console_url),
        password.get_secret_value() if password else None,
        Proxy(settings.proxy_user_header, settings.proxy_address) if settings.proxy_user_header else None,
    )
    uvicorn.run(
        served(prefect, prefect.api_app, access),
        host=server.api.host,
        port=server.api.port,
        timeout_keep_alive=server.api.keepalive_timeout,
        ws_ping_interval=server.api.websocket_ping_interval,
        ws_ping_timeout=server.api.websocket_ping_timeout,
        log_level=server.logging_level.lower(),
        # Who asks is known by the connection: a header would let anybody be the proxy.
        proxy_headers=False,
        server_header=False,
    )
