"""« Tableau de bord »: where a session stands, on one page."""

import re
from datetime import date

import pytest

from models.storage.database import transaction
from models.vocabulary import IncidentKind, RequestOutcome, Status
from tasks.incidents.record import Seen, settle
from tests.bench import two_years
from tests.factories import application, campaign_with, completion_request, paris
from tests.flows.pages.visit import visit
from tests.support.members import member

MAY = paris("2026-05-20 10:00")


@pytest.fixture(autouse=True)
def in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the board read in May."""
    monkeypatch.setattr("flows.pages.board.page.clock", lambda _at: MAY)


async def shown(query: str = "") -> str:
    """The board, its lines joined."""
    return " ".join((await visit(f"/{query}")).text.split())


async def test_before_the_first_session_the_board_leads_to_its_opening(rows: str) -> None:
    """And says how the machine is."""
    assert rows

    page = await shown()

    assert 'Aucune session n\'est ouverte. <a href="/spro/formulaires/ouvrir-session">' in page
    assert "Prefect ne répond pas" in page


@pytest.mark.parametrize("day", ["2025-11-28", "2026-01-18", "2026-01-19", "2026-01-20", "2027-12-31"])
async def test_a_session_is_shown_before_it_opens_and_long_after(
    rows: str, monkeypatch: pytest.MonkeyPatch, day: str
) -> None:
    """It is made months before its first day, when it has neither a deposit nor a past."""
    monkeypatch.setattr("flows.pages.board.page.clock", lambda _at: paris(f"{day} 10:00"))
    with transaction(rows) as session:
        campaign_with(session)

    page = await shown()

    assert "<h1>Session 2026" in page
    assert "Dépôts cumulés" in page


async def test_the_board_says_which_memberships_end(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once that is announced."""
    monkeypatch.setattr("flows.pages.board.page.clock", lambda _at: paris("2028-05-20 10:00"))
    with transaction(rows) as session:
        member(session, campaign_with(session))

    assert '<a href="/spro/registre">1 adhésion prend fin</a> le dimanche 31 décembre 2028' in await shown()


async def test_the_board_says_what_waits_how_late_it_is_and_where_to_go(rows: str) -> None:
    """The tile counts, names the reasons, and leads to the lines."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        application(session, campaign, Status.late, received_at=paris("2026-05-02 10:00"))
        late = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, late, due_on=date(2026, 3, 4), outcome=RequestOutcome.expired)
        asked = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, asked, due_on=date(2026, 6, 4))

    page = await shown()

    assert '<b>2</b> <span class="alert">dont 1 en retard</span>' in page
    assert "le plus ancien depuis le 04/03/2026" in page
    assert (
        '<a href="/spro/a-traiter?session=ara-2026&amp;motif=late" title="Hors délai">Hors délai</a> <b>1</b>' in page
    )
    assert '<b>1</b> <span class="soft">demande ouverte</span>' in page
    assert "première échéance le <b>04/06/2026</b>" in page


async def test_what_is_wrong_with_the_machine_is_said_first(rows: str) -> None:
    """Even that no mail can leave: the mail that would tell it cannot either."""
    seen = Seen(IncidentKind.outbox, "", "12 notifications attendent depuis plus d'une heure ; aucune n'est partie.")
    settle(rows, [seen], console="", at=MAY)
    with transaction(rows) as session:
        campaign_with(session)

    page = await shown()

    assert page.index("Les notifications ne partent plus") < page.index("À traiter</a></h2>")
    assert "12 notifications attendent" in page
    assert "SPRO_SMTP_URL" in page


async def test_the_calendar_marks_the_day_and_leads_to_the_meetings(rows: str) -> None:
    """Each stage with its last day and how it stands."""
    with transaction(rows) as session:
        campaign_with(session)

    page = await shown()

    assert re.findall(r"29 avril 2026</td> <td class=\"whole alert\">([^<]*)", page) == ["échue, à clore"]
    assert '<a href="/spro/seances/ara-2026/commission">Commission</a>' in page
    assert page.count('class="today"') == 6  # the months, then each stage


async def test_the_figures_of_two_years_stand_side_by_side(rows: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chart with its figures in a table; the other session is one choice away."""
    monkeypatch.setattr("flows.pages.board.page.clock", lambda _at: two_years.AT)
    two_years.fill(rows, 40)

    page, former = await shown(), await shown("?session=ara-2026")

    assert "<h1>Session 2027</h1>" in page
    assert "<h1>Session 2026</h1>" in former
    assert (page.count('<svg class="chart"'), page.count("<details")) == (4, 4)
    assert page.count('<polyline class="former"') == 1
    assert '<polyline class="former"' not in former
    assert '<th scope="row">la décision</th>' in former


async def test_a_board_needs_no_style_of_its_own(rows: str) -> None:
    """The policy of the pages lets no style stand in them, nor any script."""
    two_years.fill(rows, 5)

    page = await shown()

    assert re.findall(r"\sstyle=|<style|<script|\son\w+=", page) == []
