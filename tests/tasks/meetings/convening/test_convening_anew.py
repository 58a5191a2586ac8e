"""Members are convened again, late, or to a second meeting: what the letter says of it, and what it does to a diary."""

from datetime import date

import pytest

from tasks.meetings.convening.convening import convene
from tests.factories import paris, typed
from tests.support.bodies import put_off, send_convening, set_day, sit, waits
from tests.support.letters import SEATS, SECRETARY, agenda_of, diary, letters, text
from tests.support.mails import Desk


def test_put_off_it_is_sent_anew_with_the_former_date(desk: Desk) -> None:
    """The same meeting for a diary, once more moved; twice, and back to where it was."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    for to, at in ((date(2026, 6, 25), "2026-06-13 10:00"), (date(2026, 6, 18), "2026-06-13 11:00")):
        put_off(desk, to, at=paris(at))
        send_convening(desk, at=paris(at))

    sent = letters(desk)["siege-region"]
    dates = [diary(desk, letter) for letter in sent]
    assert [(sequence, start) for _, sequence, start in dates] == [
        ("0", "2026-06-18T12:00:00+00:00"),
        ("1", "2026-06-25T12:00:00+00:00"),
        ("2", "2026-06-18T12:00:00+00:00"),
    ]
    assert len({uid for uid, *_ in dates}) == 1
    moved = "La séance annoncée pour le jeudi {} juin 2026 à 14 h 00 (heure de Paris) est déplacée :"
    assert [moved.format(day) in text(letter) for day, letter in zip((18, 25), sent[1:], strict=True)] == [True] * 2
    assert [typed(letter.subject).partition(" :")[0] for letter in sent] == ["Convocation", *["Séance déplacée"] * 2]


def test_put_off_before_anybody_was_told_it_has_no_former_date(desk: Desk) -> None:
    """Members never heard of it."""
    waits(desk)
    set_day(desk)
    put_off(desk, date(2026, 6, 25))
    send_convening(desk, at=paris("2026-06-19 09:00"))

    [letter] = letters(desk)["siege-region"]
    assert ("déplacée" in text(letter), typed(letter.subject).partition(" :")[0]) == (False, "Convocation")


def test_put_off_twice_before_it_is_told_the_date_that_was_told_counts(desk: Desk) -> None:
    """The runs had stopped in between."""
    waits(desk)
    set_day(desk)
    send_convening(desk)
    put_off(desk, date(2026, 6, 25), at=paris("2026-06-13 10:00"))
    put_off(desk, date(2026, 6, 30), at=paris("2026-06-13 11:00"))
    send_convening(desk, at=paris("2026-06-13 12:00"))

    [_, letter] = letters(desk)["siege-region"]
    assert "La séance annoncée pour le jeudi 18 juin 2026" in text(letter)


def test_another_place_is_told_as_such(desk: Desk) -> None:
    """On the same day at the same hour."""
    waits(desk)
    set_day(desk, place="Salle B")
    send_convening(desk)
    set_day(desk, place="Salle C", at=paris("2026-06-17 10:00"))
    send_convening(desk, at=paris("2026-06-17 10:00"))

    [_, letter] = letters(desk)["siege-region"]
    assert typed(letter.subject).partition(" :")[0] == "Convocation modifiée"
    assert "Salle C" in text(letter)
    assert "partie avec retard" not in text(letters(desk)[SECRETARY][1])


def test_a_second_convening_says_that_no_quorum_is_asked(desk: Desk) -> None:
    """CRPA R133-10; its agenda is the first one's."""
    dossier = waits(desk, name="Toujours là")
    set_day(desk)
    sit(desk, present=("rectorat",))
    waits(desk, name="Arrivé depuis")
    set_day(desk, on=date(2026, 6, 30), at=paris("2026-06-19 10:00"))
    send_convening(desk, at=paris("2026-06-25 09:00"))

    [letter] = letters(desk)["siege-region"]
    paper = agenda_of(desk, letter)
    assert "sans condition de quorum, sur le même ordre du jour (article R. 133-10" in text(letter)
    assert "membres au moins" not in text(letter)
    assert (dossier.reference in paper.text, "Arrivé depuis" in paper.text) == (True, False)


def test_an_urgency_is_said(desk: Desk) -> None:
    """CRPA R133-8."""
    waits(desk)
    at = paris("2026-06-16 10:00")
    set_day(desk, at=at, urgency="Effectifs à arrêter.")
    send_convening(desk, at=at)

    assert {"« Effectifs à arrêter. »" in text(letter) for [letter] in letters(desk).values()} == {True}


@pytest.mark.parametrize(("at", "late"), [("2026-06-13 20:00", False), ("2026-06-14 00:00", True)])
def test_the_secretary_is_told_of_a_convening_that_leaves_late(desk: Desk, at: str, late: bool) -> None:  # noqa: FBT001
    """The runs had stopped: whether to put the meeting off is a person's to say."""
    waits(desk)
    set_day(desk)
    send_convening(desk, at=paris(at))

    told = {name: "partie avec retard" in text(letter) for name, [letter] in letters(desk).items()}
    assert told == {**dict.fromkeys(SEATS, False), SECRETARY: late}


def test_nobody_is_convened_to_a_meeting_whose_day_is_past(desk: Desk) -> None:
    """People are told that it is to be recorded, or put off."""
    waits(desk)
    set_day(desk)

    made = convene(desk.session, desk.campaign, at=paris("2026-06-19 09:00"))

    assert (made, desk.campaign.digest_at) == (0, paris("2026-06-22 09:00"))
    assert convene(desk.session, desk.campaign, at=paris("2026-06-20 09:00")) == 0
