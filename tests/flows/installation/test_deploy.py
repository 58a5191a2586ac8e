"""What a worker finds deployed: all that prefect.yaml lists as it lists it, and what stands so already left alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy
from prefect.client.schemas.responses import DeploymentResponse
from pydantic import ValidationError

from flows.installation.deploy import Deployment, Limit, Schedule, WorkPool, deploy, listed, stands
from flows.installation.prefect_server import PrefectServer
from flows.pool import POOL
from flows.serving.alerts import install_automations
from models.region.file import shipped_regions
from models.storage.database import forget
from models.storage.settings import Settings
from tests.factories import paris
from tests.flows.boards.schemas import field_of

AT = paris("2026-03-02 10:00")
LISTED = {one.name: one for one in listed()}
ALONE, FORM = LISTED["relever-depots"], LISTED["ouvrir-session"]

CHANGED = {
    "entrypoint": "flows.sessions.deposits.distribute",
    "description": "## Autre manuel",
    "tags": ["spro", "automatique"],
    "enforce_parameter_schema": False,
    "work_pool": WorkPool(name=POOL),
    "schedules": [Schedule(cron="5 * * * *", timezone="Europe/Paris", slug="chaque-heure")],
    "concurrency_limit": Limit(limit=2, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
    "pull": [{"prefect.deployments.steps.set_working_directory": {"directory": "/ailleurs"}}],
}


@pytest.fixture
def installed(client: PrefectClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PrefectClient]:
    """Give a client of a server with the pool of a fresh installation."""
    monkeypatch.setenv("SPRO_HOME", str(tmp_path))
    yield client
    forget(Settings().database)


async def found(client: PrefectClient, one: Deployment) -> DeploymentResponse:
    """A deployment as the server has it."""
    return await client.read_deployment_by_name(f"{one.name}/{one.name}")


@pytest.mark.prefect
async def test_what_is_listed_is_deployed_with_its_form(installed: PrefectClient) -> None:
    """At the first start there is nothing of it, and the form opens with its list."""
    await deploy([ALONE, FORM], at=AT)

    assert [Deployment.of(await found(installed, one)) for one in (ALONE, FORM)] == [ALONE, FORM]
    schema = (await found(installed, FORM)).parameter_openapi_schema
    assert field_of(schema or {}, "region")["enum"] == shipped_regions()


@pytest.mark.prefect
async def test_what_stands_already_is_left_alone(installed: PrefectClient) -> None:
    """A start takes no run away that is to come."""
    await deploy([ALONE, FORM], at=AT)
    before = [(await found(installed, one)).updated for one in (ALONE, FORM)]

    await deploy([ALONE, FORM], at=AT)

    assert [(await found(installed, one)).updated for one in (ALONE, FORM)] == before


@pytest.mark.prefect
@pytest.mark.parametrize("field", CHANGED)
async def test_whatever_changed_is_deployed_anew(field: str, installed: PrefectClient) -> None:
    """Each part of prefect.yaml: none is stale after a start."""
    changed = ALONE.model_copy(update={field: CHANGED[field]})
    await deploy([ALONE], at=AT)

    await deploy([changed], at=AT)

    assert Deployment.of(await found(installed, ALONE)) == changed


@pytest.mark.prefect
async def test_a_form_that_changed_is_drawn_anew(installed: PrefectClient) -> None:
    """A release may change a field and nothing of prefect.yaml."""
    await deploy([FORM], at=AT)
    kept = await found(installed, FORM)
    await installed.update_deployment(kept.id, DeploymentUpdate(parameter_openapi_schema={"properties": {}}))

    await deploy([FORM], at=AT)

    assert (await found(installed, FORM)).parameter_openapi_schema == kept.parameter_openapi_schema


@pytest.mark.prefect
async def test_what_was_done_to_a_schedule_by_hand_is_undone(installed: PrefectClient) -> None:
    """What the system does alone is not stopped by a click for longer than until the next start."""
    await deploy([ALONE], at=AT)
    kept = await found(installed, ALONE)
    await installed.update_deployment_schedule(kept.id, kept.schedules[0].id, active=False)
    assert not stands(ALONE, await found(installed, ALONE))

    await deploy([ALONE], at=AT)

    assert stands(ALONE, await found(installed, ALONE))


@pytest.mark.prefect
async def test_automations_are_written_where_they_changed(installed: PrefectClient, server: PrefectServer) -> None:
    """A start has the server write as little as may be, and none that somebody changed stays so."""
    await install_automations()
    with server.client() as asking:
        before = asking.post("automations/filter", json={}).json()
        first = before[0] | {"description": "autre"}
        asking.put(f"automations/{first['id']}", json=_written(first)).raise_for_status()

        await install_automations()

        after = asking.post("automations/filter", json={}).json()
    unchanged = [one["id"] for one in before if one in after]
    assert sorted(unchanged) == sorted(one["id"] for one in before[1:])
    assert sorted(one["description"] for one in after) == sorted(one["description"] for one in before)


def _written(automation: dict[str, Any]) -> dict[str, Any]:
    """An automation as it is sent to the server."""
    return {name: automation[name] for name in ("name", "description", "enabled", "trigger", "actions")}


def test_every_part_of_a_deployment_is_looked_at() -> None:
    """Those that a test above changes, and the name that it is found by."""
    assert {"name", *CHANGED} == set(Deployment.model_fields)


def test_what_would_not_be_deployed_is_refused() -> None:
    """A key of Prefect's that this system does not hand on is a mistake, not a wish."""
    with pytest.raises(ValidationError, match="triggers"):
        Deployment.model_validate(ALONE.model_dump() | {"triggers": []})
