"""The dashboard of a meeting: what comes next through its life, and a number of look-ups that follows nothing."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import event

from models.storage.database import engine
from models.vocabulary import DecisionSense, Finding, NoticeStatus, OpinionSense, Status
from tasks.console.boards.meeting import meeting_board
from tasks.console.boards.meeting_facts import Step
from tests.factories import application, notice, paris
from tests.support.bodies import (
    COMMISSION,
    CONVENED,
    DAYS,
    GROUP,
    MET,
    SET,
    put_off,
    send_convening,
    set_day,
    shown,
    sit,
    waits,
)
from tests.support.mails import Desk


def test_a_body_that_nothing_waits_for_has_no_dashboard(desk: Desk) -> None:
    """What is on its way to it is on the session's own board."""
    application(desk.session, desk.campaign, Status.under_examination)

    assert meeting_board(desk.session, desk.campaign, GROUP, at=SET[GROUP]) is None


def _nothing(desk: Desk) -> None:
    """Nothing was done yet."""


def _set(desk: Desk) -> None:
    set_day(desk)


def _convened(desk: Desk) -> None:
    set_day(desk)
    send_convening(desk)


def _moved(desk: Desk) -> None:
    _convened(desk)
    put_off(desk, date(2026, 6, 25), at=paris("2026-06-15 10:00"))


def _few_came(desk: Desk) -> None:
    _convened(desk)
    sit(desk, present=("draaf",))


def _second_set(desk: Desk) -> None:
    _few_came(desk)
    set_day(desk, on=date(2026, 6, 26), at=paris("2026-06-19 10:00"))


def _some_are_left(desk: Desk) -> None:
    _convened(desk)
    sit(desk, is_over=True)


def _all_said(desk: Desk) -> None:
    _convened(desk)
    sit(desk, {"ARA-2026-0001": "favourable"})


def _held_unset(desk: Desk) -> None:
    sit(desk)


@pytest.mark.parametrize(
    ("done", "at", "step"),
    [
        (_nothing, SET[GROUP], Step.set_day),
        (_set, SET[GROUP], Step.convening),
        (_convened, CONVENED[GROUP], Step.wait),
        (_convened, paris("2026-06-18 13:59"), Step.wait),
        (_convened, paris("2026-06-18 14:00"), Step.record),
        (_moved, paris("2026-06-15 10:00"), Step.convening),
        (_held_unset, MET[GROUP], Step.record),
        (_few_came, MET[GROUP], Step.set_second),
        (_second_set, paris("2026-06-19 10:00"), Step.convening),
        (_some_are_left, MET[GROUP], Step.set_another),
        (_all_said, MET[GROUP], Step.sign),
    ],
)
def test_what_comes_next(desk: Desk, done: Callable[[Desk], None], at: datetime, step: Step) -> None:
    """From the day that nobody set to the minutes to sign, with a quorum or without."""
    waits(desk)

    done(desk)

    assert shown(desk, at=at).step is step


def test_a_meeting_without_a_dossier_has_nothing_to_record(desk: Desk) -> None:
    """It was set, and nothing became ready for it."""
    set_day(desk)

    assert shown(desk, at=MET[GROUP]).step is Step.idle


def test_a_stage_has_its_last_day_until_a_meeting_is_set(desk: Desk) -> None:
    """The end of its month first."""
    waits(desk)
    unset = shown(desk).last_day

    set_day(desk)

    assert (unset, shown(desk).last_day) == (date(2026, 6, 30), DAYS[GROUP])


def test_the_number_of_look_ups_does_not_follow_the_number_of_dossiers(database: str, desk: Desk) -> None:
    """Of those that are ready, on their way, and decided."""
    made: list[str] = []
    event.listen(engine(database), "before_cursor_execute", lambda *args: made.append(args[2]))
    counted: list[int] = []
    for _ in range(2):
        for _ in range(30):
            waits(desk, COMMISSION)
            application(desk.session, desk.campaign, Status.under_examination)
        decided = {waits(desk, COMMISSION).reference: "accepted" for _ in range(5)}
        sit(desk, decided, COMMISSION, present=("region", "prefecture") if not counted else None)
        made.clear()
        shown(desk, COMMISSION, at=MET[COMMISSION])
        counted.append(len(made))

    board = shown(desk, COMMISSION, at=MET[COMMISSION])
    assert counted[0] == counted[1]
    assert counted[1] < 20
    assert (len(board.ready), len(board.said)) == (60, 10)


def test_each_engine_reads_the_same_dashboard(any_desk: Desk) -> None:
    """SQLite and PostgreSQL rank, group and search alike."""
    first, other = waits(any_desk, COMMISSION), waits(any_desk, COMMISSION, opinion=OpinionSense.adjourn)
    waits(any_desk, finding=Finding.unfavourable)
    for status in (Status.incomplete, Status.late, Status.carried_over):
        application(any_desk.session, any_desk.campaign, status)
    set_day(any_desk, COMMISSION)
    send_convening(any_desk, COMMISSION)
    sit(any_desk, {first.reference: "accepted"}, COMMISSION)
    notice(any_desk.session, any_desk.campaign, due_at=None, kind="rectified", application=first)

    board = shown(any_desk, COMMISSION, at=MET[COMMISSION])

    assert [(one.reference, one.basis) for one in board.ready] == [(other.reference, OpinionSense.adjourn)]
    assert [one.status for one in board.blocked] == [
        Status.examined,
        Status.incomplete,
        Status.carried_over,
        Status.late,
    ]
    assert [(one.sense, one.letter) for one in board.said] == [(DecisionSense.accepted, NoticeStatus.queued)]
    assert board.meeting is not None
    assert board.meeting.letters == {NoticeStatus.queued: 5}
