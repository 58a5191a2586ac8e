"""The form that puts an arrival right: what it reads, and what cannot go together."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.forms.arrivals import ReclassificationForm, row_of
from models.intake.words import Meaning


def filled(**said: Any) -> ReclassificationForm:  # noqa: ANN401  whatever a person may type
    """Fill in the form."""
    return ReclassificationForm.model_validate({"arrival": "2026-000012", "by": "Mme Essai"} | said)


def test_an_arrival_is_chosen_or_typed() -> None:
    """By its number, or as other forms call it."""
    chosen = "2026-000012 · question"

    assert [row_of(filled(arrival=said).arrival) for said in (chosen, "2026-000012", "envoi-12")] == [12, 12, 12]


def test_nothing_changes_unless_it_is_confirmed() -> None:
    """What is not chosen stays."""
    form = filled(nature="", target="")

    assert (form.confirmed, form.nature, form.target) == (None, None, None)


def test_natures_are_read_in_french() -> None:
    """Or by their own words; dossiers are written as they are."""
    form = filled(nature="avis de non-remise")

    assert (form.nature, filled(nature="answer").nature) == (Meaning.bounce, Meaning.answer)
    targets = [filled(target=said).target for said in ("ara-2026-0001 · CIDFF", "Nouveau", "aucun · d'aucun dossier")]
    assert targets == ["ARA-2026-0001", "nouveau", "aucun"]


def test_a_dossier_that_is_not_in_the_list_is_typed() -> None:
    """It says the same as one that is chosen; both may say it."""
    chosen, typed = filled(target="ARA-2026-0001 · CIDFF"), filled(target_reference="ara-2026-0001")
    both = filled(target="ARA-2026-0001 · CIDFF", target_reference="ara-2026-0001")

    assert (typed.target, both.target) == (chosen.target, chosen.target)
    assert typed.said == both.said == chosen.said


DOSSIER = {"name": "a.pdf", "piece": "dossier"}

WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"arrival": "douze"}, "tapez son numéro"),
    ({"nature": "roman"}, "choisissez parmi"),
    ({"nature": "automatique", "target": "nouveau"}, "n'est d'aucun dossier"),
    ({"nature": "dépôt", "target": "aucun"}, "un dépôt est d'un dossier"),
    ({"nature": "question", "target": "nouveau"}, "seul un dépôt ouvre un dossier"),
    ({"target": "aucun", "pieces": [DOSSIER]}, "sans dossier, aucun fichier n'est une pièce"),
    ({"target": "ARA-2026-0001", "organisation": "CIDFF"}, "identifier-dossier"),
    ({"target": "ARA-2026-0001", "target_reference": "ARA-2026-0002"}, "disent deux dossiers"),
    ({"target": "nouveau", "identifier": "12"}, "vérifiez la saisie"),
    ({"pieces": [DOSSIER, DOSSIER | {"name": "b.pdf"}]}, "dite de deux fichiers"),
    ({"pieces": [DOSSIER, DOSSIER | {"piece": "aucun"}]}, "en être aucune"),
)


@pytest.mark.parametrize(("said", "mend"), WRONG)
def test_what_cannot_go_together_is_refused(said: dict[str, Any], mend: str) -> None:
    """In French, with its mend."""
    with pytest.raises(ValidationError, match=mend):
        filled(**said)
