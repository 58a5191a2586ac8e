"""A text names an address, and not only one that ends or begins as it does."""

import pytest

from tasks.console.person.named import names


@pytest.mark.parametrize(
    "text",
    [
        "a@cidff.example",
        "Contact : A@CIDFF.example.",
        "<a@cidff.example>",
        '{"contact": "a@cidff.example"}',
        "mailto:a@cidff.example?subject=x",
    ],
)
def test_an_address_is_found_in_a_text(text: str) -> None:
    """Whatever stands around it."""
    assert names(text, "a@cidff.example")


@pytest.mark.parametrize(
    "text", ["ba@cidff.example", "b.a@cidff.example", "a@cidff.example.invalid", "a@cidff.example-x"]
)
def test_a_part_of_another_address_is_not_found(text: str) -> None:
    """It is somebody else's."""
    assert not names(text, "a@cidff.example")


def test_an_address_with_accents_is_found_in_json() -> None:
    """Which writes them otherwise."""
    assert names(r'["\u00e9lise@cidff.example"]', "élise@cidff.example")
