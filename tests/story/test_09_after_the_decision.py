"""After the decision: another one in its place, in the time that the law gives, and letters that come back."""

import pytest

from models.errors import Refusal
from tests.support.year import Play, Year, day_of

SIGNED = "signatory: {name: Camille Exemple, capacity: Directrice}, by: Secrétariat"

OPENING = "region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-04-28\n"

STORY = f"""
events:
  - at: 2021-04-28 10:00
    deposit: {{as: cidff, organisation: CIDFF Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}}
  - at: 2021-04-28 11:00
    deposit: {{as: mife, organisation: MIFE Savoie, siret: "99900004500016", from: a@mife73.example, pieces: all}}
  - {{at: 2021-05-11 10:00, examine: {{application: cidff, finding: favourable, by: DFOR}}}}
  - {{at: 2021-05-11 10:00, examine: {{application: mife, finding: favourable, by: DFOR}}}}
  - {{at: 2021-06-17 14:00, opinion: {{application: cidff, opinion: favourable, by: Secrétariat}}}}
  - {{at: 2021-06-17 14:00, opinion: {{application: mife, opinion: favourable, by: Secrétariat}}}}
  - {{at: 2021-07-08 14:00, decision: {{application: cidff, decision: accepted, {SIGNED}}}}}
  - {{at: 2021-07-08 14:00, decision: {{application: mife, decision: accepted, {SIGNED}}}}}
  - {{at: 2021-07-08 14:20, bounce: {{application: mife, kind: accepted}}}}
"""


def _rectified(day: str) -> str:
    said = f"application: cidff, decision: refused, reasons: Le dossier ne prévoit pas d'accueil., {SIGNED}"
    return f"{STORY}  - {{at: {day} 10:00, rectify: {{{said}}}}}\n"


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """A year in which an acceptance is taken back three months later, and another never arrives."""
    return play(f"until: 2021-10-10{_rectified('2021-10-08')}", opening=OPENING)


def test_an_acceptance_found_illegal_three_months_later_may_be_taken_back(year: Year) -> None:
    """A second version, told with its reasons; the first stays in the record."""
    decisions = [(decision["version"], decision["decision"]) for decision in year.dossier("cidff")["decisions"]]

    assert decisions == [(1, "accepted"), (2, "refused")]
    assert year.status("cidff") == "refused"
    assert year.received("cidff")[-3:] == ["accepted", "effective", "rectified"]
    assert "Le dossier ne prévoit pas d'accueil." in year.read("rectified", "cidff")


def test_after_four_months_illegality_is_no_ground_any_more(play: Play) -> None:
    """Five months later the same form is refused; the grounds that the law still knows are told."""
    with pytest.raises(Refusal) as refused:
        play(f"until: 2021-12-31{_rectified('2021-12-08')}", opening=OPENING)

    assert "l'illégalité ne peut plus être invoquée" in refused.value.mend
    assert "la fraude (L. 241-2)" in refused.value.mend


def test_a_letter_that_comes_back_is_held_not_to_have_arrived(year: Year) -> None:
    """The Région is told at once, to notify otherwise; the decision and its effect are what they were."""
    [letter], [alert] = year.notices("accepted", "mife"), year.notices("alert")

    assert (letter["status"], year.status("mife")) == ("bounced", "member")
    assert (day_of(alert["sent_at"]), alert["to"]) == ("2021-07-08 14:20", ["instruction-spro@example.invalid"])


def test_a_report_is_about_a_letter_that_has_left(play: Play) -> None:
    """A scenario that has a letter come back before it left is refused when the turn of the report comes."""
    with pytest.raises(Refusal) as refused:
        play("""until: 2021-03-01
events:
  - at: 2021-02-10 10:00
    deposit: {as: cidff, organisation: CIDFF Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - {at: 2021-02-10 11:00, bounce: {application: cidff, kind: acknowledgement}}
""")

    assert str(refused.value).startswith("Notification « acknowledgement » : aucune n'est partie vers ARA-2021-0001")
