"""A decision that another replaces: one version more, the status that it gives, and a letter; nothing is erased."""

from datetime import date

import pytest
from sqlmodel import col, select

from models.dossiers.application import Application, Piece
from models.errors import Refusal
from models.vocabulary import DecisionSense, PieceState, RequestOutcome, Status
from tasks.decisions.rectify import DECIDED_UPON
from tests.factories import application as dossier
from tests.factories import completion_request, paris, typed
from tests.support.decided import TAKEN_BACK, decided, rectified, versions
from tests.support.mails import Desk
from tests.tasks.conftest import OpenDesk


def test_a_refusal_becomes_an_acceptance(desk: Desk) -> None:
    """Both versions stay, the dossier moves, the journal says why, and the applicant is told of both."""
    application = decided(desk, "refused")

    rectified(desk, application, "accepted", reasons="L'accueil est assuré.")

    assert application.status is Status.accepted
    assert versions(desk, application) == [(1, "refused", "Article 2."), (2, "accepted", "L'accueil est assuré.")]
    assert desk.journal(application) == ["refused", "accepted"]
    assert desk.kinds(application) == ["refused", "rectified"]
    text = typed(desk.notices(application)[1].text)
    assert "Votre candidature : refusée auparavant, acceptée désormais" in text
    assert "« Décision sur votre candidature : refus », du jeudi 9 juillet 2026" in text
    assert "L'accueil est assuré." in text


@pytest.mark.parametrize("sense", DecisionSense)
@pytest.mark.parametrize("former", DecisionSense)
def test_any_decision_replaces_any_other(desk: Desk, former: DecisionSense, sense: DecisionSense) -> None:
    """In the same sense, the status stays, and the version and the letter are new all the same."""
    application = decided(desk, former)

    rectified(desk, application, sense, **TAKEN_BACK)

    assert application.status.value == sense.value
    assert [made for _, made, _ in versions(desk, application)] == [former, sense]
    assert desk.journal(application)[-1] == sense.value
    assert desk.kinds(application) == [former.value, "rectified"]


@pytest.mark.parametrize("status", sorted(set(Status) - DECIDED_UPON))
def test_what_is_not_decided_is_not_rectified(desk: Desk, status: Status) -> None:
    """The message says where the dossier is, and where it should be."""
    application = dossier(desk.session, desk.campaign, status)

    with pytest.raises(Refusal, match=r"aucune décision n'y est en vigueur ; .* ajourné, accepté, membre, refusé"):
        rectified(desk, application, "accepted")


def test_the_same_form_twice_is_done_once(desk: Desk) -> None:
    """In the same words nothing changes, not even the ground; in other words, it is one more version."""
    application = decided(desk, "accepted")

    for fields in (TAKEN_BACK, TAKEN_BACK, {"reasons": "Article 4."}):
        rectified(desk, application, "refused", **fields)

    assert [number for number, _, _ in versions(desk, application)] == [1, 2, 3]
    assert desk.kinds(application) == ["accepted", "rectified", "rectified"]
    assert desk.journal(application) == ["accepted", "refused", "refused"]


def test_a_decision_said_again_as_it_was_changes_nothing(desk: Desk) -> None:
    """There is nothing to rectify, and nobody to write to."""
    application = decided(desk, "refused")

    rectified(desk, application, "refused", reasons="Article 2.")

    assert versions(desk, application) == [(1, "refused", "Article 2.")]
    assert desk.kinds(application) == ["refused"]


def test_a_refusal_that_is_reversed_after_the_effective_date_takes_effect_at_once(desk: Desk) -> None:
    """Like any acceptance: nothing waits for the next session."""
    application = decided(desk, "refused")

    rectified(desk, application, "accepted", at=paris("2026-09-10 10:00"))

    assert application.status is Status.member
    assert desk.kinds(application) == ["refused", "rectified", "effective"]


def test_who_is_refused_after_all_is_asked_for_nothing_any_more(desk: Desk) -> None:
    """What was still asked of it is closed."""
    application = decided(desk, "accepted")
    request = completion_request(desk.session, desk.campaign, application, due_on=date(2026, 9, 10))

    rectified(desk, application, "refused", **TAKEN_BACK)

    desk.session.refresh(request)
    assert request.outcome is RequestOutcome.cancelled


def unusable(desk: Desk, application: Application) -> list[str]:
    """Return the pieces that are held not to be there as they should."""
    set_aside = select(Piece.piece_id).where(Piece.application_id == application.id)
    return list(desk.session.exec(set_aside.where(Piece.state == PieceState.unusable).order_by(col(Piece.id))))


@pytest.mark.parametrize(
    ("sense", "pieces", "left"),
    [("accepted", [], []), ("refused", [], []), ("adjourned", [], []), ("adjourned", ["annexe-5"], ["annexe-5"])],
)
def test_the_pieces_that_an_adjournment_asked_for_count_again(
    desk: Desk, sense: str, pieces: list[str], left: list[str]
) -> None:
    """But for those that the new decision asks for."""
    application = decided(desk, "adjourned", pieces=["annexe-4"])

    rectified(desk, application, sense, pieces=pieces)

    assert unusable(desk, application) == left


def test_an_unknown_piece_is_refused_in_french(desk: Desk) -> None:
    """With those of the region."""
    application = decided(desk, "refused")

    with pytest.raises(Refusal, match="Pièce « annexe-9 » : inconnue ; pièces de la région : dossier, annexe-1"):
        rectified(desk, application, "adjourned", pieces=["annexe-9 · Annexe 9"])


def test_silence_decides_nothing_of_what_is_decided_otherwise(desk_with: OpenDesk) -> None:
    """An adjournment is an express decision, and a refusal too: no date runs after either."""
    desk = desk_with({"silence.effect": "acceptance", "silence.basis": "article L. 231-1 du CRPA"})
    application = decided(desk, "refused")

    rectified(desk, application, "adjourned")

    assert (application.silence_at, application.next_alarm_at) == (None, None)
