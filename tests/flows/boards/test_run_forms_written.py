"""When a form is written on Prefect's server: as what it offers changes, and after a deployment, which forgets it."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse

from flows.acts.table import ask, extend
from flows.boards.refresh import MOST, draw, parcels, refresh_forms
from flows.boards.run_forms import DRAWN, FORM, OURS, schema_of
from flows.sessions.conduct import run_campaign
from models.storage.database import transaction
from models.vocabulary import Status
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.flows.boards.schemas import field_of


@pytest.fixture
def incomplete(spro: Installation) -> Installation:
    """Give an installation with one incomplete dossier."""
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.incomplete, missing=["annexe-1"])
    return spro


@pytest_asyncio.fixture
async def client(prefect: None) -> AsyncIterator[PrefectClient]:
    """Give a client of a server on which two forms and what the system does alone are deployed; it is bare after."""
    tags = {"demander-complements": [OURS, FORM], "prolonger-complements": [OURS, FORM], "derouler-session": [OURS]}
    flows = {"demander-complements": ask, "prolonger-complements": extend, "derouler-session": run_campaign}
    async with get_client() as opened:
        for name, tagged in tags.items():
            flow = flows[name]
            module = "flows.sessions.conduct" if flow is run_campaign else "flows.acts.table"
            entrypoint = f"{module}.{flow.fn.__name__}"
            flow_id = await opened.create_flow(flow)
            await opened.create_deployment(
                flow_id, name, tags=tagged, entrypoint=entrypoint, parameter_openapi_schema=schema_of(entrypoint)
            )
        yield opened
        for deployment in await opened.read_deployments():
            await opened.delete_deployment(deployment.id)


async def deployed(client: PrefectClient) -> dict[str, DeploymentResponse]:
    """The deployments, by name."""
    return {found.name: found for found in await client.read_deployments()}


async def choices_of(client: PrefectClient, name: str, field: str = "application") -> list[str] | None:
    """What a form offers on the server."""
    schema = (await deployed(client))[name].parameter_openapi_schema or {}
    listed: list[str] | None = field_of(schema, field).get("enum")
    return listed


AT = paris("2026-03-02 10:00")
CHOICE = "ARA-2026-0001 · CIDFF de l'Ain · incomplet depuis le 10 février"


@pytest.mark.prefect
async def test_the_forms_offer_what_the_database_holds(client: PrefectClient, incomplete: Installation) -> None:
    """To be asked, and not extended: nothing is asked of it yet. What the system starts by itself has its session."""
    found = await refresh_forms(at=AT, deployed=True)

    names = ("demander-complements", "prolonger-complements", "derouler-session")
    assert sorted(each.name for each in found) == sorted(names)
    assert [await choices_of(client, name) for name in names[:2]] == [[CHOICE], None]
    assert await choices_of(client, "derouler-session", "session") == ["ara-2026"]


@pytest.mark.prefect
async def test_a_form_that_offers_the_same_is_not_written(
    client: PrefectClient, incomplete: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that changed are, all at once."""
    asked, written = PrefectClient.request, list[int]()

    async def request(self: PrefectClient, method: Any, path: Any, **said: Any) -> Any:  # noqa: ANN401  as Prefect has it
        if path == DRAWN:
            written.append(len(said["json"]))
        return await asked(self, method, path, **said)

    monkeypatch.setattr(PrefectClient, "request", request)
    await refresh_forms(at=AT, deployed=True)

    await refresh_forms(at=AT, deployed=True)

    assert written == [3]


@pytest.mark.prefect
async def test_of_a_deployment_nothing_else_changes(client: PrefectClient, incomplete: Installation) -> None:
    """Not when it was updated, after which Prefect counts its next runs anew."""
    before = await deployed(client)

    await refresh_forms(at=AT, deployed=True)

    drawn = await deployed(client)
    assert all(drawn[name].parameter_openapi_schema != each.parameter_openapi_schema for name, each in before.items())
    assert [each.model_dump(exclude={"parameter_openapi_schema"}) for each in drawn.values()] == [
        before[name].model_dump(exclude={"parameter_openapi_schema"}) for name in drawn
    ]


@pytest.mark.prefect
async def test_a_form_that_is_gone_meanwhile_keeps_no_other_from_being_drawn(client: PrefectClient) -> None:
    """Its deployment was taken away between the look and the drawing."""
    there, schema = (await deployed(client))["demander-complements"].id, {"type": "object", "properties": {}}

    await draw(client, dict.fromkeys((uuid4(), there), schema))

    assert (await deployed(client))["demander-complements"].parameter_openapi_schema == schema


@pytest.mark.prefect
async def test_what_a_deployment_forgot_is_written_again(client: PrefectClient, incomplete: Installation) -> None:
    """Deployed anew, a form has the schema of its code."""
    await refresh_forms(at=AT, deployed=True)
    bare = DeploymentUpdate(parameter_openapi_schema=schema_of("flows.acts.table.ask"))
    await client.update_deployment((await deployed(client))["demander-complements"].id, bare)
    assert await choices_of(client, "demander-complements") is None

    await refresh_forms(at=AT, deployed=True)

    assert await choices_of(client, "demander-complements") == [CHOICE]


@pytest.mark.prefect
async def test_a_rehearsal_writes_no_form(client: PrefectClient, incomplete: Installation) -> None:
    """What is not deployed has none."""
    assert await refresh_forms(at=AT) == []
    assert await choices_of(client, "demander-complements") is None


@pytest.mark.prefect
async def test_before_the_first_session_forms_are_drawn_too(client: PrefectClient, spro: Installation) -> None:
    """With French titles, and nothing to choose from yet."""
    assert len(await refresh_forms(at=AT, deployed=True)) == 3
    assert await choices_of(client, "demander-complements") is None
    schema = (await deployed(client))["demander-complements"].parameter_openapi_schema or {}
    assert (list(schema["properties"]), schema["properties"]["form"]["title"]) == (["form"], "Formulaire")


def test_what_is_drawn_at_once_passes_a_proxy() -> None:
    """Large forms are drawn in several requests, none of them twice; one that is too large has its own."""
    small, large, too_large = ({"enum": ["x" * length]} for length in (1_000, MOST // 2, MOST))
    schemas = {uuid4(): schema for schema in (small, large, large, small, too_large, small)}

    drawn = [*parcels(schemas)]

    assert [[*parcel.values()] for parcel in drawn] == [[small, large], [large, small], [too_large], [small]]
    assert [name for parcel in drawn for name in parcel] == [*map(str, schemas)]
