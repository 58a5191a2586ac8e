"""What our layers answer themselves, and how they change what Prefect is asked and answers."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Change = Callable[[Any], Any]
"""What becomes of a JSON value."""

_POLICY_VIOLATION = 1008


async def refuse(
    scope: Scope, send: Send, status: HTTPStatus, said: str, headers: Mapping[str, str] | None = None
) -> None:
    """Answer a request by a sentence, or close a websocket before it is open."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": ""})
        return
    await PlainTextResponse(said, status, headers)(scope, _nothing, send)


async def _nothing() -> Message:
    return {"type": "http.disconnect"}


async def ask_changed(app: ASGIApp, change: Change, scope: Scope, receive: Receive, send: Send) -> None:
    """Hand a request on with its JSON changed; what is no JSON stays as it is."""
    body = await Request(scope, receive).body()
    try:
        said = json.dumps(change(json.loads(body))).encode()
    except ValueError:
        said = body
    headers = MutableHeaders(scope=scope)
    headers["content-length"] = str(len(said))
    await app(scope, telling(said, receive), send)


def telling(body: bytes, receive: Receive) -> Receive:
    """Return what tells an application the whole body of a request once, and then how the connection is."""
    told = False

    async def once() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


async def answer_changed(app: ASGIApp, change: Change, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the JSON of the answer changed, where it is a good one."""
    del MutableHeaders(scope=scope)["accept-encoding"]
    start: Message = {}
    body = b""

    async def kept(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
            return
        body += message.get("body", b"")
        if not message.get("more_body"):
            said = body if start["status"] != HTTPStatus.OK else json.dumps(change(json.loads(body))).encode()
            MutableHeaders(scope=start)["content-length"] = str(len(said))
            await send(start)
            await send({"type": "http.response.body", "body": said})

    await app(scope, receive, kept)
