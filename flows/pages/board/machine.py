"""How Prefect is, asked of its own API: whether a worker lives, which runs are late, which broke down."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import httpx

LATELY = timedelta(days=1)
"""How long ago a run may have broken down to be still told."""

_BROKEN = ["FAILED", "CRASHED"]


class Conductor(NamedTuple):
    """Prefect at an instant: the status of its work pool, when its worker was last seen, how many runs are late, and
    how many broke down LATELY."""

    status: str
    seen_at: datetime | None
    late: int
    broken: int


Machine = Callable[[datetime], Awaitable[Conductor | None]]
"""Reads how Prefect is at an instant; None where its API does not answer."""


def machine_over(client: httpx.AsyncClient, pool: str) -> Machine:
    """Return what reads how Prefect is, by a client of its API and the name of its work pool."""

    async def read(at: datetime) -> Conductor | None:
        try:
            return await _read(client, pool, at)
        except (httpx.HTTPError, ValueError, KeyError):
            return None

    return read


async def _read(client: httpx.AsyncClient, pool: str, at: datetime) -> Conductor:
    found = await _asked(client, "GET", f"work_pools/{pool}")
    workers = await _asked(client, "POST", f"work_pools/{pool}/workers/filter", {"limit": 20})
    seen = [datetime.fromisoformat(one["last_heartbeat_time"]) for one in workers if one["last_heartbeat_time"]]
    since = {"after_": (at - LATELY).isoformat()}
    return Conductor(
        status=found["status"] or "NOT_READY",
        seen_at=max(seen, default=None),
        late=await _count(client, {"state": {"name": {"any_": ["Late"]}}}),
        broken=await _count(client, {"state": {"type": {"any_": _BROKEN}}, "expected_start_time": since}),
    )


async def _count(client: httpx.AsyncClient, runs: dict[str, Any]) -> int:
    return int(await _asked(client, "POST", "flow_runs/count", {"flow_runs": runs}))


async def _asked(client: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    answer = await client.request(method, path, json=body)
    return answer.raise_for_status().json()
