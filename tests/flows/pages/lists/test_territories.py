"""« Territoires »: who belongs to each, and who coordinates it."""

from models.forms.membership.territories import AttachmentForm, CoordinatorForm
from models.storage.database import transaction
from tasks.meetings.territories.coordinate import attach, designate
from tests.factories import campaign_with, paris
from tests.flows.pages.visit import visit
from tests.support.members import member

TERRITORIES = {"territories": {"loire": {"label": "Loire", "departments": ["42"]}}}
NAME = "<b>Cité</b> des métiers"


async def test_a_territory_shows_its_committee_and_its_coordinator(rows: str) -> None:
    """Names are no markup; whom to reach stands there, and nowhere in Prefect."""
    at = paris("2026-09-15 10:00")
    with transaction(rows) as session:
        number = member(session, campaign_with(session, TERRITORIES), name=NAME).number
        attach(session, AttachmentForm(reference=number, place="42", by="DFOR"), at=at)
        designated = {"reference": number, "territory": "loire", "starts_on": "2026-09-15", "informed_on": "2026-09-15"}
        who = {"contact_name": "Direction", "contact_email": "direction@cite.example", "by": "DFOR"}
        designate(session, CoordinatorForm.model_validate(designated | who), at=at)

    page = (await visit("/territoires")).text

    assert "&lt;b&gt;Cité&lt;/b&gt; des métiers" in page
    assert "direction@cite.example" in page


async def test_a_member_of_no_territory_is_shown(rows: str) -> None:
    """With the form that says where it is."""
    with transaction(rows) as session:
        member(session, campaign_with(session, TERRITORIES), name=NAME)

    page = (await visit("/territoires")).text

    assert "1 membre sans territoire" in page
    assert "rattacher-territoire" in page


async def test_a_region_without_territories_says_so(rows: str) -> None:
    """And before the first session there is nothing to say."""
    assert "Aucune session" in (await visit("/territoires")).text
    with transaction(rows) as session:
        campaign_with(session)
    assert "ne nomme aucun territoire" in (await visit("/territoires")).text
