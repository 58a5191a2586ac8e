"""What a document says: its text, and the fields of our own form by their tags."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tasks.reading.files.contents import read_contents
from tasks.reading.sandbox.process import NotDone, run_in_sandbox

READABLE = frozenset({"pdf", "docx", "odt"})
"""The formats of documents whose words are read."""


class Document(NamedTuple):
    """The text of a document, cut, what was filled into the fields of our own form, by tag, and how its bookmarks and
    pages begin."""

    text: str
    fields: Mapping[str, str]
    starts: Sequence[str] = ()


def read_document(content: bytes, format: str) -> Document:  # noqa: A002  the word that Look uses
    """Read a document of a format that `look` told; an empty one where it cannot be read. Nothing makes this raise."""
    try:
        text, fields, starts = run_in_sandbox(read_contents, content, format)
    except NotDone:
        return Document("", {})
    return Document(text, fields, tuple(starts))
