"""What Prefect could not do because its SQLite file was held by another writer is asked again, not shown to a person.

Its answer is 503 then, and nothing has happened: the transaction was given back whole. Its own clients ask again by
themselves; its console shows an error, and a form that never comes.
"""

import asyncio
from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from flows.serving.answers import telling
from flows.serving.password import PROBES
from flows.serving.sqlite import AGAIN

TRIES = 40
PAUSE = 0.25
"""Seconds between two tries: ten in all, longer than any writer of Prefect's holds the file."""


class Patience:
    """Asks an application again while it answers that it is busy; its last answer stands, whatever it is."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before Prefect's application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer; what is no question to the API is handed on as it is."""
        if scope["type"] != "http" or not scope["path"].startswith("/api/") or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        for _ in range(TRIES - 1):
            attempt = Attempt(send)
            try:
                await self._app(dict(scope), telling(body, receive), attempt.send)
            except Exception:
                # Once it has answered, Starlette raises what it answered for: servers log it.
                if not attempt.is_busy:
                    raise
            if not attempt.is_busy:
                return
            AGAIN.set(True)  # in the task of this request, which is its own
            await asyncio.sleep(PAUSE)
        await self._app(dict(scope), telling(body, receive), send)


class Attempt:
    """One try: its answer goes on at once, unless it is that the application is busy."""

    def __init__(self, send: Send) -> None:
        """Send on what is an answer."""
        self._send, self.is_busy = send, False

    async def send(self, message: Message) -> None:
        """Take in a part of the answer."""
        if message["type"] == "http.response.start":
            self.is_busy = message["status"] == HTTPStatus.SERVICE_UNAVAILABLE
        if not self.is_busy:
            await self._send(message)
