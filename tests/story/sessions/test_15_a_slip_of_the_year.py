"""A slip of the year, a session that opens beside one that still runs, and one that is cancelled."""

import pytest

from tests.support.year import Play, Year

WHO = 'organisation: PLIE de l\'Ain, siret: "99900001100018", from: plie@plie01.example'

SLIP = f"""until: 2021-03-20
events:
  - at: 2021-02-10 10:00
    deposit: {{as: plie, {WHO}, pieces: [dossier]}}
  - at: 2021-02-10 10:00
    deposit: {{as: mife, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}}

  # 2022 for 2021: somebody wanted to read the form. The mail server is down, and nobody is told of anything.
  - at: 2021-02-24 09:50
    mail_server: {{state: down}}
  - at: 2021-02-24 10:00
    open: {{year: 2022, opens: 2021-02-24}}
  - at: 2021-02-24 10:10
    cancel_opening: {{reason: Ouverte par erreur, by: Secrétariat}}
  - at: 2021-02-24 10:20
    mail_server: {{state: up}}

  # Nothing happened to it: it answers what it was asked on 11 February.
  - at: 2021-03-01 10:00
    complement:
      application: plie
      pieces: [annexe-1, annexe-2, annexe-3, annexe-4, annexe-5, annexe-6, annexe-7]
      from: plie@plie01.example
"""

BESIDE = f"""until: 2021-12-07
events:
  - at: 2021-04-28 09:00
    deposit: {{as: plie, {WHO}, pieces: all}}
  - at: 2021-05-11 10:00
    examine: {{application: plie, finding: favourable, by: Instructeur}}
  - at: 2021-06-18 10:00
    opinion: {{application: plie, opinion: favourable, by: Secrétariat}}
  - at: 2021-07-01 10:00
    postpone: {{stage: effect, to: 2021-12-01, reason: Commission reportée, by: Secrétariat}}
  - at: 2021-07-01 10:05
    postpone: {{stage: commission, to: 2021-10-15, reason: Salle indisponible, by: Secrétariat}}

  # The session of 2022 opens, two weeks before the commission of 2021 meets.
  - at: 2021-10-01 08:00
    open: {{year: 2022, opens: 2021-10-01}}
  - at: 2021-10-15 15:00
    decision:
      application: plie
      decision: accepted
      signatory: {{name: Dominique Exemple, capacity: Directeur}}
      by: Secrétariat

  # It deposits nothing more: who does is of the new session, which is cancelled in December.
  - at: 2021-11-03 10:00
    deposit: {{as: mife, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}}
  - at: 2021-12-06 10:00
    cancel_session: {{reason: La convention n'est pas signée, by: Secrétariat, year: 2022}}
"""


@pytest.fixture(scope="module")
def slip(play: Play) -> Year:
    """The year in which the next session is opened by mistake, and its opening undone."""
    return play(SLIP)


@pytest.fixture(scope="module")
def beside(play: Play) -> Year:
    """The year in which the next session opens before the commission has met."""
    return play(BESIDE, opening="region: auvergne-rhone-alpes\nyear: 2021\nopens: 2021-04-28\n")


def test_an_opening_by_mistake_leaves_nothing_behind(slip: Year) -> None:
    """Neither a session, nor a letter: the applicant has read nothing that was not so."""
    assert [campaign["code"] for campaign in slip.rehearsed.result["campaigns"]] == ["ara-2021"]
    assert slip.notices("next_session") == []
    assert slip.dossier("plie")["campaigns"] == ["ara-2021"]


def test_what_was_asked_goes_on_being_asked(slip: Year) -> None:
    """Under the same request, with its reminders; its answer puts the dossier in the queue."""
    assert slip.requests("plie") == ["answered"]
    assert slip.path("plie") == [
        "registered",
        "incomplete",
        "carried_over",
        "incomplete",
        "under_examination",
    ]
    assert slip.received("plie")[-2:] == ["completion_reminder", "completion_received"]


def test_the_journal_tells_both_ways(slip: Year) -> None:
    """The opening by the system, its undoing by a person who says why; what its bodies had to see never left."""
    assert slip.line("plie", "open")["by"] == "system"
    assert slip.line("plie", "cancel_opening")["by"] == "Secrétariat"
    assert slip.line("plie", "cancel_opening")["reason"] == "ouverture annulée : Ouverte par erreur"
    assert slip.path("mife") == ["registered", "under_examination"]


def test_the_commission_decides_in_the_session_of_the_deposit(beside: Year) -> None:
    """On the agenda of 15 October, decided there, told, and a member on the day of that session."""
    dossier = beside.dossier("plie")

    assert (dossier["campaigns"], dossier["status"]) == (["ara-2021"], "member")
    assert len(beside.notices("accepted", "plie")) == 1
    assert "Ordre du jour : 1 dossier" in " ".join(beside.texts("convening", None)[-1].split())


def test_what_comes_meanwhile_is_of_the_new_session(beside: Year) -> None:
    """Two sessions side by side: the newer one takes the deposits."""
    assert beside.dossier("mife")["campaigns"] == ["ara-2022"]


def test_a_session_that_is_cancelled_tells_its_applicants_alone(beside: Year) -> None:
    """Kept for the next one; the member of the session before hears nothing of it."""
    assert beside.status("mife") == "carried_over"
    assert "La convention n'est pas signée" in beside.read("session_cancelled", "mife")
    assert beside.notices("session_cancelled", "plie") == []
