"""Which law an organisation is of: told by its number where it tells, else by a person."""

import pytest

from models.dossiers.application import Organisation
from models.intake.identifiers import legal_kind
from models.vocabulary import LegalKind


@pytest.mark.parametrize(
    ("siren", "rna", "kind"),
    [
        ("210100012", None, LegalKind.public),
        ("130005481", None, LegalKind.public),
        ("999000011", None, None),
        ("999000011", "W012345678", LegalKind.private),
        (None, "W012345678", LegalKind.private),
        (None, None, None),
    ],
)
def test_a_number_tells_what_it_can(siren: str | None, rna: str | None, kind: LegalKind | None) -> None:
    """INSEE keeps 1 and 2 for public bodies; an RNA number is an association's; other numbers tell nothing."""
    assert legal_kind(siren=siren, rna=rna) is kind


def test_what_a_person_says_counts_first() -> None:
    """A public establishment may have another number; what nobody said or knows is held to be private."""
    told = Organisation(name="Régie", siren="999000011", legal_kind=LegalKind.public)
    mended = Organisation(name="Groupement", siren="180000010", legal_kind=LegalKind.private)

    assert [one.is_public for one in (told, mended, Organisation(name="CIDFF"))] == [True, False, False]
