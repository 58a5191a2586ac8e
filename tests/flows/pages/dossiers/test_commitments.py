"""What a dossier commits to, and what was found of it, on its page and in the forms that it leads to."""

from models.vocabulary import Status
from tasks.console.forms.known import read_known
from tasks.decisions.record import examine
from tests.factories import application, region_with
from tests.flows.pages.visit import visit
from tests.support.forms import APRIL, finding
from tests.support.mails import PIECES, Desk, compose, pdfs, said, siret
from tests.tasks.intake.commitments.answered import form


async def shown(desk: Desk) -> str:
    """The page of the first dossier, on one line."""
    desk.session.commit()
    return " ".join((await visit("/dossiers/ARA-2026-0001")).text.split())


def deposit(desk: Desk, **answers: str) -> None:
    """Deposit a dossier whose form answers this."""
    files = {"dossier.docx": form(**answers), **pdfs(PIECES[1:])}
    desk.deposit(compose(said(siret=siret()), files=files))


async def test_the_page_shows_each_answer(desk: Desk) -> None:
    """What is not answered is told in words; an applicant's words are never markup."""
    deposit(desk, how_e1="De <b>plain-pied</b>", evidence_e1="annexe 3", how_n4="non", level_2="Oui")

    page = await shown(desk)

    assert "2 engagements avec réponse, sur 12 ; 0 dans la grille d'examen" in page
    assert "De &lt;b&gt;plain-pied&lt;/b&gt;" in page
    assert "ne s'y engage pas" in page
    assert page.count("sans réponse") == 10 + 2
    assert "<dt>Niveau 2</dt><dd>oui</dd>" in page


async def test_the_page_shows_what_was_found_beside(desk: Desk) -> None:
    """In words, with the remark."""
    one = application(desk.session, desk.campaign, Status.under_examination)
    examine(desk.session, finding(one, grid="E1 : tenu\nE2 : en partie, horaires à élargir"), at=APRIL)

    page = await shown(desk)

    assert '<span class="fine">tenu</span>' in page
    assert '<span class="wait">en partie</span> : horaires à élargir' in page
    assert page.count("non apprécié") == 10


async def test_a_claim_to_the_cep_is_told(desk: Desk) -> None:
    """With the article, to whoever examines."""
    deposit(desk, cep="Oui")

    assert "un réseau qui en est chargé (article L. 6111-6 du code du travail)" in await shown(desk)


async def test_a_region_without_commitments_has_no_such_part(desk: Desk) -> None:
    """Nothing is shown of what nobody asks."""
    silent = region_with({"commitments": {}, "families": {}, "service_levels": {}})
    desk.campaign.region = silent.model_dump_json()
    application(desk.session, desk.campaign)

    assert 'id="engagements"' not in await shown(desk)


def test_the_form_of_the_examination_has_a_line_each(desk: Desk) -> None:
    """With what was found already: whoever examines fills in the rest."""
    one = application(desk.session, desk.campaign, Status.under_examination)
    examine(desk.session, finding(one, finding=None, grid="E2 : en partie, horaires"), at=APRIL)
    desk.session.commit()

    lines = read_known("instruire-dossier", one.reference)["grid"].splitlines()

    assert lines[:3] == ["E1 :", "E2 : en partie, horaires", "E3 :"]
    assert len(lines) == 12


def test_what_is_not_answered_can_be_asked_for(desk: Desk) -> None:
    """The form has the line, where other commitments were answered and nothing else lacks."""
    answers = {f"how_{key}": "Par une charte" for key in desk.campaign.rules.commitments if key not in ("e2", "q5")}
    deposit(desk, **answers)
    desk.session.commit()

    assert read_known("demander-complements", "ARA-2026-0001")["pieces"] == [
        {
            "piece": "dossier · Dossier de candidature",
            "reason": "à reprendre",
            "expected": "dites comment vous tenez E2 et Q5 (engagements du cahier des charges)",
        }
    ]
