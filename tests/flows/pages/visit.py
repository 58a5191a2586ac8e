"""A page asked for as a browser does, without a server."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import httpx

from flows.pages.app import pages
from flows.pages.machine import Machine
from models.storage.pages import PREFIX
from tasks.incidents.health.conductor import Conductor


async def nothing_deployed(_name: str) -> Mapping[str, Any] | None:
    """Read a deployment where there is none."""
    return None


class NoPrefect:
    """Prefect, where it does not answer."""

    async def health(self, _at: datetime) -> Conductor | None:
        """Return nothing."""
        return None

    async def waiting_run(self, _flow: str, _tags: Sequence[str]) -> str | None:
        """Return nothing."""
        return None


NO_PREFECT = NoPrefect()


async def visit(
    path: str,
    deployments: Any = nothing_deployed,  # noqa: ANN401  a reader of deployments
    machine: Machine = NO_PREFECT,
    *,
    raises: bool = True,
) -> httpx.Response:
    """Return the answer to an address under the prefix; nothing is followed by itself. What breaks a page is raised,
    unless it is to be seen as a browser does."""
    transport = httpx.ASGITransport(app=pages(deployments, machine), raise_app_exceptions=raises)
    async with httpx.AsyncClient(transport=transport, base_url="http://console.example") as client:
        return await client.get(path.removeprefix(PREFIX))
