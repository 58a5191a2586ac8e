"""Before silence would decide, the Région is warned: in one letter, at nine, in time; and nothing is decided by it."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.dossiers.application import Application
from models.due import next_work
from models.forms.dossiers import WithdrawalForm
from models.vocabulary import Status
from tasks.dossiers.requests import ask, cancel, extend
from tasks.dossiers.withdraw import withdraw
from tasks.implied_decision import refresh_clock, sound_alarms
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.incomplete import cancellation, completion, extension, lacking, lines, owe, read, reply, spend
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk
from tests.tasks.sessions.test_implied_decision import ACCEPTANCE, REJECTION, either, silence

ALARMS = ["2026-03-02 09:00", "2026-03-17 09:00", "2026-03-27 09:00", "2026-03-31 09:00"]
"""Thirty, fifteen, five and one day before 1 April."""

LETTERS = ALARMS[2:]
"""The last two, each in a letter of its own; the mail of the morning tells of the others."""


def clocked(desk: Desk, *, received: str = "2026-02-01 10:00", **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier on which silence would decide two months after its receipt: after 1 April."""
    row = {"received_at": paris(received)} | fields
    application = dossier(desk.session, desk.campaign, Status.under_examination, **row)
    refresh_clock(desk.session, desk.campaign, [application.id or 0], at=application.received_at)
    return application


def sounded(desk: Desk) -> list[str]:
    """Return when the Région was warned, on a clock in Paris."""
    zone = desk.campaign.rules.zone
    return [f"{notice.enqueued_at.astimezone(zone):%Y-%m-%d %H:%M}" for notice in desk.notices(kind="alert")]


