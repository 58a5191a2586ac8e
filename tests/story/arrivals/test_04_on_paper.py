"""What comes by post or is handed in: in time by its postmark, told by mail, and waiting where nobody can read it."""

import pytest

from tests.support.year import Play, Year, day_of

STORY = """until: 2021-05-20
events:
  # Posted on the last day, it came a week after; an annexe is in no envelope.
  - at: 2021-05-05 10:00
    deposit: {as: poste, organisation: CIDFF de l'Ain, siret: "99900001100018", from: a@cidff01.example, channel: post,
              postmark: 2021-04-29, pieces: [dossier, annexe-1, annexe-2, annexe-3, annexe-4, annexe-5, annexe-6]}

  # Posted on the day that the call names, and read as « avant le 30 avril ».
  - at: 2021-05-05 10:00
    deposit: {as: tard, organisation: MIFE de l'Ain, siret: "99900002900010", from: a@mife01.example, pieces: all,
              channel: post, postmark: 2021-04-30}

  # The postmark is a smudge.
  - at: 2021-05-05 10:00
    deposit: {as: tache, organisation: GEIQ du Rhône, siret: "99900004500016", from: a@geiq69.example, pieces: all,
              channel: post}

  # Handed in on the last day, typed in once the office opens again.
  - at: 2021-05-03 09:30
    deposit: {as: guichet, organisation: CIDFF du Rhône, siret: "99900003700013", from: a@cidff69.example, pieces: all,
              channel: hand, received_at: 2021-04-29 17:45}

  # Its answer comes by mail, to the notice that it got by mail.
  - at: 2021-05-10 10:00
    complement: {application: poste, pieces: [annexe-7], from: a@cidff01.example}
"""


@pytest.fixture(scope="module")
def year(play: Play) -> Year:
    """One spring with them all."""
    return play(STORY)


def test_a_letter_posted_in_time_is_in_time(year: Year) -> None:
    """CRPA L112-1: by its postmark, though it came after the end; what it lacks is asked for, and sent by mail."""
    assert year.path("poste") == ["registered", "incomplete", "under_examination"]
    assert year.received("poste") == ["registration", "acknowledgement", "completion_received"]
    assert day_of(year.dossier("poste")["received_at"]) == "2021-05-05 10:00"


def test_its_registration_speaks_of_the_postmark(year: Year) -> None:
    """No server received it."""
    text = year.read("registration", "poste")

    assert "Le cachet de la poste est du jeudi 29 avril 2021" in text
    assert "serveur de messagerie" not in text


def test_its_acknowledgement_has_the_postal_address_of_the_service(year: Year) -> None:
    """CRPA R112-5."""
    assert "1 esplanade François Mitterrand" in year.read("acknowledgement", "poste")


def test_a_letter_posted_on_the_day_that_the_call_names_is_late(year: Year) -> None:
    """And flagged: the Région may read its call otherwise."""
    assert (year.path("tard"), year.dossier("tard")["flags"]) == (["late"], ["deadline_day"])
    assert year.received("tard") == ["registration", "late"]


def test_a_postmark_that_cannot_be_read_waits_for_a_person(year: Year) -> None:
    """Neither late nor acknowledged by itself."""
    assert (year.path("tache"), year.dossier("tache")["flags"]) == (["registered"], ["postmark_unreadable"])
    assert year.received("tache") == ["registration"]


def test_what_was_handed_in_counts_from_that_day(year: Year) -> None:
    """Whenever it was typed in."""
    assert year.path("guichet") == ["registered", "under_examination"]
    assert day_of(year.dossier("guichet")["received_at"]) == "2021-04-29 17:45"
    assert year.left_at("acknowledgement", "guichet") == ["2021-05-04 09:00"]


def test_the_journal_says_who_opened_the_envelope(year: Year) -> None:
    """A person did."""
    assert year.line("tard", "deposit")["by"] == "Accueil"
