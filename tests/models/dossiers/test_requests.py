"""A request for complements: what it asks, until when, when it is reminded of, and what answers it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.dossiers.application import Application, CompletionRequest, Piece
from models.dossiers.requests import (
    Wish,
    close,
    is_answered,
    is_formal,
    lacking_of,
    move,
    open_requests,
    plan_reminder,
    wishes,
)
from models.region.file import load_region
from models.sessions.campaign import Campaign
from models.storage.database import transaction
from models.vocabulary import PieceState, RequestOutcome, Status
from tests.factories import REGION, application, campaign_with, completion_request, paris

AT = paris("2026-03-02 10:00")
NO_WORDS: dict[str, str] = {}


def state(session: Session, dossier: Application, piece_id: str, state: PieceState, reason: str | None = None) -> None:
    """Say how a piece of a dossier stands."""
    of_it = select(Piece).where(Piece.application_id == dossier.id, Piece.piece_id == piece_id)
    piece = session.exec(of_it).one()
    piece.state, piece.reason = state, reason
    session.add(piece)
    session.flush()


def opened(session: Session, campaign: Campaign, dossier: Application, *pieces: str) -> CompletionRequest:
    """Return the request that opens for some missing pieces."""
    wanted = {dossier.id or 0: Wish(dict.fromkeys(pieces, "missing"), NO_WORDS)}
    return open_requests(session, campaign, wanted, at=AT)[dossier.id or 0]


def unsaved(pieces: dict[str, str], due_on: date = date(2026, 3, 23)) -> CompletionRequest:
    """Return a request for some pieces, of no dossier in particular."""
    return CompletionRequest(
        application_id=0, pieces=pieces, by="system", asked_at=AT, due_on=due_on, due_at=paris(f"{due_on} 23:59")
    )


def test_requests_open_for_a_whole_selection(any_database: str) -> None:
    """Each its own pieces; three weeks from sending, to the end of the day; reminded of first a week before."""
    with transaction(any_database) as session:
        campaign = campaign_with(session)
        first, second = (application(session, campaign, Status.incomplete, missing=["annexe-1"]) for _ in range(2))
        wanted = {
            first.id or 0: Wish({"annexe-1": "missing"}, NO_WORDS),
            second.id or 0: Wish({"dossier": "other"}, {}),
        }

        made = open_requests(session, campaign, wanted, at=AT)

        assert {i: request.pieces for i, request in made.items()} == {i: wish.pieces for i, wish in wanted.items()}
        for request in made.values():
            assert (request.due_on, request.due_at) == (date(2026, 3, 23), paris("2026-03-24 00:00"))
            assert request.next_reminder_at == paris("2026-03-16 09:00")
            assert (request.outcome, request.by, request.asked_at) == (RequestOutcome.open, "system", AT)


def test_an_empty_selection_opens_nothing(session: Session) -> None:
    """Obligations that find nothing due may ask all the same."""
    assert open_requests(session, campaign_with(session), {}, at=AT) == {}


@pytest.mark.parametrize(
    ("days", "due_on"),
    [
        (10, date(2026, 3, 12)),
        (12, date(2026, 3, 16)),  # Saturday 14: Monday.
        (35, date(2026, 4, 7)),  # Monday 6 April is Easter Monday.
    ],
)
def test_the_delay_is_the_regions_and_ends_on_a_business_day(session: Session, days: int, due_on: date) -> None:
    """Counted on the calendar, from the day after the sending."""
    campaign = campaign_with(session, {"policies.completion.days": days})
    dossier = application(session, campaign, Status.incomplete, missing=["annexe-1"])

    assert opened(session, campaign, dossier, "annexe-1").due_on == due_on


def test_what_is_wanted_is_what_is_required_and_not_there(session: Session) -> None:
    """Indispensable or not; nothing is asked of a whole dossier, nor a piece that the region file lets go."""
    campaign = campaign_with(session, {"pieces.annexe-6.required": False, "pieces.annexe-7.blocking": False})
    whole = application(session, campaign)
    lacking = application(session, campaign, missing=["annexe-1", "annexe-6", "annexe-7"])

    wanted = wishes(session, campaign.rules, [whole.id or 0, lacking.id or 0])

    assert wanted == {lacking.id: Wish({"annexe-1": "missing", "annexe-7": "missing"}, {})}


@pytest.mark.parametrize(
    ("held", "reason", "why"),
    [
        (PieceState.missing, None, "missing"),
        (PieceState.missing, "illisible", "missing"),
        (PieceState.unusable, "illisible", "unreadable"),
        (PieceState.unusable, "non signée : la dernière page", "unsigned"),
        (PieceState.unusable, "périmée", "expired"),
        (PieceState.unusable, "demandée par la décision d'ajournement", "other"),
        (PieceState.unusable, None, "other"),
        (PieceState.refused, "fichier protégé", "other"),
    ],
)
def test_a_piece_is_asked_for_by_what_the_dossier_holds_against_it(
    session: Session, held: PieceState, reason: str | None, why: str
) -> None:
    """Not by what it was asked for long ago: it may have come since, and be wanted for another reason."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)
    completion_request(
        session,
        campaign,
        dossier,
        due_on=date(2026, 2, 20),
        pieces={"annexe-1": "wrong_form"},
        expected={"annexe-1": "Le modèle de 2026."},
        outcome=RequestOutcome.answered,
    )
    state(session, dossier, "annexe-1", held, reason)

    assert wishes(session, campaign.rules, [dossier.id or 0]) == {dossier.id: Wish({"annexe-1": why}, {})}


