"""On which version of a form a file was filled in: our own says it, the Région's are known by their octets or words,
and others by the year that their heading prints."""

import re
from collections.abc import Collection
from typing import NamedTuple

from models.region.file_names import fold
from tasks.intake.identity.form_text import filled_form
from tasks.intake.published.traces import Traced, version_among
from tasks.reading.files.documents import Document

HEADING = 300
"""How much of a document is held to be its heading."""

_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_OF_A_CALL = re.compile(
    r"\b(?:session|campagne|appel a candidatures?|(?:dossier|formulaire) de candidature(?: (?:au )?spro)?)"
    r"[ :,–-]{1,3}(?:(?:de|pour) )?(?:l ?annee )?(20\d\d)\b"
)
"""How a form says for which year it was made."""


class FormVersion(NamedTuple):
    """A version of a form, as it calls itself, and the year of the session that it was made for."""

    version: str
    year: int


def version_of(
    piece_id: str | None, digest: str, document: Document | None, known: Collection[Traced]
) -> FormVersion | None:
    """Return on which version of its form a file is; None where nothing tells it."""
    of_piece = [one for one in known if one.piece_id == piece_id]
    blank = next((one for one in reversed(of_piece) if one.digest == digest), None)
    if blank or document is None:
        return FormVersion(blank.version, blank.year) if blank else None
    if model := filled_form(document).get("model"):
        return FormVersion(model, int(model.rpartition("/")[2]))
    if given := version_among(document.text, of_piece):
        return FormVersion(given.version, given.year)
    return None if of_piece else _printed(document.text[:HEADING])


def _printed(heading: str) -> FormVersion | None:
    """Return the version that a heading prints, where it names one year alone: a letter has its date besides."""
    words = fold(heading).lower()
    said, years = _OF_A_CALL.search(words), set(_YEAR.findall(words))
    return FormVersion(f"session {said[1]}", int(said[1])) if said and len(years) == 1 else None
