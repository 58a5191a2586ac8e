"""Where silence accepts, it does so before the commission meets: what it gave is confirmed, or lawfully taken back."""

import pytest

from tests.support.year import Play, Year, day_of

STORY = """until: 2021-09-02
set: {silence.effect: acceptance}
events:
  - at: 2021-02-01 10:00
    deposit: {as: confirme, organisation: CIDFF Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - at: 2021-02-01 11:00
    deposit: {as: retire, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}
  - at: 2021-02-01 12:00
    deposit: {as: commune, organisation: Commune Exemple, siret: "21019999800019", from: a@mairie.example, pieces: all}
  - {at: 2021-05-11 10:00, examine: {application: confirme, finding: favourable, by: Instructeur}}
  - {at: 2021-05-11 10:10, examine: {application: retire, finding: unfavourable, comment: Réserves, by: Instructeur}}
  - {at: 2021-05-11 10:20, examine: {application: commune, finding: unfavourable, comment: Réserves, by: Instructeur}}
  - {at: 2021-06-17 10:00, opinion: {application: confirme, opinion: favourable, by: Secrétariat}}
  - {at: 2021-06-17 10:10, opinion: {application: retire, opinion: unfavourable, reasons: Réserves, by: Secrétariat}}
  - {at: 2021-06-17 10:20, opinion: {application: commune, opinion: unfavourable, reasons: Réserves, by: Secrétariat}}
  - at: 2021-07-08 10:00
    decision: {application: confirme, decision: accepted, signatory: SIGNATORY, by: Secrétariat}
  - at: 2021-07-08 10:10
    decision: {application: commune, decision: refused, reasons: Article 3., signatory: SIGNATORY, by: Secrétariat}
  - at: 2021-07-12 10:00
    rectify:
      application: retire
      decision: refused
      reach: withdrawn
      reasons: Article 3.
      signatory: SIGNATORY
      by: Secrétariat
"""


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """A year in which two months of silence accept."""
    return play(STORY.replace("SIGNATORY", "{name: Dominique Exemple, capacity: Directeur}"))


def test_the_acceptance_is_noted_at_its_date(year: Year) -> None:
    """Received on 1 February, both are accepted once 1 April is over; the journal says so, and they go on."""
    lines = [year.line(name, "silence") for name in ("confirme", "retire")]

    assert [(day_of(line["at"]), line["by"], line["reason"]) for line in lines] == [
        ("2021-04-02 00:00", "system", "acceptation implicite du 01/04/2021")
    ] * 2


def test_the_commission_confirms_it(year: Year) -> None:
    """A further version, with its author and its letter; a member in September as anybody else."""
    assert [one["version"] for one in year.dossier("confirme")["decisions"]] == [1, 2]
    assert year.status("confirme") == "member"


def test_taken_back_its_applicant_reads_what_and_on_which_ground(year: Year) -> None:
    """As if it had never been, for its illegality, within four months, once heard; never by a plain refusal."""
    text = year.read("rectified", "retire")

    assert year.status("retire") == "refused"
    assert "L'acceptation née le jeudi 1er avril 2021 du silence gardé sur votre demande" in text
    assert "est retirée : elle est réputée n'avoir jamais existé" in text
    assert ("L. 242-1" in text, "L. 121-1" in text, year.notices("refused", "retire")) == (True, True, [])


def test_silence_says_nothing_to_a_commune(year: Year) -> None:
    """A public body has no date: its refusal is a first decision."""
    commune = year.dossier("commune")

    assert (commune["silence"], commune["silence_at"]) == ("not_applicable", None)
    assert [one["decision"] for one in commune["decisions"]] == ["refused"]
