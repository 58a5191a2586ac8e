"""Postal addresses: told from mail addresses, and cut into the lines of an envelope."""

import pytest

from models.intake.postal import address_lines, is_postal


@pytest.mark.parametrize(
    ("contact", "said"),
    [("MJC / 1 rue A / 01000 Bourg", True), ("accueil@mjc.example", False), ("", False)],
)
def test_a_postal_address_is_no_mail_address(contact: str, said: bool) -> None:  # noqa: FBT001
    """Nor is nothing at all: such a letter cannot be posted either."""
    assert is_postal(contact) is said


@pytest.mark.parametrize("text", ["MJC\n12/14 rue A\n01000 Bourg", "MJC / 12/14 rue A / 01000 Bourg"])
def test_lines_are_parted_by_an_end_or_by_a_bar_between_spaces(text: str) -> None:
    """A bar in a number parts nothing."""
    assert address_lines(text) == ["MJC", "12/14 rue A", "01000 Bourg"]
