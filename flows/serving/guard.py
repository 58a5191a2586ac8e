"""Who may ask: not a page of another origin, whatever password the browser would send along for it."""

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.serving.addresses import Origins
from flows.serving.answers import refuse

STRANGE_HOST = "Cette adresse n'est pas celle de la console : voyez SPRO_CONSOLE_URL dans docs/installation.md.\n"
STRANGE_ORIGIN = "Cette demande vient d'une autre page que celles de la console : elle est refusée.\n"

_OURS = frozenset({"same-origin", "none"})
"""What a browser says of a request that comes from a page of ours, or from the person themselves."""


class Guard:
    """Answers those who ask for an address of ours, from a page of ours or from none; a link to a page may be followed
    from anywhere."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        """Stand before an application that is known by these origins."""
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = self._origins.get(headers.get("host", "").lower())
        if origin is None:
            await refuse(scope, send, HTTPStatus.MISDIRECTED_REQUEST, STRANGE_HOST)
        elif is_foreign(scope, headers, origin):
            await refuse(scope, send, HTTPStatus.FORBIDDEN, STRANGE_ORIGIN)
        else:
            await self._app(scope, receive, send)


def is_foreign(scope: Scope, headers: Headers, origin: str) -> bool:
    """Return True if a page of another origin asks, for something else than to show a page of ours."""
    if headers.get("origin", origin) != origin:
        return True
    return headers.get("sec-fetch-site", "none") not in _OURS and not _follows_link(scope, headers)


def _follows_link(scope: Scope, headers: Headers) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in ("GET", "HEAD")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
        and not scope["path"].startswith("/api/")
    )
