"""What Prefect's console shows after a run: the board, kept where it was."""

from datetime import datetime

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
from prefect.client.schemas.objects import Artifact
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.boards.refresh import refresh_console
from models.sessions.opening import find_campaign
from models.storage.database import transaction
from models.vocabulary import Status
from tasks.intake.desks.links import console_address
from tests.conftest import Installation
from tests.factories import application, campaign_with, paris
from tests.support.transactions import noted

MAY = paris("2026-05-20 10:00")
BOARD = "tableau-de-bord-ara-2026"


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
async def refresh(codes: list[str], at: datetime) -> None:
    """Show how some sessions stand."""
    await refresh_console(codes, at=at)


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_board_is_kept_where_it_was(spro: Installation) -> None:
    """Its address stays, and what it says is the latest: nobody has to choose among versions."""
    with transaction(spro.database) as session:
        campaign_with(session)
    await refresh(["ara-2026"], MAY)
    former = await kept_under(BOARD)

    with transaction(spro.database) as session:
        application(session, find_campaign(session, "ara-2026"), Status.late)
    await refresh(["ara-2026"], MAY)

    [board] = await kept_under(BOARD)
    assert [one.id for one in former] == [board.id]
    assert "**Hors délai : 1.**" in str(board.data)
    assert board.description == "Session 2026, au mercredi 20 mai 2026 à 10 h 00 (heure de Paris)."


async def kept_under(key: str) -> list[Artifact]:
    """The versions of an artifact."""
    chosen = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    async with get_client() as client:
        return await client.read_artifacts(artifact_filter=chosen)


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_run_is_found_by_its_sessions(spro: Installation) -> None:
    """Each that it was about."""
    with transaction(spro.database) as session:
        campaign_with(session)
        campaign_with(session, year=2027)

    state = await refresh(["ara-2026", "ara-2027"], MAY, return_state=True)

    assert state.state_details.flow_run_id
    async with get_client() as client:
        run = await client.read_flow_run(state.state_details.flow_run_id)
    assert run.tags == ["ara-2026", "ara-2027"]


@pytest.mark.prefect
@pytest.mark.usefixtures("prefect")
async def test_a_run_reads_all_that_it_shows_at_once(spro: Installation) -> None:
    """Whatever the number of sessions, one transaction: no part tells of a dossier that another does not know yet."""
    with transaction(spro.database) as session:
        campaign_with(session)
        campaign_with(session, year=2027)

    with noted() as begun:
        await refresh(["ara-2026", "ara-2027"], MAY)

    assert len(begun) == 1
