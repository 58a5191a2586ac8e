"""An application in Prefect's place: it answers everything, so that what stands before it is seen alone."""

from collections.abc import Mapping

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Message
from starlette.websockets import WebSocket

HERE = "http://127.0.0.1:4200"


async def _answer(request: Request) -> JSONResponse:
    """Say what was asked."""
    return JSONResponse({"asked": await request.json() if await request.body() else None})


async def _open(socket: WebSocket) -> None:
    await socket.accept()


_METHODS = ["GET", "POST", "OPTIONS"]
INNER = Starlette(routes=[WebSocketRoute("/{path:path}", _open), Route("/{path:path}", _answer, methods=_METHODS)])


async def ask(
    app: ASGIApp,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    *,
    address: str = HERE,
    client: str = "127.0.0.1",
    json: object = None,
) -> httpx.Response:
    """Ask an application by an address, from some machine, and return its answer."""
    transport = httpx.ASGITransport(app, client=(client, 50_000))
    async with httpx.AsyncClient(transport=transport, base_url=address) as asking:
        said = [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()]
        return await asking.request(method, path, headers=said, json=json)


async def opens(app: ASGIApp, path: str, headers: Mapping[str, str]) -> bool:
    """Return True if a websocket is opened to who says these headers."""
    said: list[Message] = []
    told = {"host": "127.0.0.1:4200"} | dict(headers)
    raw = [(name.encode(), value.encode()) for name, value in told.items()]
    scope = {"type": "websocket", "path": path, "headers": raw, "query_string": b"", "subprotocols": []}

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        said.append(message)

    await app(scope, receive, send)
    return bool(said[0]["type"] == "websocket.accept")
