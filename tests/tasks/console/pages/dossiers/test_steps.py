"""How far a dossier came, by its journal."""

from datetime import date

import pytest

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.sessions.opening import stages
from models.vocabulary import Event, Status
from tasks.console.pages.dossiers.steps import Step, steps_of
from tests.factories import application, paris
from tests.support.mails import Desk

S = Status
_DAYS = ("2026-02-11 09:00", "2026-05-04 10:00", "2026-06-18 10:00", "2026-07-09 10:00", "2026-09-01 00:00")


def through(*statuses: Status) -> list[JournalLine]:
    """A journal that leads from « registered » through statuses, one a day of the session."""
    formers = (S.registered, *statuses)
    return [
        JournalLine(
            application_id=1, campaign_id=1, at=paris(day), event=Event.examine, former=former, status=status, by="x"
        )
        for former, status, day in zip(formers, statuses, _DAYS, strict=False)
    ]


def steps(desk: Desk, made: Application, *statuses: Status) -> tuple[Step, ...]:
    """The steps of a dossier with such a journal."""
    days, calendar = business_days(desk.campaign.rules), stages(desk.session, desk.campaign)
    made.status = statuses[-1] if statuses else made.status
    return steps_of(made, through(*statuses), calendar, days, due_on=None, member_since=None)


@pytest.mark.parametrize(
    ("statuses", "done"),
    [
        ((), "deposited"),
        ((S.incomplete,), "deposited"),
        ((S.incomplete, S.under_examination), "deposited complete"),
        ((S.under_examination, S.examined), "deposited complete examined"),
        ((S.under_examination, S.examined, S.incomplete), "deposited"),
        ((S.under_examination, S.examined, S.studied, S.adjourned), "deposited complete examined opinion decision"),
        ((S.studied, S.adjourned, S.under_examination), "deposited complete"),
        ((S.under_examination, S.examined, S.carried_over), "deposited complete"),
        ((S.incomplete, S.carried_over), "deposited"),
        ((S.under_examination, S.examined, S.withdrawn), "deposited complete examined"),
    ],
)
def test_a_step_is_done_until_the_dossier_goes_back_before_it(
    desk: Desk, statuses: tuple[Status, ...], done: str
) -> None:
    """An incomplete dossier is examined again, and bodies see again what they adjourned."""
    found = steps(desk, application(desk.session, desk.campaign), *statuses)

    assert [step.name for step in found if step.done_at] == done.split()


def test_a_step_has_the_day_on_which_it_was_last_done(desk: Desk) -> None:
    """Its deposit, that of its receipt."""
    made = application(desk.session, desk.campaign)

    found = steps(desk, made, S.under_examination, S.examined)

    assert [step.done_at for step in found[:4]] == [made.received_at, paris(_DAYS[0]), paris(_DAYS[1]), None]


def test_a_member_is_one_since_its_first_day(desk: Desk) -> None:
    """And not since somebody recorded, or a run did, that it is one."""
    made = application(desk.session, desk.campaign, S.member)
    days, calendar = business_days(desk.campaign.rules), stages(desk.session, desk.campaign)

    found = steps_of(made, [], calendar, days, due_on=None, member_since=date(2026, 2, 12))

    assert found[-1].done_at == paris("2026-02-12 00:00")


def test_what_is_to_come_has_the_day_of_its_stage(desk: Desk) -> None:
    """A body's, once its meeting is set; what is over has nothing to come."""
    stages(desk.session, desk.campaign)["working_group"].meeting_on = paris("2026-06-18 10:00").date()
    made = application(desk.session, desk.campaign, S.under_examination)

    planned = [str(step.planned_on) for step in steps(desk, made)]

    assert planned == ["None", "None", "2026-05-31", "2026-06-18", "None", "2026-09-01"]
    made.status = S.refused
    assert [step.is_called_off for step in steps(desk, made)] == [False, True, True, True, False, True]
