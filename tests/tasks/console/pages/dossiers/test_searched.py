"""What is sought is found whatever its case, its accents and the way in which its numbers are cut."""

import pytest

from tasks.console.pages.dossiers.searched import seeker

TOLD = ("ARA-2026-0012", "Maison de l'Emploi du Puy-de-Dôme – Cœur", "99900003700013", "accueil@mde63.example")


@pytest.mark.parametrize(
    "sought",
    [
        "puy-de-dome",
        "MAISON dôme",
        "l\N{RIGHT SINGLE QUOTATION MARK}emploi",
        "coeur",
        "999 000 037 00013",
        "999.000.037",
        "ara 2026 0012",
        "0012",
        "@MDE63",
    ],
)
def test_words_and_numbers_are_found_as_people_type_them(sought: str) -> None:
    """Half a name is enough, and every word counts."""
    assert seeker(sought)(TOLD)


@pytest.mark.parametrize("sought", ["maison Isère", "0012999", "64 001"])
def test_what_is_not_there_is_not_found(sought: str) -> None:
    """A word that is nowhere, and digits that only two fields together would hold."""
    assert not seeker(sought)(TOLD)
