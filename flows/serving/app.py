"""Prefect's application with our pages in it and our layers around it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

import httpx
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.pages.app import Guarded, pages
from flows.pages.forms import Deployments
from flows.pages.machine import Opens, PrefectMachine
from flows.pages.render import MENU
from flows.pool import POOL
from flows.serving.addresses import Origins
from flows.serving.answers import answer_changed
from flows.serving.guard import Guard
from flows.serving.password import Password, authorization
from flows.serving.patience import Patience
from flows.serving.person import Named, Proxy
from models.storage.pages import PREFIX

HEADERS = {
    # Prefect's console draws with styles in its pages, and its chart of a run makes functions of text; what matters is
    # that nothing is asked of, sent to or shown within another origin.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' data: blob:; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "SAMEORIGIN",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""What each answer says unless it says otherwise itself."""

SETTINGS = "/ui-settings"
"""Where the console asks how to reach its server."""


class Access(NamedTuple):
    """By which addresses the console is known, its « user:password » if it has one, and the proxy that names its users
    if there is one."""

    origins: Origins
    password: str | None = None
    proxy: Proxy | None = None


def served(prefect: FastAPI, api: ASGIApp, access: Access) -> ASGIApp:
    """Return what is served: Prefect's application with our pages under PREFIX, behind the guard and the password."""
    opens = _opens(api, access.password)
    shown = Mount(PREFIX, pages(_deployments(opens), PrefectMachine(opens, POOL)))
    prefect.router.routes[:0] = [*(Route(path, _to_pages) for path in _front_doors()), shown]
    inner: ASGIApp = OwnAddress(Patience(prefect), access.origins)
    if access.proxy:
        inner = Named(inner, access.proxy)
    if access.password:
        inner = Password(inner, access.password)
    return Guarded(Guard(inner, access.origins), HEADERS)


def _front_doors() -> list[str]:
    """Return what leads to the first of our pages: the bare address too, once there is a board."""
    return ["/", PREFIX] if any(entry.path == "/" for entry in MENU) else [PREFIX]


async def _to_pages(_request: object) -> RedirectResponse:
    return RedirectResponse(f"{PREFIX}/")


class OwnAddress:
    """Tells the console to ask the address that its page came from, and to leave the password to the browser."""

    def __init__(self, app: ASGIApp, origins: Origins) -> None:
        """Stand before Prefect's application; the guard has looked at the `Host` already."""
        self._app, self._origins = app, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http" or scope["path"] != SETTINGS:
            await self._app(scope, receive, send)
            return
        own: dict[str, Any] = {"api_url": f"{self._origins[Headers(scope=scope)['host'].lower()]}/api", "auth": None}
        # V2 is at /v2 for whoever types it: its menu has no entry of ours, and a click there would choose it for good.
        own["available_uis"] = ["v1"]
        await answer_changed(self._app, lambda said: {**said, **own}, scope, receive, send)


def _opens(api: ASGIApp, password: str | None) -> Opens:
    """Return what opens a client of the API that runs in this process."""
    headers = {"authorization": authorization(password)} if password else {}
    return lambda: httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://api", headers=headers)


def _deployments(opens: Opens) -> Deployments:
    """Return what reads a deployment by its name, by a client of the API."""

    async def read(name: str) -> Mapping[str, Any] | None:
        async with opens() as client:
            answer = await client.get(f"/deployments/name/{name}/{name}")
        if answer.status_code == HTTPStatus.NOT_FOUND:
            return None
        found: dict[str, Any] = answer.raise_for_status().json()
        return found

    return read
