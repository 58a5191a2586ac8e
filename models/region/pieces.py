"""The pieces of a dossier, and how a file is recognised by its name."""

import re
from collections.abc import Mapping
from typing import Annotated
from unicodedata import combining, normalize
from urllib.parse import unquote

from pydantic import AfterValidator, Field, PositiveInt

from models.region.parts import Section, Text, refusal, shape


def fold(text: str) -> str:
    """The text without its accents; case and signs stay as they are."""
    return "".join(sign for sign in normalize("NFKD", text) if not combining(sign))


def _regex(pattern: str) -> str:
    try:
        re.compile(fold(pattern), re.IGNORECASE)
    except re.error as error:
        raise refusal(
            "ce n'est pas une expression régulière", f"Corrigez-la vers le caractère {(error.pos or 0) + 1}."
        ) from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_regex)]
Extension = Annotated[str, shape(r"[a-z0-9]+", "extension refusée", "Écrivez-la sans point, en minuscules : pdf.")]


class Piece(Section):
    """A piece of the dossier. `patterns` are regexes tried on file names, whatever their case and accents;
    `valid_months`, how long a version counts once received (none: as long as the dossier)."""

    label: Text
    required: bool
    blocking: bool
    patterns: Annotated[list[Pattern], Field(min_length=1)]
    formats: Annotated[list[Extension], Field(min_length=1)]
    max_mb: PositiveInt
    valid_months: PositiveInt | None = None

    def match(self, name: str) -> str | None:
        """The longest part of a tidied file name that a pattern of this piece matches, or None."""
        found = (re.search(fold(pattern), name, re.IGNORECASE) for pattern in self.patterns)
        return max((hit.group() for hit in found if hit), key=len, default=None)


def tidy(filename: str) -> str:
    """The last part of a path, without accents, underscores or percent signs: what patterns are tried on."""
    name = re.split(r"[/\\]", unquote(filename))[-1]
    return re.sub(r"[_\s]+", " ", fold(name))


def recognise(filename: str, pieces: Mapping[str, Piece]) -> str | None:
    """The id of the piece that the file name tells, or None.

    A numbered match (« annexe 3 ») is more specific than a bare word (« dossier »), a longer one than a shorter one;
    between equals the first of the file wins.
    """
    name = tidy(filename)
    hits = [(piece_id, hit) for piece_id, piece in pieces.items() if (hit := piece.match(name)) is not None]
    best = max(hits, key=lambda hit: (any(map(str.isdigit, hit[1])), len(hit[1])), default=None)
    return None if best is None else best[0]
