"""What was filled into our own form: by the tags of its controls and, where a conversion lost them, by its words."""

import re
from collections.abc import Iterator
from itertools import pairwise

from notifications.documents.application_form import GROUPS, MODEL, PIECES
from tasks.reading.files.documents import Document
from tasks.reading.mail.text import clean

LENGTH = 200
"""How long an answer may be."""

_MODEL = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}/[0-9]{4}")
_MODEL_LINE = re.compile(rf"{MODEL.label} : ({_MODEL.pattern})(?!\S)")
_PAGE = re.compile(r"\bPage \d{1,3} sur \d{1,3}\b")
_TAGS = frozenset(field.tag for fields in GROUPS.values() for field in fields)

_WORD_INVITES = ("Choisissez un élément.", "Cliquez ou appuyez ici pour entrer du texte.")
_INVITATIONS = frozenset({*(field.placeholder for fields in GROUPS.values() for field in fields), *_WORD_INVITES})
"""What stands in a control until something is written: our words, or Word's own once it was emptied."""


def _landmarks() -> Iterator[tuple[str, str]]:
    """Yield what always stands in the form, in its order; with a tag, what its answer follows."""
    for heading, fields in GROUPS.items():
        yield "", heading
        for field in fields:
            yield "", field.hint
            yield field.tag, f"{field.label} :"
    yield "", PIECES


_LANDMARKS = tuple(_landmarks())


def written_answer(text: str) -> str:
    """Return what somebody wrote, on one line; nothing for an invitation to write, or signs that say nothing."""
    said = clean(text, LENGTH)
    return "" if straight(said) in _INVITATIONS or not any(map(str.isalnum, said)) else said


def filled_form(document: Document) -> dict[str, str]:
    """Return what was filled into our form, by tag, with its model; nothing where a document is no form of ours."""
    text = unpaged(document)
    model = document.fields.get(MODEL.tag, "")
    if not _MODEL.fullmatch(model):
        line = _MODEL_LINE.search(straight(text))
        model = line[1] if line else ""
    if not model:
        return {}
    filled = dict(_between(text)) | {tag: value for tag, value in document.fields.items() if tag in _TAGS}
    return {tag: said for tag, value in filled.items() if (said := written_answer(value))} | {MODEL.tag: model}


def unpaged(document: Document) -> str:
    """Return what a document says on one line, without the numbers of its pages."""
    return " ".join(_PAGE.sub("", " ".join(document.text.split())).split())


def _between(text: str) -> Iterator[tuple[str, str]]:
    """Yield the answers: what stands between the landmarks before and after each."""
    plain, place = straight(text), 0
    for (tag, before), (_, after) in pairwise(_LANDMARKS):
        start = plain.find(before, place) if tag else -1
        end = plain.find(after, start) if start >= 0 else -1
        if end >= 0:
            yield tag, text[start + len(before) : end]
            place = end


def straight(text: str) -> str:
    """Return a text with straight apostrophes, sign for sign."""
    return text.replace("’", "'")
