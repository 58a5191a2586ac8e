"""Requests that follow one another: one at a time, and none forgets what the one before still wanted."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session, col, select

from models.dossiers.application import Application, CompletionRequest, Piece
from models.dossiers.requests import Wish, awaited_requests, living_request, open_requests, with_living_request
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import PieceState, RequestOutcome, Status
from tests.factories import application, campaign_with, completion_request, paris

AT, DUE = paris("2026-03-09 10:00"), date(2026, 3, 23)
OPEN, EXPIRED = {"outcome": RequestOutcome.open}, {"outcome": RequestOutcome.expired}
ANSWERED, CANCELLED = {"outcome": RequestOutcome.answered}, {"outcome": RequestOutcome.cancelled}
LATE = EXPIRED | {"answered_at": AT}


def asked(session: Session, campaign: Campaign, *requests: dict[str, Any], **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier without annexe 1, of which these were asked in order."""
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"], **fields)
    for request in requests:
        completion_request(session, campaign, dossier, due_on=DUE, **request)
    return dossier


def again(
    session: Session,
    campaign: Campaign,
    dossier: Application,
    pieces: dict[str, str],
    **fields: Any,  # noqa: ANN401
) -> CompletionRequest:
    """Return the request that opens after those of a dossier."""
    expected = fields.pop("expected", {})
    return open_requests(session, campaign, {dossier.id or 0: Wish(pieces, expected)}, at=AT, **fields)[dossier.id or 0]


def outcomes(session: Session) -> list[RequestOutcome]:
    """Return how the requests stand, in order."""
    made = session.exec(select(CompletionRequest).order_by(col(CompletionRequest.id)))
    return [request.outcome for request in made]


def test_a_new_request_closes_the_one_that_was_open(any_database: str) -> None:
    """And asks again for what it still wanted, in its words, but not for what has come."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        former = {
            "pieces": {"annexe-1": "missing", "annexe-2": "unreadable"},
            "expected": {"annexe-1": "La page 3.", "annexe-2": "La page 4."},
        }
        dossier = asked(session, campaign, former)

        request = again(session, campaign, dossier, {"annexe-5": "expired"}, expected={"annexe-5": "De 2026."})

        assert outcomes(session) == [RequestOutcome.cancelled, RequestOutcome.open]
        assert request.pieces == {"annexe-1": "missing", "annexe-5": "expired"}
        assert request.expected == {"annexe-1": "La page 3.", "annexe-5": "De 2026."}


def test_a_piece_asked_for_again_is_asked_for_in_the_new_words(session: Session) -> None:
    """What was expected for another reason is not said of this one."""
    campaign = campaign_with(session)
    dossier = asked(session, campaign, {"pieces": {"annexe-1": "unsigned"}, "expected": {"annexe-1": "La page 3."}})

    request = again(session, campaign, dossier, {"annexe-1": "expired"})

    assert (request.pieces, request.expected) == ({"annexe-1": "expired"}, {})


@pytest.mark.parametrize(("due_on", "kept"), [(date(2026, 4, 10), date(2026, 4, 10)), (DUE, date(2026, 3, 30))])
def test_a_delay_is_never_cut_short(session: Session, due_on: date, kept: date) -> None:
    """The later of the two ends, with its reminders."""
    campaign = campaign_with(session)
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(session, campaign, dossier, due_on=due_on)

    request = again(session, campaign, dossier, {"annexe-1": "missing"})

    assert (request.due_on, request.due_at) == (kept, paris(f"{kept.replace(day=kept.day + 1)} 00:00"))
    assert request.next_reminder_at == paris(f"{kept.replace(day=kept.day - 7)} 09:00")


def test_a_request_that_had_expired_stays_so(session: Session) -> None:
    """That is what happened; what it still wants is asked again with the rest, in the new one's own delay."""
    campaign = campaign_with(session)
    dossier = asked(session, campaign, EXPIRED | {"pieces": {"annexe-1": "missing", "annexe-2": "missing"}})

    request = again(session, campaign, dossier, {"annexe-2": "missing"})

    assert outcomes(session) == [RequestOutcome.expired, RequestOutcome.open]
    assert (request.pieces, request.due_on) == ({"annexe-1": "missing", "annexe-2": "missing"}, date(2026, 3, 30))


