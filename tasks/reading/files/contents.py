"""What a document says, told in the process apart. Only plain values go in and come out, as `apart` wants."""

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from time import process_time
from typing import Any, TypeVar

from pypdf import PdfReader

from tasks.reading.files import xml_stream
from tasks.reading.files.archives import Budget, open_zip, unpacked
from tasks.reading.files.markup import OpenDocument, WordDocument, Written
from tasks.reading.files.office import told_office
from tasks.reading.mail.text import clean

T = TypeVar("T")

_TEXT_LENGTH = 200_000
_FIELD_LENGTH, _FIELDS = 500, 200
_PAGES, _SECONDS = 50, 3  # of a PDF, and of the processor: what comes first says who it is
_UNPACKED = 50_000_000  # octets of a document's main part

_START, _BOOKMARKS = 300, 200  # signs of a page, and entries of an outline

Fields = Iterable[tuple[str, str]]
Told = tuple[str, dict[str, str], list[str]]


def read_contents(content: bytes, kind: str) -> Told:
    """Return the text of a document, cut, what was filled into its fields, by tag, and how its bookmarks and pages
    begin; nothing where it cannot be read."""
    nothing: tuple[str, Fields, list[str]] = ("", (), [])
    text, fields, starts = _attempted(lambda: _pdf(content) if kind == "pdf" else _office(content, kind), nothing)
    return text, {clean(tag, _FIELD_LENGTH): value for tag, value in _filled(fields)}, starts


def _attempted(read: Callable[[], T], otherwise: T) -> T:
    try:
        return read()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  a damaged file makes the libraries stumble in many ways
        return otherwise


def _filled(fields: Fields) -> Iterator[tuple[str, str]]:
    cleaned = ((tag, clean(value, _FIELD_LENGTH)) for tag, value in list(fields)[:_FIELDS])
    return ((tag, value) for tag, value in cleaned if value)


def _pdf(content: bytes) -> tuple[str, Fields, list[str]]:
    reader = PdfReader(BytesIO(content))
    no_starts: list[str] = []
    pages = list(_pages(reader))
    starts = _attempted(lambda: _bookmarks(reader), no_starts) + [page[:_START] for page in pages]
    return "\n".join(pages)[:_TEXT_LENGTH], _attempted(lambda: _fields(reader), []), starts


def _bookmarks(reader: PdfReader) -> list[str]:
    """Return the titles of a PDF's outline, those of its outermost levels first."""
    waiting: list[Any] = [reader.outline]
    found: list[str] = []
    while waiting and len(found) < _BOOKMARKS:
        for entry in waiting.pop(0)[:_BOOKMARKS]:
            if isinstance(entry, list):
                waiting.append(entry)
            else:
                found.append(clean(str(entry.title), _START))
    return found


def _pages(reader: PdfReader) -> Iterator[str]:
    length, end = 0, process_time() + _SECONDS
    for page in reader.pages[:_PAGES]:
        text = _attempted(page.extract_text, "")
        yield text
        length += len(text)
        if length > _TEXT_LENGTH or process_time() > end:
            return


def _fields(reader: PdfReader) -> list[tuple[str, str]]:
    """Return the filled fields of a form. A field's name is a path; a box that is not ticked is « Off »."""
    fields = (reader.get_fields() or {}).items()
    return [
        (name.rpartition(".")[2], field.value.removeprefix("/"))
        for name, field in fields
        if isinstance(field.value, str) and field.value != "/Off"
    ]


def _office(content: bytes, kind: str) -> tuple[str, Fields, list[str]]:
    followers: dict[str, type[Written]] = {"docx": WordDocument, "odt": OpenDocument}
    if kind not in followers:
        return "", (), []
    written = followers[kind](_TEXT_LENGTH)
    with open_zip(content) as archive:
        office = told_office(archive)
        if office and office.format == kind:
            main = unpacked(archive, archive.getinfo(office.main), Budget(files=0, octets=_UNPACKED))
            xml_stream.follow(main, written)
    return written.text, written.fields.items(), []
