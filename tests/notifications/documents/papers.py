"""What the tests of documents share: the fictional documents of the shipped region, and PDFs read back."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from models.region.file import load_region
from notifications.samples.documents import agenda, certificate, minutes
from tests.factories import typed

REGION = load_region("auvergne-rhone-alpes")
AGENDA, MINUTES, CERTIFICATE = agenda(REGION), minutes(REGION), certificate(REGION)


class Paper(NamedTuple):
    """A PDF as its readers have it: its title, what each page says on one line, its tags in order, where its bookmarks
    lead. `root` is its catalogue."""

    reader: PdfReader
    root: Any
    title: str
    pages: list[str]
    tags: list[str]
    bookmarks: list[tuple[str, int]]

    @property
    def text(self) -> str:
        """What all the pages say."""
        return " ".join(self.pages)


def read(pdf: bytes) -> Paper:
    """Return a PDF read back; unbreakable spaces and curved apostrophes are told as they are typed."""
    reader = PdfReader(BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    pages = [typed(page.extract_text()) for page in reader.pages]
    title = str(reader.metadata.title) if reader.metadata else ""
    return Paper(
        reader, root, title, pages, list(_tags(root["/StructTreeRoot"]["/K"])), list(_bookmarks(reader, reader.outline))
    )


def printed_lines(pdf: bytes) -> str:
    """Return the lines of a PDF in the signs that it is printed with."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def _tags(node: Any) -> Iterator[str]:  # noqa: ANN401  pypdf's untyped tree
    node = node.get_object()
    if isinstance(node, ArrayObject):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, DictionaryObject) and "/S" in node:
        yield str(node["/S"]).removeprefix("/")
        yield from _tags(node["/K"]) if "/K" in node else ()


def _bookmarks(reader: PdfReader, entries: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401  a list of lists
    for entry in entries:
        if isinstance(entry, list):
            yield from _bookmarks(reader, entry)
        else:
            yield typed(str(entry.title)), (reader.get_destination_page_number(entry) or 0) + 1
