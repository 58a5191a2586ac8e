"""What a document says: its text, and the fields of our own form by their tags."""

from collections.abc import Mapping
from typing import NamedTuple

from tasks.reading.files.contents import tell
from tasks.reading.sandbox.process import NotDone, apart


class Document(NamedTuple):
    """The text of a document, cut, and what was filled into the fields of our own form, by tag."""

    text: str
    fields: Mapping[str, str]


def read_document(content: bytes, format: str) -> Document:  # noqa: A002  the word that Look uses
    """Read a document of a format that `look` told; an empty one where it cannot be read. Nothing makes this raise."""
    try:
        text, fields = apart(tell, content, format)
    except NotDone:
        return Document("", {})
    return Document(text, fields)