@pytest.mark.parametrize("former", [OPEN, EXPIRED])
def test_what_was_there_before_the_first_request_was_there_before_the_second(
    session: Session, former: dict[str, Any]
) -> None:
    """Cancelled, either gives it back: a piece that the first one set aside is no longer received when it follows."""
    campaign = campaign_with(session)
    pieces = {"annexe-2": "unreadable", "annexe-3": "expired"}
    dossier = asked(session, campaign, former | {"pieces": pieces, "set_aside": ["annexe-2", "annexe-3"]})
    for piece in session.exec(select(Piece).where(col(Piece.piece_id).in_(pieces))):
        piece.state = PieceState.unusable
    session.flush()

    request = again(
        session, campaign, dossier, {"annexe-2": "unreadable", "annexe-4": "expired"}, set_aside=["annexe-4"]
    )

    assert request.set_aside == ["annexe-2", "annexe-3", "annexe-4"]


@pytest.mark.parametrize("former", [ANSWERED, CANCELLED, LATE])
def test_a_request_that_is_over_leaves_nothing_to_the_next(session: Session, former: dict[str, Any]) -> None:
    """Neither its pieces nor its delay."""
    campaign = campaign_with(session)
    dossier = asked(session, campaign, former | {"set_aside": ["annexe-2"], "pieces": {"annexe-2": "unreadable"}})

    request = again(session, campaign, dossier, {"annexe-2": "expired"})

    assert (request.pieces, request.set_aside, request.due_on) == ({"annexe-2": "expired"}, [], date(2026, 3, 30))


@pytest.mark.parametrize(
    ("requests", "living", "awaited"),
    [
        ([], None, []),
        ([OPEN], 0, [0]),
        ([EXPIRED], 0, [0]),
        ([ANSWERED], None, []),
        ([CANCELLED], None, []),
        ([LATE], None, []),
        ([EXPIRED, OPEN], 1, [0, 1]),
        ([OPEN, EXPIRED], 0, [1, 0]),
        ([EXPIRED, EXPIRED], 1, [0, 1]),
        ([EXPIRED, ANSWERED], None, [0]),
        ([EXPIRED, CANCELLED], None, [0]),
        ([CANCELLED, EXPIRED], 1, [1]),
        ([LATE, OPEN], 1, [1]),
    ],
)
def test_a_person_acts_on_the_last_request_and_an_answer_on_all(
    any_database: str, requests: list[dict[str, Any]], living: int | None, awaited: list[int]
) -> None:
    """One that expired before another was made cannot be extended any more; its pieces still answer it."""
    with transaction(any_database) as session:
        dossier = asked(session, campaign_with(session), *requests)
        made = session.exec(select(CompletionRequest).order_by(col(CompletionRequest.id))).all()

        found = living_request(session, dossier), awaited_requests(session, dossier)

        assert found == (None if living is None else made[living], [made[position] for position in awaited])
        assert with_living_request(session) == (set() if living is None else {dossier.id})


@pytest.mark.parametrize("status", Status)
def test_nothing_is_awaited_of_what_has_ended(session: Session, status: Status) -> None:
    """Refused or withdrawn, a dossier is asked nothing, though a request of it had expired."""
    dossier = asked(session, campaign_with(session), EXPIRED)
    dossier.status = status

    found = living_request(session, dossier) is not None, len(awaited_requests(session, dossier))

    assert found == ((False, 0) if status in {Status.refused, Status.withdrawn} else (True, 1))


def test_requests_of_others_are_left_alone(session: Session) -> None:
    """A request is one dossier's matter."""
    campaign = campaign_with(session)
    dossier = asked(session, campaign)
    other = asked(session, campaign, OPEN, received_at=paris("2026-02-11 09:00"))

    again(session, campaign, dossier, {"annexe-1": "missing"})

    assert outcomes(session) == [RequestOutcome.open, RequestOutcome.open]
    assert [len(awaited_requests(session, one)) for one in (dossier, other)] == [1, 1]
