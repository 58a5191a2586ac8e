"""What is to come by itself, called as people call it: Prefect's scheduler makes up a name for each run."""

import asyncio
from collections.abc import Mapping

from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType

from flows.installation.health import PATIENCE
from models.storage.settings import Settings
from tasks.console.boards.board import local_zone

NAMES: Mapping[str, str] = {
    "derouler-session": "Toutes les sessions · échéances du {:%d/%m/%Y}",
    "relever-depots": "Dépôts · relève du {:%d/%m/%Y à %H h}",
    "distribuer-notifications": "Notifications · envoi du {:%d/%m/%Y à %H h %M}",
}
"""What the runs of each schedule are called before they begin."""

_SCHEDULED = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])))


async def name_upcoming() -> None:
    """Give a name to each scheduled run that has none of ours, by the clock of the Région."""
    zone = local_zone(Settings().database)
    async with asyncio.timeout(PATIENCE), get_client() as client:
        for deployment, pattern in NAMES.items():
            for run in await _scheduled(client, deployment):
                if run.auto_scheduled and run.expected_start_time:
                    await _name(client, run, pattern.format(run.expected_start_time.astimezone(zone)))


async def _scheduled(client: PrefectClient, deployment: str) -> list[FlowRun]:
    named = DeploymentFilter(name=DeploymentFilterName(any_=[deployment]))
    return await client.read_flow_runs(deployment_filter=named, flow_run_filter=_SCHEDULED)


async def _name(client: PrefectClient, run: FlowRun, name: str) -> None:
    if run.name != name:
        await client.update_flow_run(run.id, name=name)
