"""What waits for a body: in the order that its agenda will have, and what is not ready, with the reason."""

from collections.abc import Callable
from datetime import date

import pytest

from models.dossiers.application import Application
from models.forms.dossiers import WithdrawalForm
from models.meetings.agenda import fix_agenda, latest_meeting
from models.meetings.meeting import Meeting
from models.meetings.queue import READY
from models.vocabulary import Finding, OpinionSense, RequestOutcome, StageKind, Status
from tasks.console.boards.meeting import MeetingBoard
from tasks.console.boards.meeting_queue import BLOCKED, Dropped
from tasks.console.waiting.reasons import SHOWN
from tasks.dossiers.withdraw import withdraw
from tasks.meetings.calendar.scheduling import next_meeting
from tests.factories import application, completion_request, paris
from tests.support.bodies import (
    COMMISSION,
    CONVENED,
    GROUP,
    MET,
    keep_out,
    move,
    send_convening,
    set_day,
    shown,
    sit,
    waits,
)
from tests.support.mails import Desk

JUNE = paris("2026-06-20 10:00")


def places(board: MeetingBoard) -> list[tuple[int | None, str]]:
    """The references of what is ready, at their ranks."""
    return [(one.position, one.reference) for one in board.ready]


def test_before_a_meeting_is_set_what_is_ready_is_in_order_of_receipt(desk: Desk) -> None:
    """Whatever its number: a dossier of a former session came first."""
    late = waits(desk, received_at=paris("2026-04-02 10:00"))
    early = waits(desk, received_at=paris("2025-04-02 10:00"))

    assert places(shown(desk)) == [(1, early.reference), (2, late.reference)]


def _unset(_: Desk) -> None:
    """Nobody has set a day."""


def _set(desk: Desk) -> None:
    set_day(desk)


def _reordered(desk: Desk) -> None:
    set_day(desk)
    move(desk, _first(desk), 3, "Le porteur n'est libre qu'en fin de séance.")


def _convened(desk: Desk) -> None:
    _reordered(desk)
    send_convening(desk)


def _half_said(desk: Desk) -> None:
    _convened(desk)
    sit(desk, {_first(desk).reference: "favourable"})


def _ended(desk: Desk) -> None:
    _half_said(desk)
    sit(desk, present=None, is_over=True)


def _few_came(desk: Desk) -> None:
    _convened(desk)
    sit(desk, present=("draaf",))


def _presented_again(desk: Desk) -> None:
    _half_said(desk)
    _first(desk).status = Status.examined


def _left_what_was_moved(desk: Desk) -> None:
    set_day(desk)
    move(desk, desk.session.get_one(Application, 2), 4, "Le porteur n'est libre qu'en fin de séance.")
    send_convening(desk)
    sit(desk, {_first(desk).reference: "favourable"})
    sit(desk, present=None, is_over=True)


def _first(desk: Desk) -> Application:
    return desk.session.get_one(Application, 1)


@pytest.mark.parametrize(
    "done",
    [
        _unset,
        _set,
        _reordered,
        _convened,
        _half_said,
        _presented_again,
        _ended,
        _left_what_was_moved,
        _few_came,
    ],
)
def test_what_is_ready_is_in_the_order_of_the_agenda_to_come(desk: Desk, done: Callable[[Desk], None]) -> None:
    """As members will have it, or as it goes on: looked at, it is not fixed yet. A dossier has come in since, that was
    received between two others; after a missing quorum, it is not the matter of the second meeting."""
    for day in (1, 2, 3, 5):
        waits(desk, received_at=paris(f"2026-03-0{day} 10:00"))
    done(desk)
    waits(desk, received_at=paris("2026-03-04 10:00"))

    foreseen = places(shown(desk, at=MET[GROUP]))

    fixed = fix_agenda(desk.session, desk.campaign, _to_come(desk))
    ready = [(item.position, desk.session.get_one(Application, item.application_id)) for item in fixed]
    assert [place for place in foreseen if place[0]] == [
        (position, one.reference) for position, one in ready if one.status is READY[StageKind.opinion]
    ]
    assert [reference for place, reference in foreseen if place is None] == (
        ["ARA-2026-0005"] if done is _few_came else []
    )


