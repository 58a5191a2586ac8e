"""The one password: asked of whoever opens anything here, by the browser itself, which then sends it along."""

from base64 import b64encode
from hmac import compare_digest
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.serving.answers import refuse
from models.storage.pages import CALL, HANDED, PREFIX

PROBES = frozenset({"/api/health", "/api/ready"})
"""What a supervisor may ask without it: they say that the server answers, and nothing else."""

OPEN = (f"{HANDED}/", f"{CALL}/", f"{PREFIX}/static/")
"""What is shown without it: the pages whose address is itself a secret, what the call gives to whoever applies, and how
our pages look."""

ASKED = "Cette console demande un nom et un mot de passe.\n"
_CHALLENGE = {"www-authenticate": 'Basic realm="SPRO", charset="UTF-8"'}


def authorization(password: str) -> str:
    """Return the header that says « user:password »."""
    return f"Basic {b64encode(password.encode()).decode()}"


class Password:
    """Answers those who know the password, and whoever asks for what is open. Prefect's own check of its API and of its
    websockets stays behind it."""

    def __init__(self, app: ASGIApp, password: str) -> None:
        """Stand before an application; `password` is « user:password »."""
        self._app, self._expected = app, authorization(password).encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or ask for the password."""
        if scope["type"] == "lifespan" or _is_open(scope) or self._is_known(scope):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, send, HTTPStatus.UNAUTHORIZED, ASKED, _CHALLENGE)

    def _is_known(self, scope: Scope) -> bool:
        said = Headers(scope=scope).get("authorization")
        if said is None:
            # Prefect's clients say it in the first message of a websocket, and Prefect looks at it there.
            return scope["type"] == "websocket" and str(scope["path"]).startswith("/api/")
        return compare_digest(said.encode(), self._expected)


def _is_open(scope: Scope) -> bool:
    """Return True for what whoever asks may read: it is only looked at."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    return scope["path"] in PROBES or str(scope["path"]).startswith(OPEN)
