"""The console's pages in regions that are entered by a convention, by a register, or all year."""

import re
from datetime import date
from html import unescape

import pytest

from models.region.file import load_region
from models.sessions.opening import open_campaign
from models.storage.database import transaction
from tests.factories import paris, typed
from tests.flows.pages.visit import visit

WITHOUT_BODY = ("centre-val-de-loire", "hauts-de-france")
REGIONS = (*WITHOUT_BODY, "label-national")
PAGES = ("/", "/a-traiter", "/dossiers", "/arrivees", "/registre", "/territoires", "/textes", "/bilans", "/fichiers")
LIES = re.compile(r"\bNone\b|hors délai|session suivante|date limite", re.IGNORECASE)


@pytest.fixture
def opened(rows: str, request: pytest.FixtureRequest) -> str:
    """Open the session of 2026 of a shipped region, and give its code."""
    region = load_region(request.param)
    with transaction(rows) as session:
        at = paris("2026-01-05 09:00")
        campaign, _ = open_campaign(session, region, year=2026, opens=date(2026, 1, 5), by="Mme Essai", at=at)
        return campaign.code


async def seen(path: str) -> str:
    """Return the words of a page."""
    answer = await visit(f"/spro{path}")
    assert answer.status_code == 200
    return typed(unescape(re.sub(r"<[^>]+>", " ", answer.text)))


@pytest.mark.parametrize("opened", REGIONS, indirect=True)
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.usefixtures("opened")
async def test_a_page_is_drawn_whatever_the_region_lacks(path: str) -> None:
    """No page breaks or speaks of a deadline where there is no deadline, no body, or nothing to deposit."""
    assert LIES.findall(await seen(path)) == []


@pytest.mark.parametrize("opened", WITHOUT_BODY, indirect=True)
@pytest.mark.usefixtures("opened")
async def test_the_page_of_meetings_says_that_nobody_meets() -> None:
    """Where no body meets, the entry of the menu leads to a sentence."""
    assert "Aucune instance ne se réunit" in await seen("/seances")


@pytest.mark.parametrize("opened", WITHOUT_BODY, indirect=True)
@pytest.mark.usefixtures("opened")
async def test_a_board_without_dates_has_no_calendar() -> None:
    """A calendar without a row is left out, and nobody is said to decide where nobody does."""
    board = (await visit("/spro/")).text

    assert "Calendrier de la session" not in board
    assert "Avis donné" not in board
    assert "Décidés" not in board


@pytest.mark.parametrize("opened", ["label-national"], indirect=True)
async def test_a_body_that_meets_all_year_has_no_last_day(opened: str) -> None:
    """Where a body meets all year, its page does not tell the end of the year as a day to meet by."""
    page = await seen(f"/seances/{opened}/avis")

    assert "au plus tard" not in page
    assert "elle se réunit toute l'année" in page


@pytest.mark.parametrize("opened", ["hauts-de-france"], indirect=True)
@pytest.mark.usefixtures("opened")
async def test_a_board_of_a_register_draws_no_dossiers() -> None:
    """Where nothing is deposited, no chart counts deposits."""
    assert "Dépôts cumulés" not in (await visit("/spro/")).text


@pytest.mark.parametrize("opened", ["label-national"], indirect=True)
@pytest.mark.usefixtures("opened")
async def test_a_board_says_that_bodies_meet_all_year() -> None:
    """A body without a month has no last day in the calendar either, until its meeting is set."""
    board = await seen("/")

    assert "toute l'année" in board
    assert "31 décembre 2026" not in board