@either
def test_alarms_sound_thirty_fifteen_five_and_one_day_before(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """Case 14: at nine in Paris, across the change of clocks; each is what the system must do next."""
    desk = desk_with(effect)
    clocked(desk)
    at, announced = paris("2026-02-01 12:00"), []

    while (due := next_work(desk.session, at)) and due <= paris("2026-04-02 09:00"):
        announced.append(due)
        owe(desk, f"{due.astimezone(desk.campaign.rules.zone):%Y-%m-%d %H:%M}", sound_alarms)
        at = due

    assert sounded(desk) == LETTERS
    assert set(announced) >= {paris(alarm) for alarm in ALARMS}


def test_no_alarm_sounds_before_its_hour_nor_twice(desk_with: OpenDesk) -> None:
    """Every half hour of two months: two letters."""
    desk = desk_with(ACCEPTANCE)
    clocked(desk)
    first = paris("2026-02-20 00:00")

    for half_hour in range(45 * 48):
        sound_alarms(desk.session, desk.campaign, at=first + timedelta(minutes=30 * half_hour))

    assert sounded(desk) == LETTERS


def test_the_first_alarms_are_told_in_the_morning(desk_with: OpenDesk) -> None:
    """In the mail that lists all that waits: it leaves at the same hour, and no letter besides."""
    desk = desk_with(ACCEPTANCE)
    clocked(desk)

    assert owe(desk, ALARMS[0], sound_alarms) == 0

    assert desk.campaign.digest_at == paris(ALARMS[0])


def test_several_dossiers_are_one_letter(desk_with: OpenDesk) -> None:
    """To the examining service: each by its reference, its organisation, its status and the days that are left."""
    desk = desk_with(ACCEPTANCE)
    clocked(desk, name="MJC de Bron")
    clocked(desk, name="CIDFF de l'Ain")
    clocked(desk, name="Foyer de Vaise", received="2026-02-12 10:00")

    assert owe(desk, LETTERS[0], sound_alarms) == 1

    [notice] = desk.notices(kind="alert")
    said = ("ARA-2026-0001", "MJC de Bron", "ARA-2026-0002", "CIDFF de l'Ain", "en instruction", "5 jours")
    assert [words in read(notice) for words in said] == [True] * 6
    assert "Foyer de Vaise" not in notice.text
    assert (notice.recipient, notice.application_id) == (desk.campaign.rules.roles.examining_service.email, None)


def test_the_nearest_date_comes_first(desk_with: OpenDesk) -> None:
    """Found late, alarms of several days are one letter too."""
    desk = desk_with(ACCEPTANCE)
    clocked(desk, name="Foyer de Vaise", received="2026-02-03 10:00")
    clocked(desk, name="MJC de Bron")

    owe(desk, "2026-03-28 15:00", sound_alarms)

    [notice] = desk.notices(kind="alert")
    assert notice.text.index("MJC de Bron") < notice.text.index("Foyer de Vaise")
    assert ["4 jours" in read(notice), "6 jours" in read(notice)] == [True, True]


def test_of_several_alarms_missed_one_sounds(desk_with: OpenDesk) -> None:
    """With the days that are really left; the next keeps its day."""
    desk = desk_with(ACCEPTANCE)
    clocked(desk)

    spend(desk, "2026-03-28 11:00", "2026-03-29 09:00", "2026-03-31 09:00")

    assert sounded(desk) == ["2026-03-28 11:00", "2026-03-31 09:00"]
    assert "4 jours" in read(desk.notices(kind="alert")[0])


@pytest.mark.parametrize(("at", "letters"), [("2026-04-01 23:59:59", 1), ("2026-04-02 00:00", 0)])
def test_no_alarm_sounds_once_the_date_is_past(desk_with: OpenDesk, at: str, letters: int) -> None:
    """To its last second there is time to decide; after it, the lists of what waits say it."""
    desk = desk_with(ACCEPTANCE)
    application = clocked(desk)

    assert owe(desk, at, sound_alarms) == letters

    assert application.next_alarm_at is None


@either
def test_silence_decides_nothing_here(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """The date passes, and is noted: the dossier stands where it stood, its applicant hears nothing."""
    desk = desk_with(effect)
    application = clocked(desk)

    spend(desk, *ALARMS, "2026-04-02 09:00", "2026-05-29 09:00")

    assert (application.status, desk.notices(application)) == (Status.under_examination, [])
    assert [line.event for line in lines(desk, application)] == ["silence"]
    assert silence(application) == "2026-04-01 23:59:59"


@either
def test_a_date_that_has_passed_is_a_fact(desk_with: OpenDesk, effect: dict[str, object]) -> None:
    """What is asked, extended, cancelled or sent after it moves it no more."""
    desk = desk_with(effect)
    application = lacking(desk, received="2026-02-01 10:00")
    ask(desk.session, completion(application, {"annexe-2": "expired"}), at=paris("2026-04-02 00:00"))
    extend(desk.session, extension(application, date(2026, 5, 20)), at=paris("2026-04-03 10:00"))
    cancel(desk.session, cancellation(application), at=paris("2026-04-07 10:00"))
    reply(desk, application, "annexe-3", at="2026-04-08 10:00")

    assert silence(application) == "2026-04-01 23:59:59"
    assert owe(desk, "2026-04-08 11:00", sound_alarms) == 0


def test_an_act_on_the_day_of_an_alarm_does_not_silence_it(desk_with: OpenDesk) -> None:
    """It struck at nine, and was not sounded yet when somebody acted."""
    desk = desk_with(REJECTION)
    application = lacking(desk, received="2026-02-01 10:00")
    ask(desk.session, completion(application, {"annexe-2": "unsigned"}), at=paris("2026-03-02 09:30"))

    owe(desk, "2026-03-02 10:00", sound_alarms)

    assert desk.campaign.digest_at == paris("2026-03-03 09:00")


def test_a_date_that_moves_has_its_own_alarms(desk_with: OpenDesk) -> None:
    """Suspended for ten days after the first one, it is announced anew before the date that it has now."""
    desk = desk_with(REJECTION)
    application = lacking(desk, received="2026-02-01 10:00")
    spend(desk, "2026-03-02 09:00")
    ask(desk.session, completion(application, {"annexe-2": "expired"}, due="2026-04-01"), at=paris("2026-03-02 10:00"))
    reply(desk, application, "annexe-2", at="2026-03-12 08:00")

    spend(
        desk, *(f"2026-03-{day} 09:00" for day in range(12, 32)), *(f"2026-04-{day:02d} 09:00" for day in range(1, 13))
    )

    assert silence(application) == "2026-04-11 23:59:59"
    assert sounded(desk) == [f"2026-{day} 09:00" for day in ("04-03", "04-10")]


def test_no_alarm_is_left_of_what_is_settled(desk_with: OpenDesk) -> None:
    """Withdrawn before the first: nobody is warned, and nothing is due for it."""
    desk = desk_with(ACCEPTANCE)
    application = clocked(desk)
    withdraw(
        desk.session, WithdrawalForm(application=application.reference, by="Mme Essai"), at=paris("2026-02-20 10:00")
    )

    assert [owe(desk, alarm, sound_alarms) for alarm in ALARMS] == [0, 0, 0, 0]


def test_alarms_are_those_of_the_region_file(desk_with: OpenDesk) -> None:
    """Five days before only, at eight."""
    desk = desk_with(ACCEPTANCE | {"silence.alarms": [5], "policies.send_hour": 8})
    clocked(desk)

    spend(desk, *(f"2026-03-{day:02d} {hour:02d}:00" for day in range(1, 32) for hour in (7, 8, 9)))

    assert sounded(desk) == ["2026-03-27 08:00"]
