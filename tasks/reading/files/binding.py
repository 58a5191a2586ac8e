"""PDF files bound into one, in the process apart: pages alone, without what starts by itself or lies hidden in them."""

from collections.abc import Sequence
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

_SEEN = frozenset(
    NameObject(f"/{name}")
    for name in (
        *("Widget", "Stamp", "FreeText", "Text", "Highlight", "Underline", "StrikeOut", "Squiggly"),
        *("Ink", "Line", "Square", "Circle", "Polygon", "PolyLine", "Caret"),
    )
)
"""What lies on a page and is only looked at: neither links, nor sounds, nor files."""

_STARTS = ("/A", "/AA")
"""What a page, or what lies on it, does when it is opened or clicked."""


def renewed(content: bytes) -> tuple[int, bytes] | None:
    """Return how many pages a PDF has, and those pages as a new one: no script, no link, no file in it. None for a PDF
    that cannot be read, asks for a password or has no page."""
    try:
        return _renewed(PdfReader(BytesIO(content)))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a damaged file makes the library stumble in many ways
        return None


def _renewed(reader: PdfReader) -> tuple[int, bytes] | None:
    if reader.is_encrypted and not reader.decrypt(""):
        return None
    writer = PdfWriter()
    for page in reader.pages:
        _calm(writer.add_page(page))
    return (len(writer.pages), _written(writer)) if writer.pages else None


def _calm(page: DictionaryObject) -> None:
    for name in _STARTS:
        page.pop(name, None)
    kept = ArrayObject()
    for said in page.get("/Annots", ArrayObject()).get_object() or ():
        on_page = said.get_object()
        if isinstance(on_page, DictionaryObject) and on_page.get("/Subtype") in _SEEN:
            for name in _STARTS:
                on_page.pop(name, None)
            kept.append(said)
    page[NameObject("/Annots")] = kept


def bound(cover: bytes, parts: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a cover and the parts that follow it as one PDF, with a bookmark of its title at each."""
    writer = PdfWriter(clone_from=BytesIO(cover))
    # The whole is no more what the cover alone says that it is: accessible from its first page to its last.
    writer.root_object.pop("/Metadata", None)
    for title, part in parts:
        writer.append(BytesIO(part), outline_item=title, import_outline=False)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    held = BytesIO()
    writer.write(held)
    return held.getvalue()
