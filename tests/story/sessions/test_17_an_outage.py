"""An outage over a deadline: the mailbox cannot be read from 29 May to 5 June, and nobody loses their year by it."""

import pytest

from tests.support.year import Play, Year

OUTAGE = """until: 2026-06-20
events:
  - at: 2026-04-28 09:00
    deposit: {as: temps, organisation: CIDFF de l'Ain, siret: "99900001100018", from: a@cidff01.example, pieces: all}
  - at: 2026-05-08 09:05
    request_completion: {application: temps, pieces: {annexe-7: illisible}, due: 2026-05-29, by: DFOR}

  # It came on the evening of the last day, and is read a week later.
  - at: 2026-06-05 10:00
    complement: {application: temps, pieces: [annexe-7], from: a@cidff01.example, received_at: 2026-05-29 20:00}
"""


@pytest.fixture(scope="module")
def outage(play: Play) -> Year:
    """The end of an instruction during which the mailbox was out of reach."""
    return play(OUTAGE, opening="region: auvergne-rhone-alpes\nyear: 2026\nopens: 2026-04-28\n")


def test_what_lapsed_meanwhile_undoes_itself(outage: Year) -> None:
    """Judged on its receipt, the answer is in time: the dossier is under examination, its request answered."""
    temps = outage.dossier("temps")

    assert (temps["status"], temps["flags"], temps["queue_position"]) == ("under_examination", [], 1)
    assert outage.requests("temps") == ["answered"]
    assert [line["event"] for line in temps["history"]][-2:] == ["carry_over", "restore"]


def test_the_applicant_is_told_which_letters_are_void(outage: Year) -> None:
    """One letter says that the dossier is complete, and that neither expiry nor carry-over holds."""
    assert outage.received("temps")[-3:] == ["completion_expired", "carried_over", "completion_received"]
    letter = outage.read("completion_received", "temps")

    assert "Les courriers suivants, partis entre-temps, sont donc sans effet" in letter
    assert "Délai de complément expiré, le samedi 30 mai 2026" in letter
    assert "Dossier reporté, le lundi 1er juin 2026" in letter
