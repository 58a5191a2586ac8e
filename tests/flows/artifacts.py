"""What runs leave for people to read."""

from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterFlowRunId
from prefect.client.schemas.objects import Artifact, State


async def left_by(state: State[Any]) -> dict[str | None, Artifact]:
    """Return the artifacts of the run that ended in a state, by key; what Prefect keeps of its result has no type."""
    assert state.state_details.flow_run_id
    run = ArtifactFilterFlowRunId(any_=[state.state_details.flow_run_id])
    async with get_client() as client:
        found = await client.read_artifacts(artifact_filter=ArtifactFilter(flow_run_id=run))
    return {each.key: each for each in found if each.type}
