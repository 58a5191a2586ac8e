"""Who sits at the console, where a proxy names its users: that name fills « saisi par », and no other can be sent."""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from flows.serving.answers import answer_changed, ask_changed, refuse
from tasks.meetings.pages.validate import BY

FORM, GATE = "by", BY
"""The field of a form, and of a page of a gate, that says who acts."""

LONGEST = 120

_DRAWN = re.compile(r"/api/deployments/(?:[0-9a-f-]{36}|name/[^/]+/[^/]+)")
_PAGE = re.compile(r"/api/flow_runs/[^/]+/input/[^/]+-schema")
_ANSWER = re.compile(r"/api/flow_runs/[^/]+/input/?")

BESIDE = "La réponse d'une page se saisit par « Resume », qui dit qui agit.\n"


class Proxy(NamedTuple):
    """The header in which a proxy names its users, and the address that it asks from: the header is nobody else's."""

    header: str
    address: str

    def user(self, scope: Scope) -> str | None:
        """Return whom the proxy names; None where somebody else asks, or where it names nobody."""
        client = scope.get("client")
        said = Headers(scope=scope).get(self.header)
        if said is None or client is None or client[0] != self.address:
            return None
        return readable(said) or None


def readable(said: str) -> str:
    """Return a header as the words that it is: proxies send UTF-8 octets, which HTTP reads one by one."""
    with suppress(UnicodeError):
        said = said.encode("latin-1").decode()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in said).split())[:LONGEST]


class Named:
    """Hands on what a named person asks with their name in it, and shows them forms that it fills in."""

    def __init__(self, app: ASGIApp, proxy: Proxy) -> None:
        """Stand before an application, behind a proxy."""
        self._app, self._proxy = app, proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        user = self._proxy.user(scope) if scope["type"] == "http" else None
        if user is None:
            await self._app(scope, receive, send)
        elif scope["method"] == "GET":
            await self._show(user, scope, receive, send)
        elif _ANSWER.fullmatch(scope["path"]):
            await refuse(scope, send, HTTPStatus.FORBIDDEN, BESIDE)
        else:
            await ask_changed(self._app, lambda said: signed(said, user), scope, receive, send)

    async def _show(self, user: str, scope: Scope, receive: Receive, send: Send) -> None:
        if _DRAWN.fullmatch(scope["path"]):
            await answer_changed(self._app, lambda said: drawn_for(said, user), scope, receive, send)
        elif _PAGE.fullmatch(scope["path"]):
            await answer_changed(self._app, lambda said: page_for(said, user), scope, receive, send)
        else:
            await self._app(scope, receive, send)


def signed(said: Any, user: str) -> Any:  # noqa: ANN401  JSON
    """Return what a person asks with their own name wherever a form or a page of a gate says who acts."""
    if isinstance(said, list):
        return [signed(each, user) for each in said]
    if not isinstance(said, dict):
        return said
    return {name: _named(name, signed(value, user), user) for name, value in said.items()}


def _named(name: str, value: Any, user: str) -> Any:  # noqa: ANN401  JSON
    field = {"form": FORM, "run_input": GATE}.get(name)
    return {**value, field: user} if field and isinstance(value, dict) and field in value else value


def drawn_for(deployment: Mapping[str, Any], user: str) -> dict[str, Any]:
    """Return a deployment whose form is filled in with a person's name."""
    schema = deployment.get("parameter_openapi_schema") or {}
    forms = {name: _filled(form, FORM, user) for name, form in schema.get("definitions", {}).items()}
    return {**deployment, "parameter_openapi_schema": {**schema, "definitions": forms} if forms else schema}


def page_for(said: Any, user: str) -> Any:  # noqa: ANN401  JSON
    """Return the form of a page of a gate, as Prefect keeps it or as text, filled in with a person's name."""
    if isinstance(said, str):
        return json.dumps(page_for(json.loads(said), user))
    return _filled(said, GATE, user)


def _filled(form: Mapping[str, Any], field: str, user: str) -> dict[str, Any]:
    fields = form.get("properties", {})
    if field not in fields:
        return dict(form)
    return {**form, "properties": {**fields, field: {**fields[field], "default": user}}}
