"""A mail about a dossier that exists: its pieces count, and its sender knows what is still missing."""

import pytest
from sqlmodel import col, select

from flows.rehearsal.play.postman import page
from models.dossiers.application import Application, CompletionRequest, Piece
from models.vocabulary import Flag, PieceState, RequestOutcome, Status
from tasks.sessions.daily import acknowledge, carry_over, expire_requests, remind_of_requests
from tests.factories import paris
from tests.support.mails import PIECES, Desk, compose, pdfs, wanted

ACKNOWLEDGED = paris("2026-04-16 09:00")
LAST_DAY = "2026-05-07"  # Twenty-one days after the acknowledgement.


def asked(desk: Desk, *missing: str) -> Application:
    """Return an acknowledged dossier that lacks these pieces, and is asked for them."""
    application = desk.deposit(compose(files=pdfs(piece for piece in PIECES if piece not in missing)))
    acknowledge(desk.session, desk.campaign, at=ACKNOWLEDGED)
    return application


def answered(desk: Desk, *pieces: str, at: str = "2026-04-20 14:00") -> Application:
    """Answer with these pieces."""
    return desk.deposit(compose("Voici.", files=pdfs(pieces, version=2), received=at))


def outcomes(desk: Desk) -> list[RequestOutcome]:
    """Return how the requests ended."""
    return [request.outcome for request in desk.session.exec(select(CompletionRequest))]


def test_a_dossier_that_is_complete_again_is_examined(desk: Desk) -> None:
    """The request is answered, the sender told, and no reminder follows."""
    application = asked(desk, "annexe-1", "annexe-2")

    answered(desk, "annexe-1", "annexe-2")

    assert (application.status, outcomes(desk)) == (Status.under_examination, [RequestOutcome.answered])
    assert desk.kinds(application) == ["registration", "acknowledgement", "registration", "completion_received"]
    assert remind_of_requests(desk.session, desk.campaign, at=paris(f"{LAST_DAY} 12:00")) == 0


def test_a_dossier_keeps_its_place_in_the_queue(desk: Desk) -> None:
    """An answer does not change when the dossier was received."""
    application = asked(desk, "annexe-1")

    answered(desk, "annexe-1")

    assert application.received_at == paris("2026-04-15 10:00")


def test_a_dossier_that_is_still_incomplete_is_told_so(desk: Desk) -> None:
    """What came counts, what lacks is named, and the request runs on."""
    application = asked(desk, "annexe-1", "annexe-2")

    answered(desk, "annexe-1")

    assert (application.status, outcomes(desk)) == (Status.incomplete, [RequestOutcome.open])
    assert desk.missing(application) == ["annexe-2"]
    [notice] = desk.notices(application, kind="completion_received")
    assert wanted(notice) == ["Annexe 2"]


def test_each_answer_is_told_once(desk: Desk) -> None:
    """Two answers, two notices; the same answer again, none."""
    application = asked(desk, "annexe-1", "annexe-2")
    answer = compose("Voici.", files=pdfs(["annexe-1"]), received="2026-04-20 14:00")

    desk.register(answer)
    desk.register(answer)
    answered(desk, "annexe-2")

    assert desk.kinds(application)[2:] == ["registration", "completion_received"] * 2


@pytest.mark.parametrize(
    ("received", "flags"),
    [("2026-05-07 23:59:59", []), ("2026-05-08 00:00:00", [Flag.late_answer])],
)
def test_an_answer_past_its_day_counts_and_is_flagged(desk: Desk, received: str, flags: list[Flag]) -> None:
    """To the end of the last day; after it, the pieces count all the same and a person sees it."""
    application = asked(desk, "annexe-1")

    answered(desk, "annexe-1", at=received)

    assert (application.status, application.flags) == (Status.under_examination, flags)


def test_an_answer_after_the_expiry_counts(desk: Desk) -> None:
    """The request stays expired: that is what happened. The dossier goes on."""
    application = asked(desk, "annexe-1")
    expire_requests(desk.session, desk.campaign, at=paris("2026-05-08 09:00"))

    answered(desk, "annexe-1", at="2026-05-10 10:00")

    assert (application.status, outcomes(desk)) == (Status.under_examination, [RequestOutcome.expired])


def test_a_carried_over_dossier_stays_so_when_it_is_complete(desk: Desk) -> None:
    """Only a person presents it again; its sender knows that the pieces came."""
    application = asked(desk, "annexe-1")
    expire_requests(desk.session, desk.campaign, at=paris("2026-06-01 00:00"))
    carry_over(desk.session, desk.campaign, at=paris("2026-06-01 00:00"))

    answered(desk, "annexe-1", at="2026-06-03 10:00")

    assert (application.status, desk.missing(application)) == (Status.carried_over, [])
    assert desk.kinds(application)[-1] == "completion_received"


def test_an_answer_without_a_file_is_told_what_still_lacks(desk: Desk) -> None:
    """« Je vous l'envoie demain » changes nothing, and its sender sees what is awaited."""
    application = asked(desk, "annexe-1")

    answered(desk)

    assert (application.status, outcomes(desk)) == (Status.incomplete, [RequestOutcome.open])
    assert wanted(desk.notices(application)[-1]) == ["Annexe 1"]


def test_a_piece_sent_again_is_usable_again(desk: Desk) -> None:
    """The new version is what counts: the reason against the former one is gone."""
    application = asked(desk, "annexe-1")
    statement = select(Piece).where(Piece.application_id == application.id, col(Piece.piece_id) == "annexe-2")
    piece = desk.session.exec(statement).one()
    piece.state, piece.reason = PieceState.unusable, "illisible"

    answered(desk, "annexe-2")

    again = desk.session.exec(statement).one()
    assert (again.state, again.reason) == (PieceState.received, None)
    assert desk.content(application, "annexe-2") == page("annexe-2 2")


def test_a_mail_before_the_acknowledgement_is_registered_with_the_others(desk: Desk) -> None:
    """Sent in two mails, the dossier is acknowledged as a whole."""
    application = desk.deposit(compose(files=pdfs(PIECES[:4])))
    answered(desk, *PIECES[4:], at="2026-04-15 18:00")

    acknowledge(desk.session, desk.campaign, at=ACKNOWLEDGED)

    assert (application.status, outcomes(desk)) == (Status.under_examination, [])
    assert desk.kinds(application) == ["registration", "registration", "acknowledgement"]
