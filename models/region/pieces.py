"""The pieces of a dossier, and how a file is recognised by its name."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, NamedTuple

from pydantic import AfterValidator, Field, PositiveInt

from models.region.file_names import fold, parts, spelled_out
from models.region.parts import Section, Text, refusal, shape


@lru_cache(maxsize=1_000)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(fold(pattern), re.IGNORECASE)


def _regex(pattern: str) -> str:
    try:
        _compiled(pattern)
    except re.error as error:
        raise refusal(
            "ce n'est pas une expression régulière", f"Corrigez-la vers le caractère {(error.pos or 0) + 1}."
        ) from error
    return pattern


Pattern = Annotated[str, Field(min_length=1), AfterValidator(_regex)]
Extension = Annotated[str, shape(r"[a-z0-9]+", "extension refusée", "Écrivez-la sans point, en minuscules : pdf.")]


RelativePath = Annotated[
    str,
    shape(
        r"(?!.*(?:^|/)\.)[^/\\:*?\"<>|\x00-\x1f][^\\:*?\"<>|\x00-\x1f]{0,199}",
        "ce n'est pas un chemin à partir du dossier de ce fichier",
        "Écrivez par exemple modeles/annexe-1.docx.",
    ),
]


class Template(Section):
    """The file that applicants fill in for a piece: where it lies, from the folder of the region file, and its version,
    which it says itself where people are to read it."""

    file: RelativePath
    version: Annotated[str, shape(r"\S.{0,39}", "version refusée", "Écrivez-la en quarante signes au plus : 2027-1.")]


class Piece(Section):
    """A piece of the dossier. `patterns` are regexes tried on file names and headings, whatever their case and accents,
    those that begin with `^` on names alone; `basis`, the text that asks for it, as requests name it (CRPA L114-5,
    L114-6); `valid_months`, how long a version counts once received (none: as long as
    the dossier); `template`, the file that applicants fill in, where the Région gives one."""

    label: Text
    required: bool
    blocking: bool
    patterns: Annotated[list[Pattern], Field(min_length=1)]
    formats: Annotated[list[Extension], Field(min_length=1)]
    max_mb: PositiveInt
    basis: Text = "appel à candidature"
    valid_months: PositiveInt | None = None
    template: Template | None = None

    def find(self, text: str) -> re.Match[str] | None:
        """The longest part of a spelled-out text that a pattern of this piece matches, or None."""
        found = (_compiled(pattern).search(text) for pattern in self.patterns)
        return max((hit for hit in found if hit), key=lambda hit: len(hit[0]), default=None)

    def begins(self, text: str) -> re.Match[str] | None:
        """The same of a text that begins with it, as a heading does."""
        words = (pattern for pattern in self.patterns if not pattern.startswith("^"))
        found = (_compiled(pattern).match(text) for pattern in words)
        return max((hit for hit in found if hit), key=lambda hit: len(hit[0]), default=None)


class _Hit(NamedTuple):
    """A piece, where a text names it, and whether by its number."""

    piece_id: str
    start: int
    stop: int
    is_numbered: bool


def told(filename: str, pieces: Mapping[str, Piece]) -> tuple[str, ...]:
    """The ids of the pieces that a file's name tells, in the order of the region file: several where it names several.

    A numbered match (« annexe 3 ») is more specific than a bare word (« dossier »), a longer one than a shorter one;
    between equals the first of the file wins. A name that tells none is read with its folders, the nearest first:
    what they number counts, since a folder « dossier » holds all sorts of files.
    """
    *folders, name = parts(filename)
    own = _told(name, pieces)
    if own or not folders:
        return own
    inside = (
        _told(f"{folder} {name}", pieces) for folder in reversed(folders) if _numbered(f"{folder} {name}", pieces)
    )
    return next(inside, ())


def headed(text: str, pieces: Mapping[str, Piece]) -> str | None:
    """The id of the piece that a heading is that of, or None: one of its lines begins with it. What a sentence only
    mentions (« joindre l'annexe 1 ») is no heading, and several numbered pieces are a list of them."""
    lines = [re.sub(r"^\W+", "", spelled_out(line)) for line in _LINE.split(text)]
    found = list(dict.fromkeys(hit for line in lines if (hit := _begun(line, pieces))))
    numbered = [hit.piece_id for hit in found if hit.is_numbered]
    bare = [hit.piece_id for hit in found if not hit.is_numbered]
    if len(set(numbered)) == 1:
        return numbered[0]
    return bare[0] if bare else None


_LINE = re.compile(r"[\n\r|•–—]+|\.\s+|\s-\s")


def _begun(line: str, pieces: Mapping[str, Piece]) -> _Hit | None:
    return next((_hit(piece_id, hit) for piece_id, piece in pieces.items() if (hit := piece.begins(line))), None)


def _told(name: str, pieces: Mapping[str, Piece]) -> tuple[str, ...]:
    hits = _hits(name, pieces)
    numbered = [hit.piece_id for hit in hits if hit.is_numbered]
    if len(numbered) > 1:
        return tuple(hit.piece_id for hit in hits)
    if numbered:
        return tuple(numbered)
    best = max(hits, key=lambda hit: hit.stop - hit.start, default=None)
    return (best.piece_id,) if best else ()


def _numbered(name: str, pieces: Mapping[str, Piece]) -> bool:
    return any(hit.is_numbered for hit in _hits(name, pieces))


def _hits(text: str, pieces: Mapping[str, Piece]) -> list[_Hit]:
    """What a text names, but for what is only a part of a longer match, or the same as that of a former piece."""
    found: list[_Hit] = []
    hits = [_hit(piece_id, match) for piece_id, piece in pieces.items() if (match := piece.find(text))]
    for hit in sorted(hits, key=lambda hit: hit.start - hit.stop):
        if not any(longer.start <= hit.start and hit.stop <= longer.stop for longer in found):
            found.append(hit)
    return sorted(found, key=hits.index)


def _hit(piece_id: str, found: re.Match[str]) -> _Hit:
    return _Hit(piece_id, *found.span(), any(map(str.isdigit, found[0])))
