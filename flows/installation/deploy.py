"""What a worker finds when it begins: its pool, what prefect.yaml lists deployed on it, the automations, and nothing
left of a worker that died.

`prefect deploy --all` does as much for the deployments, but in nine seconds of a processor, and writes anew what stands
as it should: each time that takes away the next runs.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Self

import httpx
import yaml
from prefect import get_client
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound, PrefectException
from prefect.workers.process import ProcessWorker
from pydantic import BaseModel, ConfigDict, ValidationError

from flows.boards.refresh import our_deployments, refresh_forms
from flows.boards.run_forms import offer, schema_of
from flows.installation.interrupted import bury, run_again
from flows.installation.prefect_server import ROOT
from flows.pool import POOL
from flows.serving.alerts import install_automations
from tasks.console.forms.choices import Choices, read_choices


class _Listed(BaseModel):
    """A part of prefect.yaml; what it may not hold is what would not be deployed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WorkPool(_Listed):
    """Where a deployment's runs wait, and in which queue."""

    name: str
    work_queue_name: str = "default"


class Schedule(_Listed):
    """When a deployment runs by itself."""

    cron: str
    timezone: str
    slug: str
    active: bool = True


class Limit(_Listed):
    """How many of a deployment's runs may be at work, and what becomes of the next."""

    limit: int
    collision_strategy: ConcurrencyLimitStrategy


class Deployment(_Listed):
    """A deployment, as prefect.yaml says it."""

    name: str
    entrypoint: str
    description: str
    tags: list[str]
    work_pool: WorkPool
    enforce_parameter_schema: bool = True
    schedules: list[Schedule] = []
    concurrency_limit: Limit | None = None
    pull: list[dict[str, dict[str, str]]]

    @classmethod
    def of(cls, found: DeploymentResponse) -> Self:
        """Return how a deployment stands on the server. Raises ValidationError where prefect.yaml could not say so."""
        said = found.model_dump(mode="json")
        limit, options = said["global_concurrency_limit"], said["concurrency_options"]
        return cls.model_validate(
            {name: said[name] for name in ("name", "entrypoint", "description", "tags", "enforce_parameter_schema")}
            | {
                "work_pool": {"name": said["work_pool_name"], "work_queue_name": said["work_queue_name"]},
                "schedules": [
                    {"slug": each["slug"], "active": each["active"]}
                    | {name: each["schedule"].get(name) for name in ("cron", "timezone")}
                    for each in said["schedules"]
                ],
                "concurrency_limit": limit
                and options
                and {"limit": limit["limit"], "collision_strategy": options["collision_strategy"]},
                "pull": said["pull_steps"],
            }
        )


def listed() -> list[Deployment]:
    """Return what prefect.yaml lists, to be run in the folder that it is in. Raises ValidationError for what would not
    be deployed."""
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    # As JSON writes it, which quotes as YAML does.
    document = yaml.safe_load(text.replace("{{ $PWD }}", json.dumps(str(ROOT))[1:-1]))
    return [Deployment.model_validate({"pull": document["pull"]} | each) for each in document["deployments"]]


async def prepare(worker: str, *, at: datetime) -> None:
    """Make Prefect's server ready for a worker of that name."""
    await make_pool()
    with suppress(httpx.HTTPError, OSError, PrefectException):  # what cannot be settled now, the next worker settles
        await bury(worker, at=at)
        await run_again(at=at)
    await deploy(listed(), at=at)
    await install_automations()


async def make_pool() -> None:
    """Make the pool, where there is none."""
    async with get_client() as client:
        try:
            await client.read_work_pool(POOL)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            await client.create_work_pool(WorkPoolCreate(name=POOL, type="process", base_job_template=template))


async def deploy(wanted: Iterable[Deployment], *, at: datetime) -> None:
    """Deploy what is listed, with the forms that are to be drawn at `at`; what stands so already is left as it is."""
    standing = {found.name: found for found in await our_deployments(deployed=True)}
    changed = [one for one in wanted if not stands(one, standing.get(one.name))]
    if changed:
        choices = read_choices(at=at)
        async with get_client() as client:
            for one in changed:
                await _write(client, one, choices)
    await refresh_forms(at=at, deployed=True)


def stands(one: Deployment, found: DeploymentResponse | None) -> bool:
    """Return True if a deployment is on the server as prefect.yaml says it, its form aside."""
    with suppress(ValidationError):
        return found is not None and Deployment.of(found) == one
    return False


async def _write(client: PrefectClient, one: Deployment, choices: Choices) -> None:
    limit = one.concurrency_limit
    await client.create_deployment(
        await client.create_flow_from_name(one.name),
        one.name,
        entrypoint=one.entrypoint,
        description=one.description,
        tags=one.tags,
        work_pool_name=one.work_pool.name,
        work_queue_name=one.work_pool.work_queue_name,
        enforce_parameter_schema=one.enforce_parameter_schema,
        schedules=[
            DeploymentScheduleCreate(
                schedule=CronSchedule(cron=each.cron, timezone=each.timezone), slug=each.slug, active=each.active
            )
            for each in one.schedules
        ],
        concurrency_limit=limit.limit if limit else None,
        concurrency_options=ConcurrencyOptions(collision_strategy=limit.collision_strategy) if limit else None,
        pull_steps=list(one.pull),
        parameter_openapi_schema=offer(schema_of(one.entrypoint), one.name, choices),
    )
