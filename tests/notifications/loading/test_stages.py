"""How far a dossier came, as each of its letters tells it."""

import pytest

from models.vocabulary import Status
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
    assert stages(status, held=6, asked=8) == said


def test_a_letter_of_a_dossier_says_how_far_it_came() -> None:
    """In the facts of its head, in the text as in the page."""
    said = "Avancement : déposé, à compléter (5 pièces sur 8), puis examen, avis, décision, prise d'effet"

    assert said in flat(notice("acknowledgement-incomplete"))