def _to_come(desk: Desk) -> Meeting:
    latest = latest_meeting(desk.session, desk.campaign, GROUP)
    if latest and latest.closed_at is None:
        return latest
    return next_meeting(desk.session, desk.campaign, GROUP, by="Mme Essai", at=MET[GROUP])


def test_each_dossier_has_what_the_body_starts_from(desk: Desk) -> None:
    """The latest finding for the working group; for its commission, what the group said."""
    waits(desk, finding=Finding.unfavourable)
    waits(desk, COMMISSION, opinion=OpinionSense.adjourn)
    application(desk.session, desk.campaign, Status.studied)

    assert [one.basis for one in shown(desk).ready] == [OpinionSense.unfavourable]
    assert [one.basis for one in shown(desk, COMMISSION).ready] == [OpinionSense.adjourn, None]


def test_who_keeps_out_is_told_by_seat_and_what_was_moved_by_its_reason(desk: Desk) -> None:
    """Somebody without a seat is not named: the console shows nobody's name."""
    first, other = waits(desk), waits(desk)
    set_day(desk)
    keep_out(desk, first, member="prefecture")
    keep_out(desk, first, name="Mme Exemple")
    move(desk, other, 1, "Urgence locale.")

    moved, kept = shown(desk).ready

    assert (kept.reference, kept.recused, kept.moved) == (first.reference, ("Préfecture de région", None), None)
    assert (moved.reference, moved.recused, moved.moved) == (other.reference, (), "Urgence locale.")


def test_what_was_withdrawn_since_the_convening_is_no_longer_on_the_agenda(desk: Desk) -> None:
    """Its members have the papers, and expect it."""
    waits(desk)
    gone = waits(desk, name="MJC de Bron")
    set_day(desk)
    send_convening(desk)

    withdraw(desk.session, WithdrawalForm(reference=gone.reference, by="Mme Essai"), at=JUNE)

    board = shown(desk, at=JUNE)
    assert board.dropped == (Dropped(2, gone.reference, "MJC de Bron", Status.withdrawn),)
    assert len(board.ready) == 1


def test_what_is_not_ready_is_told_by_where_it_stands(desk: Desk) -> None:
    """How many, and the first few; the dossiers of others are no matter of a body that has said what it had to."""
    waits(desk)
    for _ in range(SHOWN + 1):
        application(desk.session, desk.campaign, Status.under_examination)
    for status in (Status.late, Status.adjourned, Status.carried_over, Status.registered, Status.studied):
        application(desk.session, desk.campaign, status)
    for status in (Status.withdrawn, Status.not_required, Status.refused, Status.member):
        application(desk.session, desk.campaign, status)

    blocked = shown(desk).blocked

    assert [(one.status, one.total, len(one.first)) for one in blocked] == [
        (Status.registered, 1, 1),
        (Status.under_examination, SHOWN + 1, SHOWN),
        (Status.adjourned, 1, 1),
        (Status.carried_over, 1, 1),
        (Status.late, 1, 1),
    ]


def test_an_incomplete_dossier_is_told_with_the_last_day_of_its_request(desk: Desk) -> None:
    """The first to end first; one of which nothing is asked any more comes last."""
    waits(desk)
    asked = [application(desk.session, desk.campaign, Status.incomplete) for _ in range(3)]
    over = {"outcome": RequestOutcome.expired}
    completion_request(desk.session, desk.campaign, asked[0], due_on=date(2026, 5, 2), **over)
    completion_request(desk.session, desk.campaign, asked[1], due_on=date(2026, 6, 30))
    completion_request(desk.session, desk.campaign, asked[2], due_on=date(2026, 6, 20))

    [blocked] = shown(desk, at=CONVENED[GROUP]).blocked

    assert [(one.reference, one.due_on) for one in blocked.first] == [
        (asked[2].reference, date(2026, 6, 20)),
        (asked[1].reference, date(2026, 6, 30)),
        (asked[0].reference, None),
    ]


def test_the_commission_waits_for_the_working_group_too() -> None:
    """What that one has not seen is not ready for it."""
    assert set(BLOCKED[StageKind.decision]) - set(BLOCKED[StageKind.opinion]) == {Status.examined}
