"""What a new session asks of those who come back: what is wanted or has expired, and nothing else."""

from datetime import date

import pytest
from sqlmodel import col, select

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application, Piece
from models.vocabulary import PieceState, RequestOutcome, Status
from tasks.sessions.daily import acknowledge
from tasks.sessions.handover import pass_on
from tests.factories import application as dossier
from tests.factories import campaign_with, completion_request, paris
from tests.support.incomplete import read, requests
from tests.support.mails import Desk, compose, pdfs, wanted
from tests.tasks.conftest import OpenDesk
from tests.tasks.dossiers.test_requests import held

AT = paris("2027-01-19 09:00")
SHORT_LIVED = {"pieces.annexe-2.valid_months": 6, "pieces.annexe-3.valid_months": 11}


def passed(desk: Desk, overrides: dict[str, object] | None = None) -> Desk:
    """Return the desk of the session of 2027, to which what the former one left has passed."""
    new = campaign_with(desk.session, overrides, year=2027)
    pass_on(desk.session, new, at=AT)
    return Desk(desk.session, new, desk.store)


def asked(desk: Desk, application: Application) -> dict[str, str]:
    """Return what the open request of a dossier asks, and why."""
    [pieces] = [one.pieces for one in requests(desk, application) if one.outcome is RequestOutcome.open]
    return pieces


@pytest.mark.parametrize("status", [Status.late, Status.adjourned, Status.incomplete, Status.carried_over])
def test_nothing_is_asked_of_a_whole_dossier(desk: Desk, status: Status) -> None:
    """It is told that nothing is needed, and what was asked before is over."""
    application = dossier(desk.session, desk.campaign, status)
    completion_request(desk.session, desk.campaign, application, due_on=date(2027, 2, 1))

    passed(desk)

    [former] = requests(desk, application)
    assert (former.outcome, former.closed_at) == (RequestOutcome.cancelled, AT)
    assert wanted(desk.notices(application)[0]) == []


def test_a_piece_that_stops_nothing_is_asked_for_with_the_others(desk_with: OpenDesk) -> None:
    """All that is required, indispensable or not; what is not required is nobody's matter."""
    relaxed: dict[str, object] = {"pieces.annexe-6.required": False, "pieces.annexe-7.blocking": False}
    desk = desk_with(relaxed)
    application = dossier(
        desk.session, desk.campaign, Status.carried_over, missing=["annexe-1", "annexe-6", "annexe-7"]
    )

    passed(desk, relaxed)

    assert asked(desk, application) == {"annexe-1": "missing", "annexe-7": "missing"}


def test_a_delay_that_runs_is_never_cut_short(desk: Desk) -> None:
    """The new request takes the place of the one that was open, and keeps the later end."""
    application = dossier(desk.session, desk.campaign, Status.incomplete, missing=["annexe-1"])
    completion_request(desk.session, desk.campaign, application, due_on=date(2027, 3, 1))

    passed(desk)

    former, request = requests(desk, application)
    assert (former.outcome, former.next_reminder_at) == (RequestOutcome.cancelled, None)
    assert (request.due_on, request.next_reminder_at) == (date(2027, 3, 1), paris("2027-02-22 09:00"))


def test_a_piece_that_has_expired_is_asked_for_again(any_desk: Desk) -> None:
    """By the region file's months, counted from its receipt: the one of six months and not the one of eleven."""
    desk = Desk(any_desk.session, campaign_with(any_desk.session, SHORT_LIVED, year=2025), any_desk.store)
    files = pdfs()
    del files["annexe-1.pdf"]
    application = desk.deposit(compose(files=files, received="2025-04-15 10:00"))
    acknowledge(desk.session, desk.campaign, at=paris("2025-04-16 09:00"))

    pass_on(any_desk.session, any_desk.campaign, at=paris("2026-01-19 09:00"))

    assert asked(desk, application) == {"annexe-1": "missing", "annexe-2": "expired"}
    assert held(desk, application, "annexe-2") == (PieceState.unusable, "périmée")
    assert "Annexe 2 : pièce périmée" in read(desk.notices(application, kind="next_session")[0])


