"""An act recorded twice: in the same words it changes nothing, in other words it is refused."""

import pytest
from sqlmodel import SQLModel, col, func, select

from models.dossiers.application import Decision, Examination, Opinion, Piece
from models.errors import Refusal
from models.forms.dossiers import DecisionForm, Signatory, UnusablePiece
from models.vocabulary import PieceState, Status
from tasks.decisions.opinions import record_opinions
from tasks.decisions.record import examine, record_decisions
from tests.factories import application as dossier
from tests.support.forms import APRIL, JULY, JUNE, finding, opinion, refusal
from tests.support.mails import Desk


def count(desk: Desk, table: type[SQLModel]) -> int:
    """Return how many rows a table holds."""
    return desk.session.exec(select(func.count()).select_from(table)).one()


def test_the_same_acts_twice_change_nothing(any_desk: Desk) -> None:
    """A form sent twice, or a flow run again: one row, one line, one notice."""
    application = dossier(any_desk.session, any_desk.campaign, Status.under_examination)

    for _ in range(2):
        examine(any_desk.session, finding(application, comment="Solide."), at=APRIL)
    for _ in range(2):
        record_opinions(any_desk.session, opinion(application), at=JUNE)
    for _ in range(2):
        record_decisions(any_desk.session, refusal(application), at=JULY)

    assert any_desk.journal(application) == ["examined", "studied", "refused"]
    assert [count(any_desk, table) for table in (Examination, Opinion, Decision)] == [1, 1, 1]
    assert any_desk.kinds(application) == ["refused"]


@pytest.mark.parametrize(
    "other", [{"opinion": "unfavourable", "reasons": "Article 3."}, {"reasons": "Réserves sur l'accueil."}]
)
def test_an_opinion_in_other_words_is_refused(desk: Desk, other: dict[str, str]) -> None:
    """Another sense, or other reasons for the same."""
    application = dossier(desk.session, desk.campaign, Status.examined)
    record_opinions(desk.session, opinion(application), at=JUNE)

    with pytest.raises(Refusal, match="déjà « étudié » : cette saisie dit autre chose"):
        record_opinions(desk.session, opinion(application, **other), at=JUNE)


@pytest.mark.parametrize(
    "other",
    [
        {"reasons": "Article 4."},
        {"signatory": Signatory(name="Dominique Essai", capacity="Vice-président")},
    ],
)
def test_a_decision_in_other_words_is_refused(desk: Desk, other: dict[str, object]) -> None:
    """Other reasons or another signatory: the notice that left would be wrong."""
    application = dossier(desk.session, desk.campaign, Status.studied)
    record_decisions(desk.session, refusal(application), at=JULY)

    with pytest.raises(Refusal, match="déjà « refusé » : cette saisie dit autre chose"):
        record_decisions(desk.session, DecisionForm.model_validate(refusal(application).model_dump() | other), at=JULY)


def test_the_same_note_twice_is_kept_once_until_the_piece_comes_again(desk: Desk) -> None:
    """A form sent twice adds nothing; after a new version, the same words are a new note."""
    application = dossier(desk.session, desk.campaign, Status.under_examination)
    form = finding(application, finding=None, unusable=[UnusablePiece(piece="annexe-2", reason="illisible")])
    examine(desk.session, form, at=APRIL)
    examine(desk.session, form, at=APRIL)
    once = count(desk, Examination)
    statement = select(Piece).where(Piece.application_id == application.id, col(Piece.piece_id) == "annexe-2")
    desk.session.exec(statement).one().state = PieceState.received

    examine(desk.session, form, at=JUNE)

    assert (once, count(desk, Examination)) == (1, 2)
