"""Real mails, as they came: what was made of each, and what a person is asked to do about it."""

from pathlib import Path

from flows.rehearsal.scenario.expectations import unmet
from flows.rehearsal.scenario.scenario import Expectation
from tests.support.year import Play, Year

MAILS = Path(__file__).parents[2] / "tasks" / "intake" / "mails"
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
    [arrival] = came(play, "files/scans-unnamed").rehearsed.result["arrivals"]

    assert arrival["received_at"] == "2026-04-15T10:00:00+02:00"
    assert [file["name"] for file in arrival["files"]] == ["scan0001.pdf", "scan0002.pdf", "scan0003.pdf"]
    assert (arrival["nature"], arrival["answered"]) == ("deposit", ["registration"])


def test_a_question_is_no_candidacy(play: Play) -> None:
    """Its sender is told that it came (CRPA L112-11), no dossier is opened, and the desk that the call names reads
    it."""
    year = came(play, "words/question-only")

    assert misses(year, arrival="question-only", nature="question", waiting=True, answered=["registration"]) == []
    assert year.rehearsed.result["applications"] == []
    assert [notice["to"] for notice in year.notices("to_read")] == [["contenu-spro@example.invalid"]]


def test_what_was_read_waits_no_more(play: Play) -> None:
    """Until then it stands on « À traiter »."""
    year = came(
        play, "words/question-only", then="  - {at: 2026-04-15 14:00, read: {arrival: question-only, by: Accueil}}\n"
    )

    assert misses(year, arrival="question-only", waiting=False) == []
