"""A page asked for as a browser does, without a server."""

from collections.abc import Mapping
from typing import Any

import httpx

from flows.boards.links import PREFIX
from flows.pages.app import pages


async def nothing_deployed(_name: str) -> Mapping[str, Any] | None:
    """Read a deployment where there is none."""
    return None


async def visit(path: str, deployments: Any = nothing_deployed) -> httpx.Response:  # noqa: ANN401  a reader of deployments
    """Return the answer to an address under the prefix; nothing is followed by itself."""
    transport = httpx.ASGITransport(app=pages(deployments))
    async with httpx.AsyncClient(transport=transport, base_url="http://console.example") as client:
        return await client.get(path.removeprefix(PREFIX))
