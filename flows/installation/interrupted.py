"""Runs that were interrupted: what a person sent is run again, a few times, since each act may run twice; whatever else
a dead worker had begun is said to be dead, once that worker, by its name, begins anew."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterEndTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    WorkPoolFilter,
    WorkPoolFilterName,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.states import Crashed, Scheduled

from flows.boards.run_forms import FORM
from flows.installation.health import PATIENCE
from flows.pool import POOL

AGAIN = "À reprendre"
"""The state of what a person sent and that is run again."""

TRIES = 3
"""How often it is, before it is given up."""

LATELY = timedelta(days=1)
"""Since when a run may have crashed and still be run again: what is older, its sender has seen long ago."""

_AGAIN = "Interrompue avant sa fin, cette exécution reprend d'elle-même : rien n'est fait deux fois."
_DEAD = "Le worker s'est arrêté."
GIVEN_UP = (
    f"Interrompue {TRIES + 1} fois : elle n'est plus reprise. Renvoyez le formulaire ; le menu ⋮, « Copy to new run », "
    "l'ouvre rempli. Ce qui serait déjà fait n'est pas fait deux fois."
)
"""What is said of a run that is given up. It counts as crashed: the Région is told, as of any other."""

WORKER = "prefect.worker.name"
"""The label of a run by which Prefect says which worker took it."""

_POOL = WorkPoolFilter(name=WorkPoolFilterName(any_=[POOL]))


async def bury(worker: str, *, at: datetime) -> None:
    """Settle the runs that a dead worker of a name had begun: they would be taken for living, and keep others from
    starting. Those of other workers go on, and runs that wait for a person go on waiting."""
    async with asyncio.timeout(PATIENCE), get_client() as client:
        begun = await _runs(client, StateType.PENDING, StateType.RUNNING, StateType.CANCELLING)
        for run in (run for run in begun if run.labels.get(WORKER) == worker):
            state = await _next(client, run, at=at) or Crashed(message=_DEAD)
            await client.set_flow_run_state(run.id, state, force=True)


async def run_again(*, at: datetime) -> None:
    """Have what people sent run again where its run has crashed lately, or say that it is given up."""
    lately = FlowRunFilter(
        state=_in(StateType.CRASHED),
        tags=FlowRunFilterTags(all_=[FORM]),
        end_time=FlowRunFilterEndTime.model_validate({"after_": at - LATELY}),
    )
    async with asyncio.timeout(PATIENCE), get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=lately, work_pool_filter=_POOL):
            state = await _next(client, run, at=at)
            if state and run.state and run.state.message != GIVEN_UP:
                await client.set_flow_run_state(run.id, state, force=True)


async def _next(client: PrefectClient, run: FlowRun, *, at: datetime) -> State | None:
    """Return the state that what a person sent is put in; None for what the system does alone, and does anew."""
    if FORM not in run.tags:
        return None
    tried = [state for state in await client.read_flow_run_states(run.id) if state.name == AGAIN]
    if len(tried) < TRIES:
        return Scheduled(name=AGAIN, message=_AGAIN, scheduled_time=at)
    return Crashed(message=GIVEN_UP)


async def _runs(client: PrefectClient, *types: StateType) -> Sequence[FlowRun]:
    return await client.read_flow_runs(flow_run_filter=FlowRunFilter(state=_in(*types)), work_pool_filter=_POOL)


def _in(*types: StateType) -> FlowRunFilterState:
    return FlowRunFilterState(type=FlowRunFilterStateType(any_=list(types)))
