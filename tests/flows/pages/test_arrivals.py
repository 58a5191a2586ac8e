"""« Arrivées »: what came, with who wrote, what it was taken for and the form to say otherwise."""

import re

import pytest

from models.intake.deposit import Reclassification
from models.intake.words import Meaning, Nature, Trouble, Way, Wish
from models.storage.database import transaction
from models.storage.settings import Settings
from models.vocabulary import Flag, NoticeStatus, Status
from tasks.intake.store import Store
from tests.factories import application, arrival, campaign_with, file_of, notice
from tests.flows.pages.visit import visit

MAIL = b"From: direction@cidff.example\r\nSubject: Candidature\r\n\r\nBonjour <b>madame</b>,\r\n"


async def numbers(query: str = "") -> list[str]:
    """The arrivals that a page lists."""
    return re.findall(r"/spro/arrivees/([\d-]+)", (await visit(f"/arrivees{query}")).text)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["2026-000003", "2026-000002", "2026-000001"]),
        ("?nature=automatic", ["2026-000002"]),
        ("?voie=post", ["2026-000003"]),
        ("?texte=CIDFF69", ["2026-000002"]),
        ("?texte=2026-000001", ["2026-000001"]),
        ("?texte=%25", []),
        ("?session=ara-2026&page=2", []),
        ("?nature=autre&voie=autre&page=z", ["2026-000003", "2026-000002", "2026-000001"]),
    ],
)
async def test_arrivals_are_found_by_nature_way_sender_and_number(rows: str, query: str, found: list[str]) -> None:
    """The latest first; what an address says wrong is as if it did not say it."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        arrival(session, campaign)
        arrival(session, campaign, nature=Nature.automatic, sender="conge@cidff69.example")
        arrival(session, campaign, way=Way.post)

    assert await numbers(query) == found


async def test_a_session_that_is_not_there_is_refused_in_french(rows: str) -> None:
    """With those that there are."""
    with transaction(rows) as session:
        campaign_with(session)

    answer = await visit("/arrivees?session=ara-1999")

    assert (answer.status_code, "sessions ouvertes : ara-2026" in answer.text) == (404, True)


async def test_an_arrival_shows_what_it_says_as_text(rows: str) -> None:
    """With its dossier, and nothing of what a sender writes is taken for ours."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        made = application(session, campaign)
        raw = Store(Settings().store).put(MAIL)
        arrival(session, campaign, made, subject="<i>Candidature</i>", raw_digest=raw, size=len(MAIL))

    shown = (await visit("/arrivees/2026-000001")).text

    assert "Bonjour &lt;b&gt;madame&lt;/b&gt;," in shown
    assert "&lt;i&gt;Candidature&lt;/i&gt;" in shown
    assert '<a href="/spro/dossiers/ARA-2026-0001">ARA-2026-0001</a>, CIDFF de l&#39;Ain (enregistré)' in shown


async def test_files_can_be_opened_but_those_in_quarantine(rows: str) -> None:
    """Each says what it was recognised as, or what is wrong with it."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        came = arrival(session, campaign, application(session, campaign))
        file_of(session, came, piece_id="annexe-1")
        file_of(session, came, name="virus.pdf", trouble=Trouble.infected)

    shown = (await visit("/arrivees/2026-000001")).text

    assert '<a href="/spro/fichiers/1">dossier.pdf</a>' in shown
    assert "<td>Annexe 1</td>" in shown
    assert "/spro/fichiers/2" not in shown
    assert "l&#39;antivirus a signalé un contenu dangereux" in shown


async def test_what_was_answered_can_be_read(rows: str) -> None:
    """As it was written, with how it ended."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        came = arrival(session, campaign)
        notice(session, campaign, due_at=None, deposit_id=came.id, status=NoticeStatus.bounced)

    shown = (await visit("/arrivees/2026-000001")).text

    assert '<span class="alert">revenue en erreur</span>' in shown
    assert '<a href="/spro/lettres/1">' in shown
    assert '<pre class="said">Bonjour,\n</pre>' in shown


@pytest.mark.parametrize(
    ("status", "flags", "form"),
    [
        (Status.registered, [Flag.unidentified], "identifier-dossier"),
        (Status.registered, [Flag.postmark_unreadable], "statuer-sur-le-cachet"),
        (Status.registered, [Flag.possible_duplicate], "rapprocher-dossiers"),
        (Status.late, [], "admettre-hors-delai"),
    ],
)
async def test_what_was_made_of_it_can_be_said_otherwise(
    rows: str, status: Status, flags: list[str], form: str
) -> None:
    """Each form opens on the dossier that the arrival joined."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        arrival(session, campaign, application(session, campaign, status, flags=flags))

    assert (
        f'"/spro/formulaires/{form}?reference=ARA-2026-0001&amp;arrival=2026-000001"'
        in (await visit("/arrivees/2026-000001")).text
    )


@pytest.mark.parametrize("number", ["2026-000009", "2025-000001", "x", "2026-" + "9" * 30])
async def test_a_number_that_is_no_arrivals_is_said(rows: str, number: str) -> None:
    """Its year is a part of it."""
    with transaction(rows) as session:
        arrival(session, campaign_with(session))

    assert (await visit(f"/arrivees/{number}")).status_code == 404


async def test_what_was_set_aside_leads_to_the_form_that_says_that_it_is_read(rows: str) -> None:
    """Until somebody did; the form opens on it."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for seen_at in (None, campaign.opens_at):
            arrival(session, campaign, sorted_at=campaign.opens_at, trouble="illisible", seen_at=seen_at)

    shown = [(await visit(f"/arrivees/2026-00000{number}")).text for number in (1, 2)]

    assert ["/spro/formulaires/marquer-lu?what=envoi-1" in page for page in shown] == [True, False]
    assert "marquer-lu" not in shown[1]


async def test_every_arrival_leads_to_the_form_that_puts_it_right(rows: str) -> None:
    """Whatever it was taken for; what a person said of it is told, with what it had been taken for."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        deposit = arrival(session, campaign, nature=Nature.automatic)
        number, at, former, now = deposit.id or 0, campaign.opens_at, Meaning.automatic, Meaning.question
        session.add(Reclassification(deposit_id=number, at=at, former=former, meaning=now, by="Accueil", reason="Lu."))

    shown = (await visit("/arrivees/2026-000001")).text

    assert "/spro/formulaires/reclasser-envoi?arrival=2026-000001" in shown
    assert "Accueil : « automatique » → « question », dossier aucun → aucun (Lu.)" in shown


async def test_what_an_arrival_was_taken_for_is_said_with_what_it_may_ask(rows: str) -> None:
    """Before it is sorted, who sent it is all that is known."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        arrival(session, campaign, meaning=Meaning.withdrawal, wish=Wish.withdrawal, sorted_at=campaign.opens_at)
        arrival(session, campaign)

    shown = [(await visit(f"/arrivees/2026-00000{number}")).text for number in (1, 2)]

    assert "<dd>retrait : retire peut-être sa candidature" in shown[0]
    assert "<dd>écrit par quelqu&#39;un" in shown[1]


async def test_what_somebody_wrote_leads_to_the_form_that_answers_it(rows: str) -> None:
    """What a server reports has no author."""
    with transaction(rows) as session:
        campaign = campaign_with(session)
        for nature in (Nature.written, Nature.report):
            arrival(session, campaign, nature=nature)

    shown = [(await visit(f"/arrivees/2026-00000{number}")).text for number in (1, 2)]

    assert ["/spro/formulaires/ecrire-au-candidat?arrival=2026-00000" in page for page in shown] == [True, False]
