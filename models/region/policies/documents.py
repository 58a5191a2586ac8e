"""What letters and documents bear and say of the law and of personal data."""

import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from typing import Annotated

from pydantic import AfterValidator, Field, PositiveInt
from pydantic_core import PydanticCustomError

from models.region.parts import Email, Section, Text, refusal, shape

HttpsAddress = Annotated[
    str,
    shape(r"https://[^\s/]+\S*", "ce n'est pas une adresse HTTPS", "Écrivez par exemple https://annuaire.example."),
]


class Law(Section):
    """How the texts are called in notices: the ground of the recognition, and the instruments of the circles."""

    recognition: Text
    convention: Text
    cahier_des_charges: Text


class Months(Section):
    """For how many months what is held is kept once it is over, by what became of it; a person then has it forgotten.

    A dossier: of a member, from the last day of its membership; refused, withdrawn or not required, from that day;
    never completed, from the last that came of it, once it passed to another session. `prospects` and `letters` (to
    desks and members of bodies) are kept from the effect of their session on, `unattributed` arrivals from their
    receipt.
    """

    members: PositiveInt = 60
    refused: PositiveInt = 60
    withdrawn: PositiveInt = 60
    not_required: PositiveInt = 60
    never_complete: PositiveInt = 12
    prospects: PositiveInt = 12
    letters: PositiveInt = 60
    unattributed: PositiveInt = 6


_CONTRAST = 4.5
"""Of a text with its ground, at least (WCAG 2.2, 1.4.3)."""


def _legible(colour: str) -> str:
    """Return a colour that is read on white. Raises an error for another, and for what is no colour."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise refusal("ce n'est pas une couleur", 'Écrivez par exemple "#000091".')
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]  # noqa: PLR2004
    light = sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    if 1.05 / (light + 0.05) < _CONTRAST:
        raise refusal("elle ne se lit pas sur du blanc (RGAA 3.2)", "Choisissez-en une plus foncée.")
    return colour


LOGO = "logo.png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST, _FEWEST, _MOST, _LONGEST = 60_000, 140, 2_000, 6
"""Octets; pixels: of height at least (18 mm at 200 dots an inch), of a side at most; how long beside its height."""


def _drawn(kept: str) -> str:
    """Return a logo as it is kept, in base64. Raises an error, with its mend, for none and for one that no document can
    show."""
    content = b64decode(kept)
    if not content:
        raise refusal(f"aucun fichier {LOGO}", "Posez-le dans le dossier « .lettres » à côté du fichier de région.")
    if len(content) > _LARGEST:
        raise refusal(f"{len(content) // 1000} ko", f"Réduisez-le : {_LARGEST // 1000} ko au plus.")
    width, height = _size_of(content)
    if not (_FEWEST <= height <= _MOST and width <= min(_LONGEST * height, _MOST) and height <= _LONGEST * width):
        mend = f"De {_FEWEST} à {_MOST} pixels de haut, {_MOST} de large et {_LONGEST} fois plus long que haut au plus."
        raise refusal(f"{width} × {height} pixels", mend)
    return kept


def _size_of(content: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG. Raises an error for what is none, or is damaged."""
    try:
        parts = dict(_png_parts(content))
        header = parts[b"IHDR"]
        whole = parts.keys() >= {b"IHDR", b"IDAT", b"IEND"}
    except (ValueError, KeyError, IndexError) as error:
        raise _no_png() from error
    if not whole:
        raise _no_png()
    return int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")


def _png_parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the parts of a PNG, each with its kind. Raises ValueError for one that its checksum belies."""
    if not content.startswith(_SIGNATURE):
        raise ValueError(content[:8])
    place = len(_SIGNATURE)
    while place < len(content):
        length = int.from_bytes(content[place : place + 4], "big")
        kind, said = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if zlib.crc32(kind + said) != int.from_bytes(content[place + 8 + length : place + 12 + length], "big"):
            raise ValueError(kind)
        yield kind, said
        place += 12 + length


def _no_png() -> PydanticCustomError:
    return refusal("ce n'est pas une image PNG entière", "Enregistrez-la de nouveau, au format PNG.")


class Logo(Section):
    """The logo of the Région: `logo.png` in the folder of its own words, which is read from there, and what it shows,
    in words for whoever does not see it (RGAA 1.1)."""

    alt: Text
    png: Annotated[str, AfterValidator(_drawn)]


class Documents(Section):
    """What the documents of the Région bear: the place where its acts are signed, its colour, which is read on white
    (WCAG 1.4.3), the lines below its name at their head, the words above whoever signs, and its logo. `directory` is
    the address at which the directory of members is published: certificates lead to their page there. `members_logo`, a
    file beside the region file, is the logo that members receive as they join."""

    place: Text | None = None
    colour: Annotated[Text, AfterValidator(_legible)] = "#000091"
    letterhead: list[Text] = Field(default_factory=list, max_length=4)
    signature: Text | None = None
    logo: Logo | None = None
    directory: HttpsAddress | None = None
    members_logo: Text | None = None


class DataProtection(Section):
    """What a notice says about personal data (GDPR article 13), and for how long each kind of it is kept. `contact` is
    the data protection officer's, `processor` who handles the data for the controller, `recipients` who else sees
    them."""

    controller: Text
    contact: Email
    processor: Text | None = None
    recipients: Text = "les services chargés de la procédure et les membres des instances consultées"
    retention: Text
    months: Months = Field(default_factory=Months)
