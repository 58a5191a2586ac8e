"""What waits for a person of dossiers that lack something, come back, or on which silence would decide."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from models.dossiers.application import Piece
from models.sessions.campaign import Campaign
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.console.boards.board import board_of
from tasks.console.waiting.reasons import Item, Reason
from tests.factories import application, campaign_with, completion_request, paris

MAY = paris("2026-05-20 10:00")
ASKED, DUE = paris("2026-02-11 09:00"), date(2026, 3, 4)
EXPIRED, CANCELLED = {"outcome": RequestOutcome.expired}, {"outcome": RequestOutcome.cancelled}
ANSWERED = {"outcome": RequestOutcome.answered}
LATE_ANSWER = EXPIRED | {"answered_at": paris("2026-03-10 10:00")}


def waits(session: Session, campaign: Campaign, at: datetime = MAY) -> dict[Reason | Flag, list[Item]]:
    """Who waits, by reason."""
    return {one.reason: list(one.first) for one in board_of(session, campaign, at=at).pending}


@pytest.mark.parametrize(
    ("requests", "reason"),
    [
        ([], Reason.unasked),
        ([CANCELLED], Reason.unasked),
        ([ANSWERED], Reason.unasked),
        ([LATE_ANSWER], Reason.unasked),
        ([EXPIRED, CANCELLED], Reason.unasked),
        ([EXPIRED], Reason.expired),
        ([CANCELLED, EXPIRED], Reason.expired),
        ([EXPIRED, EXPIRED], Reason.expired),
        ([EXPIRED, {}], Reason.open_request),
        ([{}, EXPIRED], Reason.open_request),
    ],
)
def test_an_incomplete_dossier_is_in_one_list(session: Session, requests: list[dict[str, Any]], reason: Reason) -> None:
    """Whatever was asked of it: its open request, else the last one if it expired unanswered, else nothing is asked."""
    campaign = campaign_with(session)
    incomplete = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    for fields in requests:
        completion_request(session, campaign, incomplete, due_on=DUE, **fields)

    found = waits(session, campaign)

    assert {one: len(items) for one, items in found.items()} == {reason: 1}


def test_a_dossier_of_which_nothing_is_asked_says_since_when(session: Session) -> None:
    """The date at which it became incomplete."""
    campaign = campaign_with(session)
    application(session, campaign, Status.incomplete, missing=["annexe-1"], status_at=ASKED)

    assert waits(session, campaign) == {Reason.unasked: [Item("ARA-2026-0001", "CIDFF de l'Ain", ASKED)]}


def test_what_a_presentation_left_open_and_expired_since_is_a_persons(session: Session) -> None:
    """A dossier presented again while its request runs keeps that request, older than its status."""
    campaign = campaign_with(session)
    again = application(session, campaign, Status.incomplete, missing=["annexe-1"], status_at=paris("2026-02-20 10:00"))
    completion_request(session, campaign, again, due_on=DUE, asked_at=ASKED, **EXPIRED)

    assert waits(session, campaign) == {Reason.expired: [Item("ARA-2026-0001", "CIDFF de l'Ain", DUE)]}


@pytest.mark.parametrize("status", [Status.carried_over, Status.adjourned])
@pytest.mark.parametrize(
    ("asked_at", "requests", "reasons"),
    [
        (ASKED, [EXPIRED], [Reason.expired]),
        (ASKED + timedelta(days=1), [EXPIRED], [Reason.expired]),
        (ASKED - timedelta(seconds=1), [EXPIRED], []),
        (ASKED, [EXPIRED, CANCELLED], []),
        (ASKED, [LATE_ANSWER], []),
        (ASKED, [EXPIRED, {}], [Reason.open_request]),
    ],
)
def test_a_request_that_expires_while_a_dossier_is_carried_over_is_a_persons(
    session: Session, status: Status, asked_at: datetime, requests: list[dict[str, Any]], reasons: list[Reason]
) -> None:
    """Not the one for which it was carried over: the next opening asks again."""
    campaign = campaign_with(session)
    carried = application(session, campaign, status, missing=["annexe-1"], status_at=ASKED)
    for fields in requests:
        completion_request(session, campaign, carried, due_on=DUE, asked_at=asked_at, **fields)

    assert list(waits(session, campaign)) == reasons


@pytest.mark.parametrize("status", Status)
def test_a_whole_dossier_that_was_put_off_is_to_be_presented_again(session: Session, status: Status) -> None:
    """Completeness alone only lists it, with the date since which it waits."""
    campaign = campaign_with(session)
    application(session, campaign, status, status_at=ASKED)

    found = waits(session, campaign).get(Reason.to_represent)

    is_put_off = status in {Status.carried_over, Status.adjourned}
    assert found == ([Item("ARA-2026-0001", "CIDFF de l'Ain", ASKED)] if is_put_off else None)


@pytest.mark.parametrize("state", [PieceState.missing, PieceState.unusable, PieceState.refused])
def test_a_dossier_that_a_piece_still_stops_is_not_to_be_presented_again(session: Session, state: PieceState) -> None:
    """It is asked for that piece, and would only be asked once more."""
    campaign = campaign_with(session)
    carried = application(session, campaign, Status.carried_over)
    session.exec(
        select(Piece).where(Piece.application_id == carried.id, Piece.piece_id == "annexe-3")
    ).one().state = state
    session.flush()

    assert waits(session, campaign) == {}


def test_a_piece_that_stops_nothing_does_not_stop_a_presentation(session: Session) -> None:
    """Presented again, such a dossier goes to the examination (CRPA L114-5-1)."""
    campaign = campaign_with(session, {"pieces.annexe-3.blocking": False})
    application(session, campaign, Status.carried_over, missing=["annexe-3"])

    assert list(waits(session, campaign)) == [Reason.to_represent]


SILENCE_AT = datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "reasons"),
    [
        (paris("2026-06-13 23:59"), []),
        (paris("2026-06-14 00:00"), [Reason.silence_near]),
        (paris("2026-07-14 23:59"), [Reason.silence_near]),
        (SILENCE_AT, [Reason.silence_past]),
        (paris("2026-09-01 10:00"), [Reason.silence_past]),
    ],
)
def test_silence_is_near_from_the_first_alarm_and_past_from_its_last_second(
    session: Session, at: datetime, reasons: list[Reason]
) -> None:
    """The first of the region file's alarms is thirty days before."""
    campaign = campaign_with(session)
    application(session, campaign, Status.examined, silence_at=SILENCE_AT)

    found = waits(session, campaign, at)

    assert [reason for reason in found if reason in {Reason.silence_near, Reason.silence_past}] == reasons


@pytest.mark.parametrize("status", [Status.accepted, Status.refused, Status.withdrawn, Status.member])
def test_silence_says_nothing_more_of_what_is_decided(session: Session, status: Status) -> None:
    """An express decision came, or the applicant left."""
    campaign = campaign_with(session)
    application(session, campaign, status, silence_at=SILENCE_AT)

    assert waits(session, campaign, SILENCE_AT) == {}


def test_the_nearest_silence_comes_first(session: Session) -> None:
    """It is the most pressing."""
    campaign = campaign_with(session)
    for days in (2, 1):
        application(session, campaign, Status.under_examination, silence_at=MAY + timedelta(days=days))

    [first, second] = waits(session, campaign)[Reason.silence_near]

    assert (first.reference, second.reference) == ("ARA-2026-0002", "ARA-2026-0001")
