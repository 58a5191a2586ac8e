"""The identifiers by which an organisation names itself: what is read, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.intake.identifiers import PARSERS, Identity, grouped_siret, parse_rna, parse_siret, parse_uai

SIRETS = {
    "73282932000074": "73282932000074",
    "732 829 320 00074": "73282932000074",
    "732\u00a0829\u202f320\u00a000074": "73282932000074",
    " 732.829.320-00074\n": "73282932000074",
    "732\u2011829\u2013320\u201400074": "73282932000074",
    "\ufeff73282932000074\u200b": "73282932000074",
    "\uff17\uff13\uff12\uff18\uff12\uff19\uff13\uff12\uff10\uff10\uff10\uff10\uff17\uff14": "73282932000074",
    "73282932000075": None,
    "73282932100074": None,
    "7328293200007": None,
    "732829320000740": None,
    "732829320": None,
    "73282932OOOO74": None,
    "\u0667\u0663\u0662\u0668\u0662\u0669\u0663\u0662\u0660\u0660\u0660\u0660\u0667\u0664": None,
    "35600000000048": "35600000000048",
    "35600000049837": "35600000049837",
    "35600000049838": None,
    "00000000000000": None,
    "000 000 000 00000": None,
    "99900001100018": "99900001100018",
    "FR": None,
    "": None,
}


@pytest.mark.parametrize(("text", "siret"), SIRETS.items())
def test_a_siret_stands_its_check_or_is_none(text: str, siret: str | None) -> None:
    """Fourteen digits, however they are grouped; Luhn, or La Poste's own rule (356000000); zeros alone are none."""
    assert parse_siret(text) == siret


RNAS = {
    "W123456789": "W123456789",
    "w123 456 789": "W123456789",
    "W2A1000123": "W2A1000123",
    "W\uff1123456789": "W123456789",
    "W12345678": None,
    "W1234567890": None,
    "123456789": None,
    "W123A56789": None,
    "W123\u0664\u0665\u0666\u0667\u0668\u0669": None,
    "": None,
}


@pytest.mark.parametrize(("text", "rna"), RNAS.items())
def test_an_rna_is_w_and_nine_signs(text: str, rna: str | None) -> None:
    """Letters in Corsica's prefectures only; digits are the ten that a form knows."""
    assert parse_rna(text) == rna


UAIS = {
    "0690001B": "0690001B",
    "0630011V": "0630011V",
    "069 0001 b": "0690001B",
    "0690001C": None,
    "0690001O": None,
    "0690001": None,
    "690001B": None,
    "\u0660\u0666\u0669\u0660\u0660\u0660\u0661B": None,
    "": None,
}


@pytest.mark.parametrize(("text", "uai"), UAIS.items())
def test_a_uai_has_the_letter_of_its_number(text: str, uai: str | None) -> None:
    """Seven digits, and the letter of their remainder by 23, which is never I, O or Q."""
    assert parse_uai(text) == uai


@given(number=st.integers(0, 9_999_999))
def test_each_number_has_one_letter(number: int) -> None:
    """Of the 26 letters, exactly one makes a UAI of a number."""
    read = [parse_uai(f"{number:07d}{letter}") for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]

    assert len(read) - read.count(None) == 1


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.text() | st.from_regex(r"[W0-9 \u0660-\u0669\uff10-\uff19.-]{7,20}[A-Z]?", fullmatch=True))
def test_any_text_is_answered(name: str, text: str) -> None:
    """Whatever an applicant writes, the answer is None or a number that reads as itself, in ASCII."""
    number = PARSERS[name](text)

    assert number is None or (PARSERS[name](number) == number and number.isascii())


def test_an_identity_is_known_by_one_identifier() -> None:
    """A SIRET, an RNA or a UAI is enough; a number that failed its check is not."""
    identities = [Identity(siret="99900001100018"), Identity(rna="W123456789"), Identity(uai="0690001B")]

    assert [identity.known for identity in identities] == [True, True, True]
    assert not Identity(invalid="73282932000075").known


def test_two_sites_share_their_legal_entity() -> None:
    """The SIREN is the first nine digits; an organisation without SIRET has none."""
    assert Identity(siret="99900001100018").siren == "999000011"
    assert Identity(rna="W123456789").siren is None


def test_a_siret_is_shown_in_groups() -> None:
    """As people read it."""
    assert grouped_siret("99900001100018") == "999 000 011 00018"
