"""How far a dossier came, as each of its letters tells it."""

import pytest

from models.vocabulary import StageKind, Status
from notifications.views.stages import STANDINGS, stages
from tests.support.notices import flat, notice


def test_every_status_has_its_words() -> None:
    """No letter of a dossier is silent about how far it came."""
    assert set(STANDINGS) == set(Status)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.incomplete, ("déposé", "à compléter (6 pièces sur 8)", "examen, avis, décision, prise d'effet")),
        (Status.studied, ("déposé, pièces vérifiées, examiné, avis rendu", "décision attendue", "prise d'effet")),
        (Status.refused, ("", "candidature refusée", "")),
    ],
)
def test_what_is_done_waited_for_and_to_come(status: Status, said: tuple[str, str, str]) -> None:
    """Of a dossier to be completed, how many pieces it holds; of what is decided, only that."""
    assert stages(status, set(StageKind), held=6, asked=8) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.under_examination, ("déposé, pièces vérifiées", "en cours d'examen", "décision")),
        (Status.studied, ("déposé, pièces vérifiées, examiné", "décision attendue", "")),
    ],
)
def test_a_step_that_a_session_has_not_is_told_of_by_no_letter(status: Status, said: tuple[str, str, str]) -> None:
    """Nobody is told to wait for an opinion that no body gives."""
    assert stages(status, {StageKind.decision}) == said


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (Status.registered, ("déposé", "pièces à vérifier", "examen, signature de la convention, prise d'effet")),
        (Status.studied, ("déposé, pièces vérifiées, examiné", "signature attendue", "prise d'effet")),
    ],
)
def test_where_a_convention_is_signed_no_decision_is_awaited(status: Status, said: tuple[str, str, str]) -> None:
    """The letters tell of a signature in its place."""
    assert stages(status, {StageKind.effect}, signs=True) == said


def test_a_letter_of_a_dossier_says_how_far_it_came() -> None:
    """In the facts of its head, in the text as in the page."""
    said = "Avancement : déposé, à compléter (5 pièces sur 8), puis examen, avis, décision, prise d'effet"

    assert said in flat(notice("acknowledgement-incomplete"))
