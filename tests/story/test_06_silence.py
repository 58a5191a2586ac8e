"""Where the Région has settled what silence means, each dossier has its date, and people are warned of it."""

import pytest

from tests.support.year import Play, Year, day_of

STORY = """until: {until}
set: {{silence.effect: {effect}}}
events:
  - at: 2021-02-01 10:00
    deposit: {{as: complet, organisation: CIDFF Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}}
  - at: 2021-03-02 10:00
    deposit: {{as: produit, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}}
  - at: 2021-03-02 10:00
    deposit: {{as: muet, organisation: PLIE de l'Ain, siret: "99900003700013", from: a@plie01.example, pieces: all}}
  - at: 2021-03-10 10:00
    request_completion: {{application: produit, pieces: {{annexe-1: illisible}}, due: 2021-03-31, by: DFOR}}
  - at: 2021-03-10 10:10
    request_completion: {{application: muet, pieces: {{annexe-1: illisible}}, due: 2021-03-31, by: DFOR}}
  - at: 2021-03-20 10:00
    complement: {{application: produit, pieces: [annexe-1], from: a@mife01.example}}
"""


@pytest.fixture(scope="module")
def accepting(play: Play) -> Year:
    """The same, as far as the first alarms, where silence would accept."""
    return play(STORY.format(effect="acceptance", until="2021-04-01"))


@pytest.fixture(scope="module")
def rejecting(play: Play) -> Year:
    """A year in which silence would reject."""
    return play(STORY.format(effect="rejection", until="2021-05-24"))


def test_two_months_after_a_complete_dossier(accepting: Year) -> None:
    """Received on 1 February, it would be accepted by silence from 2 April on."""
    assert _silence(accepting, "complet") == "2021-04-01 23:59"


def test_the_region_is_warned_five_days_and_one_day_before(accepting: Year) -> None:
    """In one letter a day, which names the dossier: time to decide expressly. On a business day, and after weeks of
    mornings whose mail listed it."""
    days = [day_of(notice["sent_at"]) for notice in accepting.notices("alert")]

    assert days[:2] == ["2021-03-26 09:00", "2021-03-31 09:00"]


def test_the_delay_of_an_acceptance_runs_from_the_last_piece(accepting: Year) -> None:
    """Asked on 10 March, produced on the 20th: two months from then. While it is awaited, no delay runs."""
    assert _silence(accepting, "produit") == "2021-05-20 23:59"
    assert accepting.dossier("muet")["silence_at"] is None


def test_the_delay_of_a_rejection_is_suspended_while_a_piece_is_awaited(rejecting: Year) -> None:
    """Ten days, from the request to the piece; and no longer than the delay to answer where nothing comes."""
    assert _silence(rejecting, "complet") == "2021-04-01 23:59"
    assert _silence(rejecting, "produit") == "2021-05-12 23:59"
    assert _silence(rejecting, "muet") == "2021-05-23 23:59"


def test_silence_moves_nothing(rejecting: Year) -> None:
    """The date passes, which the journal notes; the dossier stands where it stood, and a person is told."""
    assert rejecting.path("complet") == ["registered", "under_examination", "under_examination"]
    assert rejecting.line("complet", "silence")["reason"] == "rejet implicite du 01/04/2021"
    assert rejecting.dossier("complet")["decisions"] == []


def test_each_dossier_is_announced_twice(rejecting: Year) -> None:
    """Three dossiers, three dates, six letters to the Région, none to an applicant."""
    alerts = rejecting.notices("alert")

    assert [alert["application"] for alert in alerts] == [None] * 6
    assert {tuple(alert["to"]) for alert in alerts} == {("instruction-spro@example.invalid",)}


def _silence(year: Year, name: str) -> str:
    return day_of(year.dossier(name)["silence_at"])
