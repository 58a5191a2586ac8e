"""What becomes of a request when a mail comes: in time, late, in part, for one of several, or for none any more."""

from datetime import datetime

import pytest
from sqlmodel import select

from models.dossiers.application import Piece
from models.forms.dossiers import UnusablePiece, WithdrawalForm
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.decisions.record import examine, record_decisions
from tasks.dossiers.requests import ask, cancel
from tasks.dossiers.withdraw import withdraw
from tests.factories import application as dossier
from tests.factories import paris
from tests.support.forms import JULY, decision, finding
from tests.support.incomplete import acknowledged, cancellation, completion, reply, requests, spend
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk

EXPIRED = "2026-05-08 09:00"
"""When the request of an acknowledgement is told to be over: its last day was 7 May."""


def outcomes(desk: Desk) -> list[tuple[RequestOutcome, datetime | None]]:
    """Return how the requests of the only dossier ended, and when they were answered."""
    return [(one.outcome, one.answered_at) for one in requests(desk, desk.applications()[0])]


def test_an_answer_says_when_it_came(desk: Desk) -> None:
    """By the stamp of the mail that brought the last piece, whenever it is read."""
    application = acknowledged(desk, "annexe-1", "annexe-2")
    reply(desk, application, "annexe-1", at="2026-04-20 10:00")

    reply(desk, application, "annexe-2", at="2026-04-21 10:00", read="2026-04-23 12:00")

    assert outcomes(desk) == [(RequestOutcome.answered, paris("2026-04-21 10:00"))]
    assert requests(desk, application)[0].closed_at == paris("2026-04-23 12:00")


def test_an_answer_past_its_day_leaves_the_request_expired(desk: Desk) -> None:
    """That is what happened; it counts, it is flagged, and the request says when it came."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, EXPIRED)

    reply(desk, application, "annexe-1", at="2026-05-08 00:00", read="2026-05-11 10:00")

    assert outcomes(desk) == [(RequestOutcome.expired, paris("2026-05-08 00:00"))]
    assert (application.status, application.flags) == (Status.under_examination, [Flag.late_answer])
    assert desk.campaign.digest_at == paris("2026-05-12 09:00")


def test_an_answer_in_time_is_in_time_though_it_is_read_late(any_desk: Desk) -> None:
    """The mailbox was out of reach: the request that was told to be over was answered, and nothing is flagged."""
    application = acknowledged(any_desk, "annexe-1")
    spend(any_desk, EXPIRED)

    reply(any_desk, application, "annexe-1", at="2026-05-07 23:59:59", read="2026-05-11 10:00")

    assert outcomes(any_desk) == [(RequestOutcome.answered, paris("2026-05-07 23:59:59"))]
    assert (application.status, application.flags) == (Status.under_examination, [])


@pytest.mark.parametrize("status", [Status.under_examination, Status.examined])
def test_a_piece_that_stops_nothing_changes_no_status_when_it_comes(desk_with: OpenDesk, status: Status) -> None:
    """The request is answered, the sender told, the dossier stays where it is."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = dossier(desk.session, desk.campaign, status, missing=["annexe-7"])
    ask(desk.session, completion(application, ["annexe-7"]), at=paris("2026-04-20 10:00"))

    reply(desk, application, "annexe-7", at="2026-04-21 10:00")

    assert (application.status, desk.missing(application)) == (status, [])
    assert outcomes(desk) == [(RequestOutcome.answered, paris("2026-04-21 10:00"))]
    assert desk.kinds(application) == ["completion_request", "completion_received"]


def test_what_an_adjournment_asked_for_comes_and_it_stays_adjourned(desk: Desk) -> None:
    """Complete again, it waits for a person, who is told."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    record_decisions(
        desk.session, decision(application, decision="adjourned", reasons="Article 3.", pieces=["annexe-4"]), at=JULY
    )

    reply(desk, application, "annexe-4", at="2026-07-15 10:00")

    assert (application.status, desk.pieces(application)["annexe-4"]) == (Status.adjourned, PieceState.received)
    assert desk.kinds(application) == ["adjourned", "completion_received"]
    assert desk.campaign.digest_at == paris("2026-07-16 09:00")


def test_one_answer_serves_all_that_asked_for_it(desk: Desk) -> None:
    """Asked anew after an expiry, in time for the second request: late for neither, and nothing is awaited any more."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, EXPIRED)
    ask(desk.session, completion(application), at=paris("2026-05-11 10:00"))
    reply(desk, application, "annexe-1", at="2026-05-12 10:00")

    reply(desk, application, "annexe-2", at="2026-05-13 10:00")

    came = paris("2026-05-12 10:00")
    assert outcomes(desk) == [(RequestOutcome.expired, came), (RequestOutcome.answered, came)]
    assert application.flags == []
    assert desk.kinds(application)[-2:] == ["completion_received", "registration"]


