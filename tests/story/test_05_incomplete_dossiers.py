"""What is asked of applicants in the course of a year, and what may become of it: silence, parts, late answers."""

import pytest

from tests.support.year import Play, Year, day_of

STORY = """until: 2021-06-16
events:
  # An organisation writes, and sends no piece.
  - at: 2021-02-15 10:00
    deposit: {as: annonce, organisation: PLIE de l'Ain, siret: "99900001100018", from: plie@plie01.example, pieces: []}

  # Its last day is the Tuesday after the clocks change. It never answers, not even once it is given more time.
  - at: 2021-02-15 10:00
    deposit: {as: dimanche, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all}
  - at: 2021-03-08 10:00
    request_completion: {application: dimanche, pieces: {annexe-1: illisible}, due: 2021-03-30, by: DFOR}

  - at: 2021-04-06 10:10
    extend: {application: dimanche, to: 2021-04-20, reason: Fermeture annuelle, by: Coordination}

  # It answers between two reminders.
  - at: 2021-02-15 10:00
    deposit: {as: prompt, organisation: CIDFF du Rhône, siret: "99900003700013", from: a@cidff69.example, pieces: all}
  - at: 2021-03-08 10:10
    request_completion: {application: prompt, pieces: {annexe-1: illisible}, due: 2021-03-30, by: DFOR}
  - at: 2021-03-23 10:00
    complement: {application: prompt, pieces: [annexe-1], from: a@cidff69.example}

  # It answers in two mails; the second is received in the first instant after the last day.
  - at: 2021-02-15 10:00
    deposit: {as: morceaux, organisation: GEIQ du Rhône, siret: "99900004500016", from: a@geiq69.example, pieces: all}
  - at: 2021-03-08 10:20
    request_completion:
      {application: morceaux, pieces: {annexe-1: illisible, annexe-2: unsigned}, due: 2021-03-30, by: DFOR}
  - at: 2021-03-23 10:00
    complement: {application: morceaux, pieces: [annexe-2], from: a@geiq69.example}
  - at: 2021-03-31 10:00
    complement: {application: morceaux, pieces: [annexe-1], from: a@geiq69.example, received_at: 2021-03-31 00:00}

  # Its request had expired: a person gives more time, and it answers within that.
  - at: 2021-02-15 10:00
    deposit: {as: sursis, organisation: Cité de l'Isère, siret: "99900005200012", from: a@cite38.example, pieces: all}
  - at: 2021-03-08 10:30
    request_completion: {application: sursis, pieces: {annexe-1: illisible}, due: 2021-03-30, by: DFOR}
  - at: 2021-04-06 10:00
    extend: {application: sursis, to: 2021-04-14, reason: Fermeture annuelle, by: Coordination}
  - at: 2021-04-14 18:00
    complement: {application: sursis, pieces: [annexe-1], from: a@cite38.example, received_at: 2021-04-13 23:59}

  # The same form is sent twice; its last day is past the end of the instruction, and nothing comes.
  - at: 2021-02-15 10:00
    deposit: {as: apres, organisation: Relais Isère, siret: "99900006000015", from: a@relais38.example, pieces: all}
  - at: 2021-05-25 10:00
    request_completion: {application: apres, pieces: {annexe-1: illisible}, due: 2021-06-14, by: DFOR}
  - at: 2021-05-25 10:05
    request_completion: {application: apres, pieces: {annexe-1: illisible}, due: 2021-06-14, by: DFOR}
"""


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """One year with them all."""
    return play(STORY)


def test_who_wrote_without_any_piece_is_reminded_of_the_deposit(year: Year) -> None:
    """Like the structures that the Région knows, by the same calendar; it is told where its dossier stands."""
    assert year.left_at("deposit_reminder", "annonce") == [
        "2021-03-30 09:00",
        "2021-04-14 09:00",
        "2021-04-22 09:00",
        "2021-04-27 09:00",
    ]
    assert year.dossier("annonce")["reference"] in year.texts("deposit_reminder", "annonce")[0]


def test_who_sent_a_piece_is_not_reminded_of_the_deposit(year: Year) -> None:
    """Nobody is reminded of what they did."""
    others = ("dimanche", "prompt", "morceaux", "sursis", "apres")

    assert [year.notices("deposit_reminder", name) for name in others] == [[]] * 5


def test_a_reminder_leaves_at_nine_on_the_sunday_on_which_the_clocks_change(year: Year) -> None:
    """Two days before Tuesday 30 March is Sunday 28, whatever the 48 hours before would say."""
    assert [notice["sent_at"] for notice in year.notices("completion_reminder", "dimanche")][:2] == [
        "2021-03-23T09:00:00+01:00",
        "2021-03-28T09:00:00+02:00",
    ]


def test_the_end_of_a_delay_is_told_the_next_morning_each_time(year: Year) -> None:
    """Nobody is written to at midnight. Given more time, a silent applicant is reminded, then told, again."""
    assert year.left_at("completion_expired", "dimanche") == ["2021-03-31 09:00", "2021-04-21 09:00"]
    assert year.left_at("completion_reminder", "dimanche")[2:] == ["2021-04-13 09:00", "2021-04-18 09:00"]


def test_what_stays_incomplete_waits_for_the_end_of_the_instruction(year: Year) -> None:
    """An expired request refuses nothing and carries nothing over by itself."""
    assert year.status("dimanche") == "carried_over"
    assert day_of(year.line("dimanche", "carry_over")["at"]) == "2021-06-01 00:00"


def test_nobody_is_reminded_after_the_answer(year: Year) -> None:
    """The first reminder had left; the second does not."""
    assert year.received("prompt")[2:] == ["completion_request", "completion_reminder", "completion_received"]


def test_an_answer_in_part_is_told_what_is_still_missing(year: Year) -> None:
    """The request stays open for the rest, until the same day; the next reminder asks for that alone."""
    first, _ = year.texts("completion_received", "morceaux")
    reminder = year.texts("completion_reminder", "morceaux")[-1]

    assert "Annexe 1 : pièce illisible" in first
    assert ("Annexe 1" in reminder, "Annexe 2" in reminder) == (True, False)


def test_the_first_instant_after_the_last_day_is_late(year: Year) -> None:
    """Midnight is the next day: the answer counts, and is flagged for a person to see."""
    assert year.dossier("morceaux")["flags"] == ["late_answer"]
    assert year.requests("morceaux") == ["expired"]
    assert year.status("morceaux") == "under_examination"


def test_a_delay_that_was_over_can_be_given_again(year: Year) -> None:
    """A person extends what has expired: the request is open again, and what answers it is in time."""
    assert year.received("sursis")[-5:] == [
        "completion_expired",
        "postponed",
        "completion_reminder",
        "completion_reminder",
        "completion_received",
    ]
    assert year.requests("sursis") == ["answered"]
    assert year.dossier("sursis")["flags"] == []


def test_the_end_of_instruction_cuts_no_delay_short(year: Year) -> None:
    """Asked until 14 June, it has until then: carried over the morning after, and not with the others on 1 June."""
    assert day_of(year.line("apres", "carry_over")["at"]) == "2021-06-15 09:00"


def test_the_same_request_made_twice_is_one_request(year: Year) -> None:
    """A form sent again by mistake asks, and writes, once."""
    assert len(year.notices("completion_request", "apres")) == 1
    assert year.requests("apres") == ["expired"]
