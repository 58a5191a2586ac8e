"""What our pages ask of Prefect, by its own API: how it is, and which run waits for a person."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Protocol

import httpx

from tasks.incidents.health.conductor import Conductor, Schedules

LATELY = timedelta(days=1)
"""How long ago a run may have broken down to be still told."""

Opens = Callable[[], httpx.AsyncClient]
"""Opens a client of Prefect's API, to be closed."""

_BROKEN = ["FAILED", "CRASHED"]
_WAITS = ["PAUSED", "RUNNING"]


class Machine(Protocol):
    """Prefect, as our pages ask it; neither question raises."""

    async def health(self, at: datetime) -> Conductor | None:
        """Return how Prefect is at an instant; None where it does not answer."""

    async def waiting_run(self, flow: str, tags: Sequence[str]) -> str | None:
        """Return the address of the run of a flow, of some tags, that waits for a person, else of one that runs."""


class PrefectMachine:
    """Prefect, asked over its API."""

    def __init__(self, opens: Opens, pool: str) -> None:
        """Ask by what a function opens, about a work pool."""
        self._opens, self._pool = opens, pool

    async def health(self, at: datetime) -> Conductor | None:
        """Return how Prefect is at an instant; None where it does not answer."""
        try:
            async with self._opens() as client:
                return await _health(client, self._pool, at)
        except (httpx.HTTPError, ValueError, KeyError):
            return None

    async def waiting_run(self, flow: str, tags: Sequence[str]) -> str | None:
        """Return the address of the run of a flow, of some tags, that waits for a person, else of one that runs."""
        runs = {"tags": {"all_": list(tags)}, "state": {"type": {"any_": _WAITS}}}
        try:
            async with self._opens() as client:
                asked = {"flows": {"name": {"any_": [flow]}}, "flow_runs": runs}
                found = await _asked(client, "POST", "/flow_runs/filter", asked)
        except (httpx.HTTPError, ValueError):
            return None
        found.sort(key=lambda run: run["state_type"] != "PAUSED")
        return f"/runs/flow-run/{found[0]['id']}" if found else None

    async def schedules(self, listed: Collection[str]) -> Schedules | None:
        """Return what Prefect was told, of the deployments that are `listed`; None where it does not answer."""
        try:
            async with self._opens() as client:
                return await _schedules(client, listed)
        except (httpx.HTTPError, ValueError, KeyError):
            return None


async def _schedules(client: httpx.AsyncClient, listed: Collection[str]) -> Schedules:
    version = await _asked(client, "GET", "/admin/version")
    deployed = {one["name"]: one for one in await _asked(client, "POST", "/deployments/filter", {"limit": 200})}
    booked = {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}, "sort": "EXPECTED_START_TIME_ASC"}
    runs = await _asked(client, "POST", "/flow_runs/filter", {**booked, "limit": 200})
    ahead = {run["deployment_id"] for run in runs}
    recurring = (one for one in deployed.values() if any(each["active"] for each in one["schedules"]))
    return Schedules(
        version=version,
        missing=tuple(sorted(set(listed) - deployed.keys())),
        unbooked=tuple(sorted(one["name"] for one in recurring if one["id"] not in ahead)),
        next_at=datetime.fromisoformat(runs[0]["expected_start_time"]) if runs else None,
    )


async def _health(client: httpx.AsyncClient, pool: str, at: datetime) -> Conductor:
    status, seen_at = await _pool(client, pool)
    since = {"after_": (at - LATELY).isoformat()}
    return Conductor(
        status=status,
        seen_at=seen_at,
        late=await _count(client, {"state": {"name": {"any_": ["Late"]}}}),
        broken=await _count(client, {"state": {"type": {"any_": _BROKEN}}, "expected_start_time": since}),
    )


async def _pool(client: httpx.AsyncClient, pool: str) -> tuple[str, datetime | None]:
    """Return the status of a pool and when its worker was last seen; a server without it, as a rehearsal's, answers all
    the same."""
    try:
        found = await _asked(client, "GET", f"/work_pools/{pool}")
    except httpx.HTTPStatusError as error:
        if error.response.status_code == HTTPStatus.NOT_FOUND:
            return "NOT_READY", None
        raise
    workers = await _asked(client, "POST", f"/work_pools/{pool}/workers/filter", {"limit": 20})
    seen = [datetime.fromisoformat(one["last_heartbeat_time"]) for one in workers if one["last_heartbeat_time"]]
    return found["status"] or "NOT_READY", max(seen, default=None)


async def _count(client: httpx.AsyncClient, runs: dict[str, Any]) -> int:
    return int(await _asked(client, "POST", "/flow_runs/count", {"flow_runs": runs}))


async def _asked(client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    answer = await client.request(method, path, json=body)
    return answer.raise_for_status().json()
