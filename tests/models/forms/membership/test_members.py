"""What the forms about members refuse before anything changes, and what they understand."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from models.intake.identifiers import Identity
from tests.support.members import entry, formal, signature, termination

SIRET = "99900001100018"


@pytest.mark.parametrize("form", [signature, formal, termination])
def test_a_member_is_chosen_or_typed(form: Any) -> None:  # noqa: ANN401  what makes a form
    """A choice of the list names its first part, in capitals; a number stands for who has no dossier."""
    chosen = form("", application="ADH-2026-0012 · Mission locale · membre depuis le 1er janvier")

    assert (chosen.dossiers, form("ara-2026-0001").dossiers) == (["ADH-2026-0012"], ["ARA-2026-0001"])


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("999 000 011 00018", Identity(siret=SIRET)),
        ("W691234567", Identity(rna="W691234567")),
        ("0690001B", Identity(uai="0690001B")),
    ],
)
def test_a_structure_is_identified_by_any_of_its_numbers(typed: str, read: Identity) -> None:
    """CRPA R112-9-1: SIRET, else RNA, else UAI."""
    assert entry(identifier=typed).identity == read


@pytest.mark.parametrize(
    ("said", "refused"),
    [
        ({"identifier": "73282932000075"}, "Son identifiant « 73282932000075 » : indiquez un SIRET"),
        ({"identifier": None}, "Son identifiant «  » : indiquez un SIRET"),
        ({"organisation": None}, "Organisme «  » : indiquez un dossier, ou le nom d'un organisme"),
        ({"reference": "ARA-2026-0001"}, "Organisme « ARA-2026-0001 et Mission locale de l'Ain » : indiquez"),
        ({"ends_on": date(2025, 12, 31)}, "Jusqu'au « 31/12/2025 » : ce jour vient avant le premier"),
    ],
)
def test_an_entry_names_one_structure_and_days_in_order(said: dict[str, Any], refused: str) -> None:
    """By its dossier or by its name and number, not both."""
    with pytest.raises(ValidationError) as error:
        entry(**said)

    assert refused in str(error.value)


def test_a_dossier_is_enough_to_name_a_structure() -> None:
    """Its name and number are there already."""
    assert entry(organisation=None, identifier=None, reference="ara-2026-0003").dossiers == ["ARA-2026-0003"]
