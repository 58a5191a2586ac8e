"""Prefect's console after an act or a run: read once, drawn, then published. Nothing else reads it or writes it.

What each form offers, and each session's board, come from the same snapshot: they never disagree.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect import get_client
from prefect.artifacts import acreate_markdown_artifact
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey, DeploymentFilter, DeploymentFilterTags
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import ArtifactSort

from flows.boards.artifact import Page
from flows.boards.run_forms import DRAWN, OURS, is_gone, rewritten
from flows.boards.session import board_page
from flows.run_context import is_deployed, tag_run
from tasks.concerned import persisting
from tasks.console.forms.choices import Choices, read_choices
from tasks.console.snapshot import read_console

Schema = Mapping[str, Any]
"""What draws a form: a JSON schema of the parameters of a deployment."""

MOST = 500_000
"""Characters of the forms that are drawn at once: a proxy before the server takes a million, if it is told nothing."""


@persisting
async def refresh_console(codes: Iterable[str], *, at: datetime) -> None:
    """Show what the forms offer now, and how some sessions stand at `at`."""
    codes = list(codes)
    await tag_run(*codes)
    found = await our_deployments()
    console = read_console(codes, at=at, forms=bool(found))
    await _offer(found, console.choices)
    for board in console.boards:
        await publish(board_page(board, at=at))


async def refresh_forms(*, at: datetime, deployed: bool | None = None) -> list[DeploymentResponse]:
    """Write what each form offers at an instant, where it changed, and return the deployments of this system.

    Only a deployed run has any; `deployed` says it for whoever is no run. Those of a former version of the program go.
    """
    found = await _without_gone(await our_deployments(deployed=deployed))
    await _offer(found, read_choices(at=at) if found else None)
    return found


async def our_deployments(*, deployed: bool | None = None) -> list[DeploymentResponse]:
    """Return the deployments of this system; only a deployed run has any, `deployed` says it for whoever is no run."""
    if not (is_deployed() if deployed is None else deployed):
        return []
    ours = DeploymentFilter(tags=DeploymentFilterTags(all_=[OURS]))
    async with get_client() as client:
        return await client.read_deployments(deployment_filter=ours)


async def _without_gone(found: Sequence[DeploymentResponse]) -> list[DeploymentResponse]:
    gone = [each for each in found if is_gone(each)]
    if gone:
        async with get_client() as client:
            for each in gone:
                await client.delete_deployment(each.id)
    return [each for each in found if each not in gone]


async def _offer(found: Sequence[DeploymentResponse], choices: Choices | None) -> None:
    """Write what each form offers, where it changed."""
    offered = {each.id: rewritten(each, choices) for each in found} if choices else {}
    changed = {deployment: schema for deployment, schema in offered.items() if schema}
    if changed:
        async with get_client() as client:
            await draw(client, changed)


async def draw(client: PrefectClient, schemas: Mapping[UUID, Schema]) -> None:
    """Have a server draw the forms of some deployments so, all at once (flows/serving/drawing.py)."""
    for parcel in parcels(schemas):
        await client.request("PUT", DRAWN, json=parcel)  # type: ignore[arg-type]  # a path of our own


def parcels(schemas: Mapping[UUID, Schema]) -> Iterator[dict[str, Schema]]:
    """Yield what is to be drawn in as few requests as MOST allows; a form that is larger has one of its own."""
    parcel: dict[str, Schema] = {}
    size = 0
    for deployment, schema in schemas.items():
        length = len(json.dumps(schema))
        if parcel and size + length > MOST:
            yield parcel
            parcel, size = {}, 0
        parcel[str(deployment)] = schema
        size += length
    if parcel:
        yield parcel


async def publish(drawn: Page) -> None:
    """Keep a page where it was kept before, so that its address stays; the first time only, make it."""
    async with get_client() as client:
        kept = ArtifactFilter(key=ArtifactFilterKey(any_=[drawn.key]))
        for former in await client.read_artifacts(artifact_filter=kept, sort=ArtifactSort.CREATED_DESC, limit=1):
            said = {"data": drawn.markdown, "description": drawn.description}
            # Not by the client's own method: it leaves an event with the whole page at each refresh.
            await client.request("PATCH", "/artifacts/{id}", path_params={"id": former.id}, json=said)
            return
    await acreate_markdown_artifact(key=drawn.key, markdown=drawn.markdown, description=drawn.description)
