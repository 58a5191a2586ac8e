"""The logo of a Région, which its documents bear: a PNG beside its words, large enough for paper, small enough to be
kept with each session (PNG: ISO/IEC 15948)."""

import zlib
from base64 import b64decode
from collections.abc import Iterator

from pydantic_core import PydanticCustomError

from models.region.parts import refusal

FILE = "logo.png"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LARGEST, _FEWEST, _MOST, _LONGEST = 60_000, 140, 2_000, 6
"""Octets; pixels: of height at least (18 mm at 200 dots an inch), of a side at most; how long beside its height."""


def checked(kept: str) -> str:
    """Return a logo as it is kept, in base64. Raises an error, with its mend, for none and for one that no document can
    show."""
    content = b64decode(kept)
    if not content:
        raise refusal(f"aucun fichier {FILE}", "Posez-le dans le dossier « .lettres » à côté du fichier de région.")
    if len(content) > _LARGEST:
        raise refusal(f"{len(content) // 1000} ko", f"Réduisez-le : {_LARGEST // 1000} ko au plus.")
    width, height = _size(content)
    if not (_FEWEST <= height <= _MOST and width <= min(_LONGEST * height, _MOST) and height <= _LONGEST * width):
        mend = f"De {_FEWEST} à {_MOST} pixels de haut, {_MOST} de large et {_LONGEST} fois plus long que haut au plus."
        raise refusal(f"{width} × {height} pixels", mend)
    return kept


def _size(content: bytes) -> tuple[int, int]:
    """Return the width and the height of a PNG. Raises an error for what is none, or is damaged."""
    try:
        parts = dict(_parts(content))
        header = parts[b"IHDR"]
        whole = parts.keys() >= {b"IHDR", b"IDAT", b"IEND"}
    except (ValueError, KeyError, IndexError) as error:
        raise _no_png() from error
    if not whole:
        raise _no_png()
    return int.from_bytes(header[:4], "big"), int.from_bytes(header[4:8], "big")


def _parts(content: bytes) -> Iterator[tuple[bytes, bytes]]:
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
