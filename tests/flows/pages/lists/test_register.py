"""« Registre »: who is a member on a day, and the files of it; nothing is written on the server."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from models.storage.database import transaction
from tests.factories import campaign_with
from tests.flows.pages.visit import visit
from tests.support.members import member

ON = "?session=ara-2026&au=2026-10-01"
NAME = "<b>Cité</b> des métiers"


@pytest.fixture
def joined(rows: str) -> str:
    """Give the number of a member."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        return member(session, campaign, name=NAME).number


async def test_the_register_shows_the_members_of_a_day(joined: str) -> None:
    """Names are no markup; who has no SIRET is named as missing from the list for the tax."""
    page = (await visit(f"/registre{ON}")).text

    assert "&lt;b&gt;Cité&lt;/b&gt; des métiers" in page
    assert "1 membre au jeudi 1er octobre 2026" in page
    assert "Aucune session" not in (await visit("/registre?au=demain")).text


async def test_nobody_is_a_member_before_the_first_day(joined: str) -> None:
    """A day of long ago."""
    assert "0 membre au" in (await visit("/registre?au=2020-01-01")).text


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("name", ["registre", "taxe-apprentissage"])
async def test_each_list_is_taken_away_as_a_file(joined: str, name: str, form: str) -> None:
    """Saved under its name and day, never shown as a page of ours."""
    answer = await visit(f"/registre/{name}.{form}{ON}")

    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{name}-2026-10-01.{form}"')
    assert answer.headers["content-security-policy"].startswith("sandbox")


async def test_a_spreadsheet_has_the_members(joined: str) -> None:
    """What the page shows, in order."""
    answer = await visit(f"/registre/registre.xlsx{ON}")

    sheet = load_workbook(BytesIO(answer.content))["Membres"]
    assert [cell.value for cell in sheet["A"]] == ["Organisme", NAME]


@pytest.mark.parametrize("name", ["registre.pdf", "autre.csv"])
async def test_what_is_no_list_is_not_there(joined: str, name: str) -> None:
    """Neither another form, nor another name."""
    assert (await visit(f"/registre/{name}{ON}")).status_code == 404


async def test_before_the_first_session_there_are_no_members(rows: str) -> None:
    """The page says so, and there is no file."""
    assert "pas encore de membres" in (await visit("/registre")).text
    assert (await visit("/registre/registre.csv")).status_code == 404
