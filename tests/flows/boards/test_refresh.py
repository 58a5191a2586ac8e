"""What the console shows after a run: addresses of forms that open on their dossier, boards and lists."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.responses import DeploymentResponse
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.boards.links import console_address, form_link, form_links
from flows.boards.refresh import refresh_console
from flows.boards.run_forms import schema_of
from models.storage.database import transaction
from models.vocabulary import Status
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.flows.boards.artifacts import left_by
from tests.support.transactions import noted

ID = UUID("0d7c8f8e-3f5d-4a43-9d5e-5a2a8a6a1c11")
RUN = f"/deployments/deployment/{ID}/run"
MAY = paris("2026-05-20 10:00")
ENTRYPOINTS = {
    "admettre-hors-delai": "flows.acts.table.admit_late",
    "declarer-deport": "flows.acts.table.recuse",
    "derouler-session": "flows.sessions.conduct.run_campaign",
    "reporter-echeance": "flows.acts.sessions.postpone",
}


def links(base: str = "") -> dict[str, str]:
    """The addresses of some forms."""
    deployed = [
        DeploymentResponse(id=ID, flow_id=ID, name=name, labels={}, parameter_openapi_schema=schema_of(entrypoint))
        for name, entrypoint in ENTRYPOINTS.items()
    ]
    return form_links(deployed, base)


def opened_on(name: str, reference: str) -> dict[str, Any]:
    """What a form holds once the console has followed its address: decoded by the router, then by the form."""
    link = form_link(links(), name, reference)
    assert link is not None
    [parameters] = parse_qs(urlsplit(link).query)["parameters"]
    filled: dict[str, Any] = json.loads(unquote(parameters))
    return filled


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("admettre-hors-delai", {"reference": "ARA-2026-0001"}),
        ("declarer-deport", {"references": ["ARA-2026-0001"]}),
    ],
)
def test_a_form_about_dossiers_opens_on_the_one_that_waits(name: str, form: dict[str, Any]) -> None:
    """One, or a list of one, as the form asks."""
    assert opened_on(name, "ARA-2026-0001") == {"form": form}


def test_a_reference_with_signs_of_its_own_comes_through() -> None:
    """A region file writes its references as it likes: none breaks the address."""
    assert opened_on("admettre-hors-delai", "ARA+2026 n° 1 & 2") == {"form": {"reference": "ARA+2026 n° 1 & 2"}}


@pytest.mark.parametrize("name", ["derouler-session", "reporter-echeance"])
def test_a_form_about_no_dossier_opens_empty(name: str) -> None:
    """There is nothing to fill in."""
    assert links()[name] == RUN


def test_the_mail_has_whole_addresses() -> None:
    """Whoever reads it is not in the console."""
    assert links("http://console.example")["derouler-session"] == f"http://console.example{RUN}"


@pytest.mark.parametrize(
    ("api", "ui", "address"),
    [
        ("http://127.0.0.1:4200/api", None, "http://127.0.0.1:4200"),
        ("http://127.0.0.1:4200/api", "https://console.example/", "https://console.example"),
    ],
)
def test_the_console_is_beside_its_api_unless_set_otherwise(
    api: str, ui: str | None, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People may open it by another name than runs do."""
    if ui:
        monkeypatch.setenv("SPRO_CONSOLE_URL", ui)
    with temporary_settings({PREFECT_API_URL: api}):
        assert console_address() == address


@flow(name="essai-de-console")
async def refresh(codes: list[str], at: datetime, *, table: bool) -> None:
    """Show how some sessions stand."""
    await refresh_console(codes, at=at, table=table)


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
@pytest.mark.parametrize("table", [False, True])
async def test_a_run_shows_how_its_session_stands(spro: Installation, *, table: bool) -> None:
    """The board and what waits; the dossiers one by one where asked, since thousands are long to write."""
    with transaction(spro.database) as session:
        application(session, campaign_with(session), Status.late)

    state = await refresh(["ara-2026"], MAY, table=table, return_state=True)

    shown = {
        "tableau-de-bord-ara-2026": "markdown",
        "a-traiter-ara-2026": "table",
        "boite-de-depot-ara-2026": "markdown",
        **({"dossiers-ara-2026": "table"} if table else {}),
    }
    assert {key: artifact.type for key, artifact in (await left_by(state)).items()} == shown


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_run_is_found_by_its_sessions(spro: Installation) -> None:
    """Each that it was about."""
    with transaction(spro.database) as session:
        campaign_with(session)
        campaign_with(session, year=2027)

    state = await refresh(["ara-2026", "ara-2027"], MAY, table=False, return_state=True)

    async with get_client() as client:
        run = await client.read_flow_run(state.state_details.flow_run_id or ID)
    assert run.tags == ["ara-2026", "ara-2027"]


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_run_reads_all_that_it_shows_at_once(spro: Installation) -> None:
    """Whatever the number of sessions, one transaction: no part tells of a dossier that another does not know yet."""
    with transaction(spro.database) as session:
        campaign_with(session)
        campaign_with(session, year=2027)

    with noted() as begun:
        await refresh(["ara-2026", "ara-2027"], MAY, table=True)

    assert len(begun) == 1
