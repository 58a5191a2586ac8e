"""Real mails, as they came: what was made of each, and what a person is asked to do about it."""

from pathlib import Path

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.scenario import Expectation
from tests.support.year import Play, Year

MAILS = Path(__file__).parents[2] / "flows" / "rehearsal" / "cases"
SPRING = "region: auvergne-rhone-alpes\nyear: 2026\nopens: 2026-01-19\nuntil: 2026-04-16\n"


def came(play: Play, *names: str, then: str = "") -> Year:
    """Have mails come, each named after its file, and what people do then."""
    mails = "".join(
        f"  - {{at: 2026-04-15 10:00, mail: {{file: {MAILS / name}.eml, name: {Path(name).name}}}}}\n" for name in names
    )
    return play(f"events:\n{mails}{then}", opening=SPRING)


def misses(year: Year, **expected: object) -> list[str]:
    """What is not as it was expected of an arrival."""
    return unmet([Expectation.model_validate(expected)], year.rehearsed.result, year.rehearsed.names)


def test_a_mail_comes_as_it_is(play: Play) -> None:
    """Its own stamp says when it was received; its files are listed, whatever they are called."""
    [arrival] = came(play, "names/scans-unnamed").rehearsed.result["arrivals"]

    assert arrival["received_at"] == "2026-04-15T10:00:00+02:00"
    assert [file["name"] for file in arrival["files"]] == ["scan0001.pdf", "scan0002.pdf", "scan0003.pdf"]
    assert (arrival["nature"], arrival["answered"]) == ("deposit", ["registration"])


def test_a_question_is_answered_by_a_person(play: Play) -> None:
    """Whoever asked reads the answer in the thread, dossier or not, and nothing waits any more."""
    said = "{arrival: question-only, by: Camille Essai, text: Oui.}"
    year = came(play, "words/question-only", then=f"  - {{at: 2026-04-15 14:00, write: {said}}}\n")

    assert misses(year, arrival="question-only", waiting=False, answered=["registration", "letter"]) == []
    [letter] = year.notices("letter")
    assert "Camille Essai, agent du service instructeur" in letter["text"]


def test_a_question_is_made_a_candidacy_by_a_person(play: Play) -> None:
    """As of the instant at which it came."""
    said = "{arrival: question-only, by: Instruction, nature: deposit, organisation: Maison Essai, as: essai}"
    year = came(play, "words/question-only", then=f"  - {{at: 2026-04-15 14:00, reclassify: {said}}}\n")

    dossier = year.dossier("essai")
    assert (dossier["organisation"], dossier["received_at"]) == ("Maison Essai", "2026-04-15T10:00:00+02:00")
    assert year.line("essai", "reclassify")["by"] == "Instruction"


DEPOSITED = """
  - {at: 2026-01-20 10:00, deposit: {as: cidff, organisation: CIDFF, siret: "99900001100018", from: a@cidff01.example,
     pieces: [dossier, annexe-2, annexe-3, annexe-4, annexe-5, annexe-6, annexe-7]}}
"""


def test_files_joined_to_the_wrong_dossier_are_taken_out(play: Play) -> None:
    """Its pieces, its status and its request are as they were."""
    joined = "{arrival: scans-unnamed, by: Accueil, application: cidff, pieces: {scan0001.pdf: annexe-1}}"
    then = f"""  - {{at: 2026-04-15 14:00, reclassify: {joined}}}
  - {{at: 2026-04-15 15:00, reclassify: {{arrival: scans-unnamed, by: Accueil, application: aucun}}}}
"""
    year = came(play, "names/scans-unnamed", then=DEPOSITED + then)

    dossier = year.dossier("cidff")
    path = ["registered", "incomplete", "under_examination", "incomplete"]
    assert (year.path("cidff"), dossier["pieces"]["annexe-1"]) == (path, "missing")
    assert misses(year, arrival="scans-unnamed", nature="question") == []
    assert year.received("cidff").count("corrected") == 2
