"""What runs leave for people to read."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId, ArtifactFilterKey
from prefect.client.schemas.objects import Artifact, State
from prefect.client.schemas.sorting import ArtifactSort

from flows.boards.artifact import ACCOUNT


async def left_by(state: State[Any]) -> dict[str | None, Artifact]:
    """Return the artifacts of the run that ended in a state, by key; what Prefect keeps of its result has no type."""
    assert state.state_details.flow_run_id
    run = ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id])
    async with get_client() as client:
        found = await client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=run))
    return {each.key: each for each in found if each.type}


async def kept(key: str) -> str:
    """Return the page that the console keeps under a key."""
    async with get_client() as client:
        found = await client.request("GET", "/artifacts/{key}/latest", path_params={"key": key})
    return str(found.json()["data"])


def done(*acts: Awaitable[object]) -> None:
    """Do some acts, one after the other."""

    async def one_after_the_other() -> None:
        for act in acts:
            await act

    asyncio.run(one_after_the_other())


def latest(key: str) -> tuple[str, str]:
    """Return the latest artifact of a key, and its description."""

    async def read() -> tuple[str, str]:
        chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
        async with get_client() as client:
            [found] = await client.read_artifacts(
                artifact_filter=chosen, sort=ArtifactSort.CREATED_DESC, limit=1, offset=0
            )
        return str(found.data), found.description or ""

    return asyncio.run(read())


def account() -> str:
    """Return what the latest run told of itself."""
    return latest(ACCOUNT)[0]
