"""How Prefect is, seen from outside: whether its server answers and its worker lives, and a run asked of them."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

import httpx
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType, WorkPoolStatus
from prefect.deployments import arun_deployment
from prefect.exceptions import ObjectNotFound
from prefect.settings import PREFECT_API_SSL_CERT_FILE

from flows.installation.prefect_server import trust
from flows.pool import POOL

DOUBT = timedelta(seconds=10)
"""How long Prefect must look down before it is said to be: starting up, or one refused request, is no failure."""

STALE = timedelta(minutes=10)
"""A run that should have begun longer ago is taken for dead: it keeps no other from starting."""

PATIENCE = 10
"""Seconds that the server has to answer."""

_LOG = logging.getLogger("spro.veille")


class PrefectHealth(Enum):
    """How Prefect is."""

    ready = auto()
    paused = auto()
    no_worker = auto()
    no_server = auto()


DOWN = frozenset({PrefectHealth.no_worker, PrefectHealth.no_server})
"""What is a failure. A pause is somebody's decision: nothing is done behind their back."""

_MEANWHILE = "en attendant, dépôts, échéances et notifications sont traités directement"

SAID = {
    PrefectHealth.ready: (
        logging.INFO,
        "Le serveur Prefect et son worker répondent de nouveau : le service est normal.",
    ),
    PrefectHealth.paused: (
        logging.WARNING,
        f"Le groupe « {POOL} » est suspendu : rien ne part avant qu'il soit repris.",
    ),
    PrefectHealth.no_worker: (logging.ERROR, f"Le worker du groupe « {POOL} » ne répond plus ; {_MEANWHILE}."),
    PrefectHealth.no_server: (logging.ERROR, f"Le serveur Prefect ne répond plus ; {_MEANWHILE}."),
}
"""What is said, once, when Prefect comes to be so."""

_STATES = {
    WorkPoolStatus.READY: PrefectHealth.ready,
    WorkPoolStatus.PAUSED: PrefectHealth.paused,
    WorkPoolStatus.NOT_READY: PrefectHealth.no_worker,
}

_UNFINISHED = FlowRunFilterState(
    type=FlowRunFilterStateType(any_=[StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING])
)


@dataclass
class Settling:
    """The state that Prefect is held to be in: a failure only once it has lasted, a recovery at once."""

    state: PrefectHealth = PrefectHealth.ready
    seen: PrefectHealth = PrefectHealth.ready
    since: datetime | None = None

    def see(self, seen: PrefectHealth, at: datetime) -> bool:
        """Take in what is seen at `at`, and tell whether that is now the state."""
        if seen is not self.seen or self.since is None:
            self.seen, self.since = seen, at
        if seen not in DOWN or at - self.since >= DOUBT:
            self.state = seen
        return self.state is seen

    def lasting(self, at: datetime) -> timedelta:
        """Return since how long the same is seen."""
        return at - (self.since or at)


def tell_change(former: PrefectHealth, state: PrefectHealth) -> None:
    """Say that Prefect went down, was paused, or is back."""
    if state is not former:
        _LOG.log(*SAID[state])


async def look_at_conductor() -> PrefectHealth:
    """Ask the server how its worker is. Never raises: a server that does not answer is an answer."""
    try:
        async with asyncio.timeout(PATIENCE), _client() as client:
            pool = await client.read_work_pool(POOL)
    except ObjectNotFound:
        return PrefectHealth.no_worker
    except (httpx.HTTPError, OSError, RuntimeError):  # RuntimeError: Prefect's word for an address it cannot use
        return PrefectHealth.no_server
    return _STATES.get(pool.status or WorkPoolStatus.NOT_READY, PrefectHealth.no_worker)


def _client() -> PrefectClient:
    """Return a client that knocks once. Prefect's knock four times at a server that is gone, in a second and a half;
    the watcher looks again in two."""
    trusted = trust(PREFECT_API_SSL_CERT_FILE.value())
    return get_client(httpx_settings={"transport": httpx.AsyncHTTPTransport(verify=trusted), "verify": trusted})


async def is_running(client: PrefectClient, deployment: str, at: datetime) -> bool:
    """Return True if a run of a deployment is about to start or has not finished, dead ones and later ones apart."""
    lately = FlowRunFilterExpectedStartTime.model_validate({"after_": at - STALE, "before_": at + DOUBT})
    runs = await client.read_flow_runs(
        deployment_filter=DeploymentFilter(name=DeploymentFilterName(any_=[deployment])),
        flow_run_filter=FlowRunFilter(state=_UNFINISHED, expected_start_time=lately),
        limit=1,
    )
    return bool(runs)


async def start_run(deployment: str, at: datetime) -> UUID | None:
    """Start a run of a deployment unless one is under way, and return its id."""
    async with asyncio.timeout(PATIENCE), _client() as client:
        if await is_running(client, deployment, at):
            return None
        # With a client of our own: Prefect leaves open the one that it makes itself outside a run.
        run = await arun_deployment(f"{deployment}/{deployment}", client=client, timeout=0, as_subflow=False)
    return run.id


async def has_crashed(run: UUID) -> bool:
    """Return True if a run was killed before its end: it has not done its work, nor said why."""
    async with asyncio.timeout(PATIENCE), _client() as client:
        try:
            state = (await client.read_flow_run(run)).state
        except ObjectNotFound:
            return False
    return state is not None and state.is_crashed()
