"""« À traiter »: why each line waits, since when, and the form that settles it."""

import re
from datetime import date

import pytest

from flows.boards.reasons import REASONS
from flows.pages.to_do import LABELS
from models.intake.words import Meaning
from models.storage.database import transaction
from models.vocabulary import Flag, NoticeStatus, RequestOutcome, Status
from tests.factories import application, arrival, campaign_with, completion_request, notice, paris
from tests.flows.pages.visit import visit

MAY = paris("2026-05-20 10:00")


@pytest.fixture(autouse=True)
def in_may(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the pages read in May."""
    monkeypatch.setattr("flows.pages.to_do.clock", lambda _at: MAY)


async def shown(query: str = "") -> str:
    """The page, its lines joined."""
    return " ".join((await visit(f"/a-traiter{query}")).text.split())


def titles(page: str) -> list[str]:
    """The reasons that a page lists, with how much waits for each."""
    return re.findall(r"<h2[^>]*>([^<]*)</h2>", page)


async def test_a_line_says_since_when_and_leads_to_its_dossier_and_its_form(rows: str) -> None:
    """The form opens on the dossier."""
    with transaction(rows) as session:
        application(session, campaign_with(session), Status.late, received_at=paris("2026-05-02 10:00"))

    page = await shown()

    assert "<h1>À traiter : 1 ligne</h1>" in page
    assert titles(page) == ["Hors délai : 1"]
    assert '<td class="whole">02/05/2026</td>' in page
    assert '<a href="/spro/dossiers/ARA-2026-0001">' in page
    form = "/spro/formulaires/admettre-hors-delai?session=ara-2026&amp;reference=ARA-2026-0001"
    assert f'<a href="{form}">L&#39;admettre hors délai</a>' in page


async def test_all_sessions_are_listed_unless_one_is_asked_for(rows: str) -> None:
    """The most pressing reason first, whatever the session."""
    with transaction(rows) as session:
        former, campaign = campaign_with(session, year=2025), campaign_with(session)
        application(session, former, Status.late)
        waits = application(session, campaign, Status.late)
        notice(session, campaign, due_at=None, application=waits, status=NoticeStatus.failed)

    assert titles(await shown()) == ["Notifications en échec : 1", "Hors délai : 2"]
    assert titles(await shown("?session=ara-2025")) == ["Hors délai : 1"]


async def test_one_reason_can_be_seen_alone_and_whole(rows: str) -> None:
    """Beside others, its first twenty stand for it."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for _ in range(22):
            application(session, campaign, Status.late, flags=[Flag.unidentified])

    together, alone = await shown(), await shown("?motif=late")

    assert (together.count("admettre-hors-delai?"), alone.count("admettre-hors-delai?")) == (20, 22)
    assert "Et 2 autres" in together
    assert titles(alone) == ["Hors délai : 22"]


async def test_what_applicants_are_asked_is_no_line_but_can_be_listed(rows: str) -> None:
    """The board leads there."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        asked = application(session, campaign, Status.incomplete)
        completion_request(session, campaign, asked, due_on=date(2026, 6, 4))

    assert "rien n&#39;attend une personne" in (page := await shown())
    assert titles(page) == []
    assert "au plus tard le 4 juin 2026" in await shown("?motif=open_request")


async def test_what_arrived_leads_to_its_page(rows: str) -> None:
    """With or without a dossier."""
    with transaction(rows) as session:
        arrival(session, campaign_with(session), trouble="le fichier est illisible")

    assert '<a href="/spro/arrivees/2026-000001">envoi 2026-000001</a>' in await shown()


async def test_a_line_about_no_dossier_says_so(rows: str) -> None:
    """The heading of its row is never empty: what reads pages aloud names a row by it."""
    with transaction(rows) as session:
        notice(session, campaign_with(session), due_at=None, kind="opening", status=NoticeStatus.failed)

    assert '<th scope="row" class="whole"><span class="soft">sans dossier</span></th>' in await shown()


async def test_each_reason_says_since_when(rows: str) -> None:
    """A notice since it was written, an expired request since its last day, a flag since the receipt."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        asked = application(session, campaign, Status.incomplete, flags=[Flag.same_legal_entity])
        completion_request(session, campaign, asked, due_on=date(2026, 3, 4), outcome=RequestOutcome.expired)
        notice(session, campaign, due_at=None, application=asked, status=NoticeStatus.failed)

    since = re.findall(r'<td class="whole">(\d\d/\d\d/\d{4})</td>', await shown())

    assert since == ["19/01/2026", "04/03/2026", "10/02/2026"]


def test_each_form_that_settles_a_line_has_its_words() -> None:
    """Its link says what it does, not what it is called."""
    assert {form for words in REASONS.values() for form in (words.form, *words.also)} - {""} <= set(LABELS)


async def test_what_somebody_wrote_can_be_answered_read_or_put_right(rows: str) -> None:
    """Each form opens on the arrival."""
    with transaction(rows) as session:
        arrival(session, campaign_with(session), meaning=Meaning.question)

    page = await shown()

    opened = re.findall(r"/spro/formulaires/([a-z-]+)\?session=ara-2026&amp;arrival=2026-000001&amp;what=envoi-1", page)
    assert opened == ["ecrire-au-candidat", "marquer-lu", "reclasser-envoi"]