def test_a_piece_is_asked_for_by_the_reason_that_holds_now(desk: Desk) -> None:
    """It was unreadable, it came again, it has expired since: it is not said to be unreadable."""
    application = dossier(desk.session, desk.campaign, Status.carried_over)
    row = {"pieces": {"annexe-2": "unreadable"}, "expected": {"annexe-2": "Une copie nette."}}
    completion_request(
        desk.session, desk.campaign, application, due_on=date(2026, 5, 7), outcome=RequestOutcome.answered, **row
    )
    of_it = select(Piece).where(Piece.application_id == application.id, Piece.piece_id == "annexe-2")
    desk.session.exec(of_it).one().valid_until = date(2027, 1, 18)

    passed(desk)

    [_, request] = requests(desk, application)
    assert (request.pieces, request.expected) == ({"annexe-2": "expired"}, {})
    assert "Annexe 2 : pièce périmée" in read(desk.notices(application)[0])


def test_those_who_go_on_where_they_stand_keep_their_pieces(desk: Desk) -> None:
    """Whoever is under examination was complete in its time."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    of_it = select(Piece).where(Piece.application_id == application.id, Piece.piece_id == "annexe-2")
    desk.session.exec(of_it).one().valid_until = date(2026, 12, 31)

    passed(desk)

    assert held(desk, application, "annexe-2") == (PieceState.received, None)


def with_a_charter(desk: Desk) -> Desk:
    """Return the desk of a session of 2027 whose region file requires one more piece, to which dossiers have passed."""
    new = campaign_with(desk.session, year=2027)
    charter = new.rules.pieces["annexe-7"].model_copy(update={"label": "Charte", "patterns": ["charte"]})
    new.region = new.rules.model_copy(update={"pieces": new.rules.pieces | {"charte": charter}}).model_dump_json()
    pass_on(desk.session, new, at=AT)
    return Desk(desk.session, new, desk.store)


def test_a_piece_that_only_the_new_session_requires_is_asked_for(any_desk: Desk) -> None:
    """It becomes a row of each dossier that passes; those contacted are asked for it."""
    waiting = dossier(any_desk.session, any_desk.campaign, Status.carried_over)
    examined = dossier(any_desk.session, any_desk.campaign, Status.examined)

    with_a_charter(any_desk)

    assert asked(any_desk, waiting) == {"charte": "missing"}
    states = [any_desk.pieces(one)["charte"] for one in (waiting, examined)]
    assert (states, requests(any_desk, examined)) == ([PieceState.missing] * 2, [])


def test_a_new_piece_that_comes_is_recognised(desk: Desk) -> None:
    """Registered in the new session, by its region file."""
    application = dossier(desk.session, desk.campaign, Status.carried_over)
    new = with_a_charter(desk)
    thread = desk.notices(application)[0].message_id

    mail = compose("Voici.", files={"Charte.pdf": page("Charte")}, received="2027-01-25 10:00", In_Reply_To=thread)
    new.deposit(mail)

    assert desk.pieces(application)["charte"] is PieceState.received
    assert requests(desk, application)[0].outcome is RequestOutcome.answered


def test_a_piece_of_the_former_session_that_is_required_no_more_is_not_asked_for(desk: Desk) -> None:
    """It stays in the record."""
    application = dossier(desk.session, desk.campaign, Status.carried_over, missing=["annexe-1", "annexe-2"])

    passed(desk, {"pieces.annexe-1.required": False})

    assert asked(desk, application) == {"annexe-2": "missing"}
    rows = select(Piece.piece_id).where(Piece.application_id == application.id).order_by(col(Piece.id))
    assert list(desk.session.exec(rows)) == list(desk.campaign.rules.pieces)