def test_what_an_expired_request_still_wants_is_asked_again_by_the_next(desk: Desk) -> None:
    """Annexe 1 is in both: the second is answered once all has come, and the first, late, with it."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, EXPIRED)
    ask(desk.session, completion(application, {"annexe-2": "unsigned"}), at=paris("2026-05-11 10:00"))
    reply(desk, application, "annexe-2", at="2026-05-12 10:00")
    between = application.status, application.flags

    reply(desk, application, "annexe-1", at="2026-05-13 10:00")

    assert between == (Status.incomplete, [])
    came = paris("2026-05-13 10:00")
    assert outcomes(desk) == [(RequestOutcome.expired, came), (RequestOutcome.answered, came)]
    assert (application.status, application.flags) == (Status.under_examination, [])


def test_what_is_indispensable_answers_a_request(desk_with: OpenDesk) -> None:
    """What stops nothing may still come; nobody is reminded of it."""
    desk = desk_with({"pieces.annexe-7.blocking": False})
    application = acknowledged(desk, "annexe-1", "annexe-7")

    reply(desk, application, "annexe-1", at="2026-04-20 10:00")

    assert (application.status, desk.missing(application)) == (Status.under_examination, ["annexe-7"])
    assert outcomes(desk) == [(RequestOutcome.answered, paris("2026-04-20 10:00"))]


def test_a_version_that_came_and_is_no_better_is_not_given_back(desk: Desk) -> None:
    """Cancelling gives back what the request set aside, not what came since and was examined."""
    application = acknowledged(desk, "annexe-1")
    ask(desk.session, completion(application, {"annexe-2": "unreadable"}), at=paris("2026-04-20 10:00"))
    reply(desk, application, "annexe-2", at="2026-04-21 10:00")
    unusable = [UnusablePiece(piece="annexe-2", reason="page 3 absente")]
    examine(desk.session, finding(application, finding=None, unusable=unusable), at=paris("2026-04-22 10:00"))

    cancel(desk.session, cancellation(application), at=paris("2026-04-23 10:00"))

    of_it = select(Piece).where(Piece.application_id == application.id, Piece.piece_id == "annexe-2")
    piece = desk.session.exec(of_it).one()
    assert (piece.state, piece.reason) == (PieceState.unusable, "page 3 absente")


def test_a_request_made_again_and_cancelled_leaves_nothing_awaited(desk: Desk) -> None:
    """The piece was there all along: it counts again, and no later mail is late for the request that had expired."""
    application = acknowledged(desk)
    for day in ("2026-04-17", "2026-05-12"):
        spend(desk, f"{day} 09:00")
        ask(desk.session, completion(application, {"annexe-2": "unreadable"}), at=paris(f"{day} 10:00"))
    cancel(desk.session, cancellation(application), at=paris("2026-05-12 11:00"))

    reply(desk, application, "annexe-3", at="2026-05-13 10:00")

    assert (application.status, application.flags) == (Status.under_examination, [])
    assert [outcome for outcome, _ in outcomes(desk)] == [RequestOutcome.cancelled, RequestOutcome.cancelled]
    assert desk.kinds(application)[-1] == "registration"


def test_a_word_from_who_has_withdrawn_is_only_registered(desk: Desk) -> None:
    """A request had expired before: nothing is late any more, and nothing is awaited."""
    application = acknowledged(desk, "annexe-1")
    spend(desk, EXPIRED)
    form = WithdrawalForm(application=application.reference, by="Mme Essai")
    withdraw(desk.session, form, at=paris("2026-05-11 10:00"))

    reply(desk, application, at="2026-05-12 10:00")

    assert (application.status, application.flags) == (Status.withdrawn, [])
    assert desk.kinds(application)[-2:] == ["withdrawn", "registration"]