def test_what_was_expected_is_said_again_for_the_same_reason(session: Session) -> None:
    """The last sentence that was written of that piece."""
    campaign = campaign_with(session)
    dossier = application(session, campaign)
    for expected in ("La page 2.", "La page 3."):
        row = {"pieces": {"annexe-1": "unsigned"}, "expected": {"annexe-1": expected}}
        completion_request(session, campaign, dossier, due_on=date(2026, 2, 20), outcome=RequestOutcome.expired, **row)
    state(session, dossier, "annexe-1", PieceState.unusable, "non signée : La page 3.")

    wanted = wishes(session, campaign.rules, [dossier.id or 0])

    assert wanted == {dossier.id: Wish({"annexe-1": "unsigned"}, {"annexe-1": "La page 3."})}


@pytest.mark.parametrize(
    ("due_on", "reminded"),
    [
        (date(2026, 3, 31), ["2026-03-24 09:00", "2026-03-29 09:00"]),  # The clocks go forward that Sunday.
        (date(2026, 10, 27), ["2026-10-20 09:00", "2026-10-25 09:00"]),  # And back.
        (date(2026, 4, 7), ["2026-03-31 09:00", "2026-04-05 09:00"]),  # Easter Sunday: a reminder is no delay.
    ],
)
def test_reminders_strike_nine_in_paris(session: Session, due_on: date, reminded: list[str]) -> None:
    """Seven and two days before on the calendar, on any day, whatever the clocks do."""
    campaign = campaign_with(session)
    request = completion_request(session, campaign, application(session, campaign), due_on=due_on)
    found = []

    plan_reminder(campaign, request, after=AT)
    while request.next_reminder_at:
        found.append(request.next_reminder_at)
        plan_reminder(campaign, request, after=request.next_reminder_at)

    assert found == [paris(instant) for instant in reminded]


def test_a_closed_request_is_reminded_of_no_more(session: Session) -> None:
    """Whatever closed it, and it says when."""
    campaign = campaign_with(session)
    request = opened(session, campaign, application(session, campaign, missing=["annexe-1"]), "annexe-1")

    close(request, RequestOutcome.expired, at=AT)

    assert (request.outcome, request.closed_at, request.next_reminder_at) == (RequestOutcome.expired, AT, None)


def test_a_request_that_moves_is_open_until_its_new_end(session: Session) -> None:
    """Though it had expired, with the reminders that are still ahead of the new day."""
    campaign = campaign_with(session)
    request = opened(session, campaign, application(session, campaign, missing=["annexe-1"]), "annexe-1")
    close(request, RequestOutcome.expired, at=paris("2026-03-24 09:00"))

    move(campaign, request, date(2026, 3, 30), at=paris("2026-03-24 10:00"))

    assert (request.outcome, request.closed_at) == (RequestOutcome.open, None)
    assert (request.due_on, request.due_at) == (date(2026, 3, 30), paris("2026-03-31 00:00"))
    assert request.next_reminder_at == paris("2026-03-28 09:00")


def test_what_a_dossier_lacks_is_every_piece_that_cannot_be_used(session: Session) -> None:
    """Required or not: a person may ask for any."""
    campaign = campaign_with(session, {"pieces.annexe-6.required": False})
    dossier = application(session, campaign, missing=["annexe-6"])
    state(session, dossier, "annexe-1", PieceState.unusable)

    assert lacking_of(session, [dossier.id or 0]) == {dossier.id: {"annexe-1", "annexe-6"}}


@pytest.mark.parametrize(
    ("asked", "lacking", "answered"),
    [
        (["annexe-1"], [], True),
        (["annexe-1"], ["annexe-1"], False),
        (["annexe-1"], ["annexe-2"], True),
        (["annexe-1", "annexe-2"], ["annexe-2"], False),
        (["annexe-1", "annexe-7"], ["annexe-7"], True),
        (["annexe-7"], ["annexe-7"], False),
        (["annexe-6", "annexe-7"], ["annexe-6"], False),
        (["annexe-6", "annexe-7"], [], True),
    ],
)
def test_a_request_is_answered_by_what_is_indispensable(
    asked: list[str], lacking: list[str], *, answered: bool
) -> None:
    """By all that it asks where nothing of it is; what lacks besides is another request's matter."""
    region = load_region(REGION, {"pieces.annexe-6.required": False, "pieces.annexe-7.blocking": False})
    request = unsaved(dict.fromkeys(asked, "missing"))

    assert is_answered(region, request, set(lacking)) is answered


@pytest.mark.parametrize(
    ("reasons", "formal"),
    [(["unsigned"], True), (["unsigned", "wrong_form"], True), (["missing"], False), (["unsigned", "expired"], False)],
)
def test_a_request_is_formal_where_all_of_it_is(reasons: list[str], *, formal: bool) -> None:
    """CRPA L114-6 speaks of the form alone; one missing piece makes it L114-5."""
    request = unsaved({f"annexe-{number}": reason for number, reason in enumerate(reasons, 1)})

    assert is_formal(request) is formal


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(day=st.dates(date(2026, 3, 3), date(2027, 12, 31)))
def test_no_reminder_is_planned_in_the_past_or_past_the_end(session: Session, day: date) -> None:
    """Whatever the last day, the next one is ahead and before it."""
    campaign = session.exec(select(Campaign)).first() or campaign_with(session)
    request = unsaved({"annexe-1": "missing"}, due_on=day)

    plan_reminder(campaign, request, after=AT)

    assert request.next_reminder_at is None or AT < request.next_reminder_at < paris(f"{day} 00:00")
