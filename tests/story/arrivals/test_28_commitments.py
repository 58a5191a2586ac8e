"""A candidacy says on its form what it commits to; it is examined with a grid, and the bodies read both."""

from pathlib import Path

import pytest

from notifications.documents.application_form import application_form
from tests.notifications.documents.papers import REGION, read
from tests.notifications.documents.word import fill
from tests.support.mails import PIECES, compose, pdfs, said, siret
from tests.support.year import Play, Year
from tests.tasks.intake.commitments.answered import LAST_DAY

OPENING = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-04-28\n"

STORY = """until: 2021-06-18
events:
  - at: 2021-04-28 09:12
    mail: {file: MAIL, as: cidff}
  - at: 2021-04-29 10:00
    type_answers:
      application: cidff
      said: {n4: "Par une charte | justificatif : annexe 2", cep: "non"}
      reason: « non » était barré
      by: Instruction
  - at: 2021-05-20 10:00
    examine:
      application: cidff
      finding: favourable
      grid: {e1: tenu, n4: "en partie, charte à signer"}
      by: Instruction
  - {at: 2021-06-01 10:00, meeting: {stage: working_group, on: 2021-06-17, by: Secrétariat}}
"""


@pytest.fixture(scope="module")
def year(play: Play, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Play the story once."""
    file = tmp_path_factory.mktemp("engagements") / "dossier.eml"
    answers = {"how-e1": "Deux accueils de plain-pied", "how-n4": "non", "cep": "Oui"}
    form = fill(application_form(REGION, year=2021, last_day=LAST_DAY.replace(year=2021)), **answers)
    files = {"dossier.docx": form, **pdfs(PIECES[1:])}
    file.write_bytes(compose(said(siret=siret()), files=files, received="2021-04-28 09:12").as_bytes())
    return play(STORY.replace("MAIL", str(Path(file))), opening=OPENING)


def papers(year: Year) -> str:
    """What the papers of a convening say."""
    notice = year.notices("convening")[0]
    pdfs_of = (content for name, content in year.files(notice).items() if name.endswith(".pdf"))
    return " ".join(read(pdf).text for pdf in pdfs_of)


def test_the_bodies_read_the_answers_and_the_grid(year: Year) -> None:
    """Side by side, with the correction in the place of what was read wrong."""
    text = papers(year)

    assert "E1 Gratuité, accessibilité, proximité Deux accueils de plain-pied tenu" in text
    assert "N4 Neutralité Par une charte Justificatif : annexe 2 en partie charte à signer" in text
    assert "E2 Continuité de services sans réponse non apprécié" in text


def test_a_claim_that_was_taken_back_is_told_no_more(year: Year) -> None:
    """The applicant's box was ticked by mistake; a person typed so."""
    assert "L. 6111-6" not in papers(year)


def test_a_correction_is_in_the_journal(year: Year) -> None:
    """With what was typed and why."""
    assert year.line("cidff", "correct")["reason"] == "réponses saisies : N4 et CEP ; « non » était barré"


def test_nothing_of_it_moves_the_dossier(year: Year) -> None:
    """It is examined because a person found so."""
    assert [status for status in year.path("cidff") if status == "examined"] == ["examined"]
    assert year.received("cidff")[:2] == ["registration", "acknowledgement"]
