"""A stage that a body carries moves: so does its meeting, and whoever was convened is convened anew."""

from datetime import date

import pytest
from sqlmodel import col, select

from models.errors import Refusal
from models.meetings.agenda import agenda
from models.meetings.meeting import Meeting
from models.sessions.campaign import StageChange
from models.sessions.opening import stages
from models.vocabulary import StageName
from tests.factories import paris, typed
from tests.support.bodies import COMMISSION, SET, put_off, send_convening, set_day, sit, waits
from tests.support.mails import Desk
from tests.support.sittings import met


def test_the_meeting_follows_its_stage(any_desk: Desk) -> None:
    """At the same hour and place; the former date is kept, with the reason."""
    set_day(any_desk, hour="9:30", place="Salle B")

    put_off(any_desk, date(2026, 6, 25))

    meeting = met(any_desk)
    changes = any_desk.session.exec(select(StageChange).order_by(col(StageChange.id))).all()
    assert (meeting.number, meeting.starts_at, meeting.place) == (1, paris("2026-06-25 09:30"), "Salle B")
    assert (changes[-1].former_due_at, changes[-1].reason) == (paris("2026-06-19 00:00"), "Grève")


@pytest.mark.parametrize(
    ("is_convened", "at", "convene_at"),
    [
        (False, "2026-06-03 10:00", "2026-06-19 09:00"),
        (True, "2026-06-15 10:00", "2026-06-15 10:00"),
    ],
)
def test_members_are_convened_in_their_time_or_anew_at_once(
    any_desk: Desk,
    is_convened: bool,  # noqa: FBT001
    at: str,
    convene_at: str,
) -> None:
    """Who was not told yet is told five days before; who was must know that it moves."""
    waits(any_desk)
    set_day(any_desk)
    if is_convened:
        send_convening(any_desk)

    put_off(any_desk, date(2026, 6, 25), at=paris(at))

    assert (met(any_desk).revision, met(any_desk).convene_at) == (1, paris(convene_at))


def test_applicants_whom_it_concerns_are_told(desk: Desk) -> None:
    """With both dates."""
    dossier = waits(desk)
    set_day(desk)

    put_off(desk, date(2026, 6, 25))

    [letter] = desk.notices(dossier, kind="postponed")
    assert "jeudi 18 juin 2026" in typed(letter.text)
    assert "jeudi 25 juin 2026" in typed(letter.text)


def test_put_off_twice_and_back_it_is_where_it_was(desk: Desk) -> None:
    """Each move counts: a diary takes the latest."""
    set_day(desk)
    send_convening(desk)

    put_off(desk, date(2026, 6, 25), at=paris("2026-06-13 10:00"))
    put_off(desk, date(2026, 6, 18), at=paris("2026-06-13 11:00"))

    assert (met(desk).number, met(desk).revision, met(desk).on) == (1, 2, date(2026, 6, 18))


def test_the_same_date_moves_nothing(desk: Desk) -> None:
    """Nor tells anybody."""
    dossier = waits(desk)
    set_day(desk)
    send_convening(desk)

    put_off(desk, date(2026, 6, 18), at=paris("2026-06-13 10:00"))

    assert (met(desk).revision, met(desk).convene_at, desk.kinds(dossier)) == (0, None, [])


@pytest.mark.parametrize(("to", "urgency"), [("2026-06-17", None), ("2026-06-16", "Grève")])
def test_brought_too_near_the_convening_says_why(desk: Desk, to: str, urgency: str | None) -> None:
    """CRPA R133-8: on the 12th, five days are left before the 17th, not before the 16th."""
    set_day(desk)
    send_convening(desk)

    put_off(desk, date.fromisoformat(to), at=paris("2026-06-12 10:00"))

    assert met(desk).urgency == urgency


def test_an_urgency_is_over_once_there_is_time(desk: Desk) -> None:
    """The meeting was set at short notice, then put off."""
    set_day(desk, at=paris("2026-06-16 10:00"), urgency="Effectifs")

    put_off(desk, date(2026, 6, 25), at=paris("2026-06-16 11:00"))

    assert met(desk).urgency is None


