"""The day of a meeting that is recorded, and its end."""

from datetime import date, datetime

import pytest

from models.meetings.agenda import agenda
from models.sessions.opening import stages
from tasks.meetings.recording.sitting import meeting_to_record
from tests.factories import paris
from tests.support.bodies import COMMISSION, GROUP, MET, SET, set_day, sit, waits
from tests.support.letters import text
from tests.support.mails import Desk
from tests.support.sittings import met, refused


@pytest.mark.parametrize("at", [SET[GROUP], paris("2026-06-17 23:59:59")])
def test_nothing_is_recorded_before_the_day(desk: Desk, at: datetime) -> None:
    """The day may be brought forward."""
    dossier = waits(desk)
    set_day(desk)

    assert refused(desk, {dossier.reference: "favourable"}, at=at) == (
        "Séance « groupe de travail du 18/06/2026 » : elle n'a pas encore eu lieu ; rien ne s'enregistre avant son "
        "jour (pour l'avancer : reporter-echeance)."
    )


def test_it_may_be_recorded_days_later(desk: Desk) -> None:
    """As from its first hour: the day of the meeting stays its own."""
    dossier = waits(desk)
    set_day(desk)

    sit(desk, {dossier.reference: "favourable"}, at=paris("2026-06-25 10:00"))

    assert (met(desk).on, met(desk).closed_at) == (date(2026, 6, 18), paris("2026-06-25 10:00"))


def test_a_meeting_that_nobody_set_has_its_day_from_the_form_or_today(desk: Desk) -> None:
    """Minutes may say it afterwards."""
    told, untold = waits(desk), waits(desk, COMMISSION)

    sit(desk, {told.reference: "favourable"}, on=date(2026, 6, 16))
    sit(desk, {untold.reference: "accepted"}, COMMISSION)

    assert [met(desk, stage).on for stage in (GROUP, COMMISSION)] == [date(2026, 6, 16), date(2026, 7, 9)]
    assert stages(desk.session, desk.campaign)[GROUP].meeting_on is None


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("2026-06-19", "Séance « groupe de travail du 19/06/2026 » : elle n'a pas encore eu lieu"),
        ("2026-05-31", "Jour de la séance « 31/05/2026 » : cette étape n'ouvre que le 01/06/2026"),
    ],
)
def test_the_day_that_a_form_says_is_one_of_its_stage(desk: Desk, on: str, told: str) -> None:
    """Neither ahead nor before the month of the body: a year mistyped would date the minutes."""
    dossier = waits(desk)

    assert refused(desk, {dossier.reference: "favourable"}, on=date.fromisoformat(on)).startswith(told)


def test_the_day_that_was_set_is_the_day(desk: Desk) -> None:
    """A form that says another is about another meeting."""
    dossier = waits(desk)
    set_day(desk)

    assert refused(desk, {dossier.reference: "favourable"}, on=date(2026, 6, 17)) == (
        "Jour de la séance « 17/06/2026 » : la séance est fixée le 18/06/2026 ; laissez vide, ou reportez-la "
        "(reporter-echeance)."
    )


def test_it_is_over_once_nothing_waits_and_its_minutes_leave(desk: Desk) -> None:
    """To the secretary, once, as a document."""
    first, second = waits(desk), waits(desk)
    set_day(desk)
    sit(desk, {first.reference: "favourable"})
    midway = met(desk).closed_at

    sit(desk, {second.reference: "favourable"}, at=paris("2026-06-18 17:00"))

    [letter] = desk.notices(kind="minutes")
    assert (midway, met(desk).closed_at) == (None, paris("2026-06-18 17:00"))
    assert letter.recipient == "instruction-spro@example.invalid"
    assert "- Avis enregistrés : 2 - Dossiers qui restent à examiner : 0" in text(letter)


def test_ended_before_it_leaves_the_rest_to_the_next_one(desk: Desk) -> None:
    """People are told; the agenda of the next one begins with it."""
    first, second = waits(desk), waits(desk)
    set_day(desk)

    sit(desk, {first.reference: "favourable"}, is_over=True)
    meeting = meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=paris("2026-06-25 10:00"))

    [letter] = desk.notices(kind="minutes")
    assert "Dossiers qui restent à examiner : 1" in text(letter)
    assert desk.campaign.digest_at == paris("2026-06-19 09:00")
    assert meeting.number == 2
    assert [item.application_id for item in agenda(desk.session, meeting)] == [second.id]


def test_what_becomes_ready_on_the_day_is_recorded_too(desk: Desk) -> None:
    """Last on the agenda, and on a page of its own."""
    first = waits(desk)
    set_day(desk)
    meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=MET[GROUP])
    newcomer = waits(desk, received_at=paris("2026-01-20 09:00"))

    meeting = meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=MET[GROUP])

    items = agenda(desk.session, meeting)
    assert [(item.application_id, item.page) for item in items] == [(first.id, 1), (newcomer.id, 2)]
