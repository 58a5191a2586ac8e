"""« Bilans »: who has answered, what may be published, and its files."""

import pytest

from models.storage.database import transaction
from tasks.sessions.reports.collect import open_report, validate_set
from tasks.sessions.reports.enter import enter_report
from tests.factories import campaign_with, paris
from tests.flows.pages.visit import visit
from tests.support.members import member
from tests.tasks.sessions.reports.asked import RULES, opening, typed_in, validation, whole

NAME = "<b>Cité</b> des métiers"


@pytest.fixture
def asked(rows: str) -> str:
    """Give a report to which one member has answered, and another that no mail reaches has not."""
    with transaction(rows) as session:
        campaign = campaign_with(session, RULES)
        number = member(session, campaign, name=NAME).number
        member(session, campaign, name="Mission locale", dossier=False)
        validate_set(session, validation(), at=paris("2026-12-10 10:00"))
        open_report(session, opening(), at=paris("2027-01-11 10:00"))
        enter_report(session, typed_in(number, whole(40, 38, 20)), at=paris("2027-02-01 10:00"))
    return rows


async def test_the_page_shows_who_has_answered_and_no_small_count(asked: str) -> None:
    """Names are no markup; two people under 26 are in no table."""
    page = (await visit("/bilans")).text

    assert "&lt;b&gt;Cité&lt;/b&gt; des métiers" in page
    assert "à demander autrement : pas de courriel" in page
    assert "1 réponse complète" in page
    assert '<td class="whole">2</td>' not in page
    assert '<td class="whole">38</td>' not in page


@pytest.mark.parametrize(("form", "begins"), [("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbfIndicateur")])
async def test_the_summary_is_saved_in_each_form(asked: str, form: str, begins: bytes) -> None:
    """Under the name of its year."""
    answer = await visit(f"/bilans/1.{form}")

    assert answer.content.startswith(begins)
    assert f"bilan-2026.{form}" in answer.headers["content-disposition"]


async def test_what_is_no_report_is_missing(rows: str) -> None:
    """Nor is there one before the first is asked for."""
    assert (await visit("/bilans/1.pdf")).status_code == 404
    assert "Aucun bilan n'a été demandé" in (await visit("/bilans?bilan=hier")).text


@pytest.mark.parametrize("said", ["²", "9" * 30, "-1", ""])
async def test_the_latest_report_is_shown_for_what_is_no_number(asked: str, said: str) -> None:
    """Nor is every digit one: « ² » is none."""
    assert "1 réponse complète" in (await visit(f"/bilans?bilan={said}")).text
