"""The meetings that are asked for: of a body for which dossiers wait, and that nobody has set."""

from datetime import date

import pytest

from models.vocabulary import StageName, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Reason
from tasks.meetings.recording.sitting import meeting_to_record
from tests.factories import application, paris
from tests.support.bodies import COMMISSION, GROUP, MET, put_off, set_day, sit, waits
from tests.support.mails import Desk

NAMES = {
    GROUP: "groupe de travail Orientation du CREFOP",
    COMMISSION: "commission Orientation, Mobilités et Sécurisation des Parcours Professionnels du CREFOP",
}


def asked(desk: Desk, at: str) -> list[tuple[object, ...]]:
    """Return the meetings that are asked for at an instant: why, of whom, and until when."""
    desk.session.flush()
    found = board_of(desk.session, desk.campaign, at=paris(at)).pending
    reasons = {Reason.meeting_unset, Reason.second_meeting}
    return [(one.reason, item.name, item.detail) for one in found if one.reason in reasons for item in one.first]


@pytest.mark.parametrize(
    ("stage", "at", "until"),
    [
        (GROUP, "2026-05-01 23:59:59", None),
        (GROUP, "2026-05-02 00:00", "2026-06-30"),
        (GROUP, "2026-06-30 23:59:59", "2026-06-30"),
        (GROUP, "2026-07-01 00:00", "2026-08-31"),
        (COMMISSION, "2026-05-31 23:59:59", None),
        (COMMISSION, "2026-06-01 00:00", "2026-07-31"),
        (COMMISSION, "2026-08-03 10:00", "2026-08-31"),
    ],
)
def test_a_meeting_is_asked_for_from_a_month_before(desk: Desk, stage: StageName, at: str, until: str | None) -> None:
    """Until the end of its month; once that is over, until the eve of the effect."""
    waits(desk, stage)

    expected = [(Reason.meeting_unset, NAMES[stage], date.fromisoformat(until))] if until else []
    assert asked(desk, at) == expected


def test_a_body_for_which_nothing_waits_need_not_meet(desk: Desk) -> None:
    """Whatever stands elsewhere."""
    for status in set(Status) - {Status.examined, Status.studied}:
        application(desk.session, desk.campaign, status)

    assert asked(desk, "2026-06-15 10:00") == []


def test_once_it_is_set_it_is_asked_for_no_more(desk: Desk) -> None:
    """Nor once it was put off; once it is over, for what it left and what came since."""
    first, _ = waits(desk), waits(desk)
    set_day(desk)
    put_off(desk, date(2026, 6, 25))
    ahead = asked(desk, "2026-06-15 10:00")

    sit(desk, {first.reference: "favourable"}, is_over=True, at=paris("2026-06-25 16:00"))

    assert ahead == []
    assert asked(desk, "2026-06-26 10:00") == [
        (Reason.meeting_unset, NAMES[GROUP], date(2026, 8, 31)),
        (Reason.meeting_unset, NAMES[COMMISSION], date(2026, 7, 31)),
    ]


def test_after_a_missing_quorum_a_second_one_is_asked_for(desk: Desk) -> None:
    """As such: it asks for no quorum."""
    waits(desk)
    set_day(desk)
    sit(desk, present=("rectorat",))

    assert asked(desk, "2026-06-19 10:00") == [(Reason.second_meeting, NAMES[GROUP], date(2026, 8, 31))]


def test_a_meeting_opened_by_hand_without_a_day_is_still_asked_for(desk: Desk) -> None:
    """Until something of it is recorded: it was held then."""
    first, _ = waits(desk), waits(desk)
    meeting_to_record(desk.session, "ara-2026", GROUP, by="système", at=paris("2026-06-18 09:00"))
    before = asked(desk, "2026-06-18 10:00")

    sit(desk, {first.reference: "favourable"}, at=MET[GROUP])

    assert (len(before), asked(desk, "2026-06-18 17:00")) == (
        1,
        [(Reason.meeting_unset, NAMES[COMMISSION], date(2026, 7, 31))],
    )
