"""Two refusals are contested by mail, in time: one is upheld, the other left to silence, and both clocks are shown."""

import pytest

from tests.support.year import Play, Year

OPENING = "region: auvergne-rhone-alpes\nyear: 2026\nopens: 2026-04-28\n"
STORY = """until: 2026-10-20
events:
  - at: 2026-04-28 09:00
    deposit:
      {as: refuse, organisation: CIDFF de l'Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - at: 2026-04-28 10:00
    deposit: {as: mjc, organisation: MJC, siret: "99900002900010", from: a@mjc.example, pieces: all}
  - {at: 2026-05-11 10:00, examine: {application: refuse, finding: favourable, by: Instructeur}}
  - {at: 2026-05-11 10:00, examine: {application: mjc, finding: favourable, by: Instructeur}}
  - {at: 2026-06-18 10:00, opinion: {application: refuse, opinion: favourable, by: Secrétariat}}
  - {at: 2026-06-18 10:00, opinion: {application: mjc, opinion: favourable, by: Secrétariat}}
  - at: 2026-07-09 10:00
    decision: &no
      {application: refuse, decision: refused, reasons: Aucun accueil., signatory: &signed {name: Dominique Exemple,
      capacity: Directeur}, by: Secrétariat}
  - {at: 2026-07-09 10:00, decision: {<<: *no, application: mjc}}
  - {at: 2026-08-04 10:00, complement: {application: refuse, pieces: [annexe-1], from: a@cidff01.example}}
  - at: 2026-08-05 10:00
    appeal: {application: refuse, received_on: 2026-08-04, kind: gracieux, by: Secrétariat}
  - at: 2026-08-05 11:00
    appeal: {application: mjc, received_on: 2026-08-05, kind: hierarchique, by: Secrétariat}
  - at: 2026-08-20 10:00
    appeal_decision:
      {application: refuse, outcome: upheld, reasons: Un accueil est prévu., signatory: *signed, by: Secrétariat}
"""


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """Play the story once."""
    return play(STORY, opening=OPENING)


def test_case_48_who_contests_is_no_late_candidate(year: Year) -> None:
    """The answer to the refusal opens no dossier: it is of the one that was refused, and a person reads it."""
    [*_, contested] = year.rehearsed.result["arrivals"]

    assert [one["as"] for one in year.rehearsed.result["applications"]] == ["refuse", "mjc"]
    assert (contested["application"], contested["answered"]) == ("refuse", ["registration"])
    assert (year.notices("late"), len(year.notices("to_read"))) == ([], 1)


def test_each_applicant_reads_when_silence_will_reject_the_appeal(year: Year) -> None:
    """Two months after its receipt, and what may be done then."""
    assert "réputé rejeté le dimanche 4 octobre 2026" in year.read("appeal_received", "refuse")
    assert "réputé rejeté le lundi 5 octobre 2026" in year.read("appeal_received", "mjc")


def test_upheld_it_is_one_letter_and_an_acceptance(year: Year) -> None:
    """The reasons of the answer are those of the new decision, which takes effect in September."""
    assert year.status("refuse") == "member"
    assert year.received("refuse")[-4:] == ["registration", "appeal_received", "rectified", "effective"]
    assert "Un accueil est prévu." in year.read("rectified", "refuse")


def test_people_read_of_the_other_before_silence_rejects_it_and_once_it_has(year: Year) -> None:
    """By the alarms of silence (30, 15, 5 days and the day before), then on the morning after."""
    told = {
        "near": [one["sent_at"][:10] for one in year.notices("digest") if "Recours à décider" in one["text"]],
        "past": [one["sent_at"][:10] for one in year.notices("digest") if "implicitement rejetés" in one["text"]],
    }

    assert set(told["near"]) >= {"2026-09-07", "2026-09-21", "2026-09-30"}
    assert "2026-10-06" in told["past"]
    assert year.rehearsed.result["waiting"][0] == {"reason": "appeal_implied", "application": "mjc", "arrival": None}
