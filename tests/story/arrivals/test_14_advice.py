"""An expert is asked about a dossier with one of its pieces, reminded, and answers by mail; the applicant reads of it
once a person says so."""

from pathlib import Path

import pytest

from tests.support.mails import compose, pdfs
from tests.support.year import Play, Year

STORY = """until: 2021-03-20
events:
  - at: 2021-02-10 09:12
    deposit:
      {as: cidff, organisation: CIDFF de l'Ain, siret: "99900001100018", from: direction@cidff01.example, pieces: all}
  - at: 2021-03-01 10:00
    ask_advice:
      application: cidff
      whom: Observatoire de l'orientation
      address: avis@observatoire.example
      question: Le territoire est-il couvert ?
      pieces: [annexe-1]
      by: Instruction
  - at: 2021-03-12 10:00
    mail: {file: MAIL, name: answer, answers: {application: cidff, kind: advice_request}}
  - {at: 2021-03-17 10:00, give_advice: {application: cidff, shown: true, by: Instruction}}
"""


@pytest.fixture(scope="module")
def year(play: Play, tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Play the story once."""
    file = tmp_path_factory.mktemp("avis") / "answer.eml"
    answer = compose(
        "Le sud n'est pas couvert.\n",
        files=pdfs(["annexe-1"], version=2),
        sender="avis@observatoire.example",
        subject="Re: Demande d'avis",
        received="2021-03-12 10:00",
        In_Reply_To="<REPLACE-BY-MESSAGE-ID-OF-THE-NOTICE@example.invalid>",
    )
    file.write_bytes(answer.as_bytes())
    return play(STORY.replace("MAIL", str(Path(file))))


def to_expert(year: Year) -> list[tuple[str, str]]:
    """What the expert received, and when."""
    sent = [one for one in year.rehearsed.result["notices"] if one["to"] == ["avis@observatoire.example"]]
    return [(one["kind"], one["sent_at"][:16]) for one in sent]


def test_the_expert_is_asked_once_and_reminded_until_the_answer(year: Year) -> None:
    """Five days before the 16th; the day before it, the answer is there."""
    assert to_expert(year) == [
        ("advice_request", "2021-03-01T10:00"),
        ("advice_reminder", "2021-03-11T09:00"),
        ("advice_received", "2021-03-12T10:00"),
    ]


def test_the_piece_that_was_chosen_goes_along(year: Year) -> None:
    """As a PDF and in an archive."""
    [asked] = year.notices("advice_request")

    assert list(year.files(asked)) == ["ARA-2021-0001.pdf", "ARA-2021-0001.zip"]


def test_the_answer_moves_nothing(year: Year) -> None:
    """No second dossier, no status, no piece; whoever examines reads it."""
    [_, answer] = year.rehearsed.result["arrivals"]

    assert len(year.rehearsed.result["applications"]) == 1
    assert set(year.path("cidff")[1:]) == {"under_examination"}
    assert (answer["nature"], answer["application"]) == ("advice", None)
    assert [notice["to"] for notice in year.notices("advice_given")] == [["instruction-spro@example.invalid"]]


def test_the_applicant_reads_it_once_a_person_says_so(year: Year) -> None:
    """And nothing of it before."""
    assert year.received("cidff") == ["registration", "acknowledgement", "advice_shown"]
    assert year.left_at("advice_shown", "cidff") == ["2021-03-17 10:00"]