def test_a_stage_of_which_only_the_month_was_known_gets_a_meeting(desk: Desk) -> None:
    """The date of such a stage is the day on which its body meets."""
    put_off(desk, date(2026, 6, 25))

    assert (met(desk).number, met(desk).on, met(desk).revision) == (1, date(2026, 6, 25), 0)


def test_a_meeting_that_has_begun_is_over_and_its_rest_goes_to_the_new_date(any_desk: Desk) -> None:
    """Its minutes leave, with what was said there."""
    said, left = waits(any_desk), waits(any_desk)
    set_day(any_desk)
    sit(any_desk, {said.reference: "favourable"})

    put_off(any_desk, date(2026, 6, 25), at=paris("2026-06-18 17:00"))

    first, second = any_desk.session.exec(select(Meeting).order_by(col(Meeting.number))).all()
    assert (first.on, first.closed_at) == (date(2026, 6, 18), paris("2026-06-18 17:00"))
    assert (second.on, second.is_second) == (date(2026, 6, 25), False)
    assert [item.application_id for item in agenda(any_desk.session, second)] == [left.id]
    assert len(any_desk.notices(kind="minutes")) == 1


def test_after_a_missing_quorum_the_new_date_is_that_of_the_second_meeting(desk: Desk) -> None:
    """However the Région says it: by a postponement, or by setting a day."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))

    put_off(desk, date(2026, 6, 25), at=paris("2026-06-19 10:00"))

    assert (met(desk).number, met(desk).is_second, met(desk).on) == (2, True, date(2026, 6, 25))


def test_a_meeting_whose_day_passed_unheld_is_put_off(desk: Desk) -> None:
    """Whatever was shown of its pages: nothing of it was recorded."""
    dossier = waits(desk)
    set_day(desk)
    send_convening(desk)

    put_off(desk, date(2026, 6, 30), at=paris("2026-06-22 10:00"))
    send_convening(desk, at=paris("2026-06-22 10:00"))

    assert (met(desk).number, met(desk).revision) == (1, 1)
    assert [item.application_id for item in agenda(desk.session, met(desk))] == [dossier.id]


TOO_LATE = (
    "Nouvelle date « 01/09/2026 » : la prise d'effet des adhésions est fixée au 01/09/2026 et doit venir après la "
    "commission ; déplacez d'abord cette étape (reporter-echeance, étape « prise d'effet »)."
)
TOO_EARLY = (
    "Nouvelle date « 09/07/2026 » : la commission se réunit le 09/07/2026 et doit venir avant la prise d'effet des "
    "adhésions ; déplacez d'abord cette étape (reporter-echeance, étape « commission »)."
)


@pytest.mark.parametrize(
    ("stage", "to", "told"),
    [(COMMISSION, date(2026, 9, 1), TOO_LATE), ("effect", date(2026, 7, 9), TOO_EARLY)],
)
def test_an_effect_that_could_not_be_met_is_asked_for(desk: Desk, stage: StageName, to: date, told: str) -> None:
    """Never guessed: neither date moves, and nobody is told of any."""
    dossier = waits(desk, COMMISSION)
    set_day(desk, COMMISSION)

    with pytest.raises(Refusal) as refusal:
        put_off(desk, to, stage, at=SET[COMMISSION])

    found = stages(desk.session, desk.campaign)
    assert str(refusal.value) == told
    assert (found[COMMISSION].meeting_on, found["effect"].due_at) == (date(2026, 7, 9), paris("2026-09-01"))
    assert desk.kinds(dossier) == []


def test_once_the_effect_is_put_off_the_meeting_may_be(any_desk: Desk) -> None:
    """In that order; those accepted by then join on the new date."""
    set_day(any_desk, COMMISSION)

    put_off(any_desk, date(2026, 10, 1), "effect", at=SET[COMMISSION])
    put_off(any_desk, date(2026, 9, 15), COMMISSION)

    assert met(any_desk, COMMISSION).on == date(2026, 9, 15)


def test_a_stage_that_no_body_carries_has_no_meeting(any_desk: Desk) -> None:
    """The end of the instruction is nobody's meeting."""
    put_off(any_desk, date(2026, 6, 12), "examination", at=paris("2026-05-20 10:00"))

    assert any_desk.session.exec(select(Meeting)).all() == []
