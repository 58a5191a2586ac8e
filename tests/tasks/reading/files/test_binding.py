"""PDFs bound into one: pages are seen as they were, and nothing in them starts by itself."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from tasks.reading.files.binding import bound, renewed
from tests.tasks.reading.files.samples import pdf

SCRIPT = DictionaryObject({NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("alert")})


def armed() -> bytes:
    """Return a PDF with a script for its opening, one for its page, a link, a file in it, and a remark."""
    writer = PdfWriter(clone_from=BytesIO(pdf("Statuts")))
    writer.root_object[NameObject("/OpenAction")] = SCRIPT
    writer.add_attachment("outil.exe", b"MZ")
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): SCRIPT})
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://ailleurs.example"))
    remark: Any = writer.add_annotation(0, FreeText(text="Lu", rect=(0, 0, 50, 20)))
    remark[NameObject("/A")] = SCRIPT
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


def test_only_what_is_seen_is_kept() -> None:
    """The page and the remark on it."""
    assert b"alert" in armed()

    took = renewed(armed())

    assert took is not None
    number, made = took
    page: Any = PdfReader(BytesIO(made)).pages[0]
    assert (number, page.extract_text().strip()) == (1, "Statuts")
    assert [one.get_object()["/Subtype"] for one in page["/Annots"]] == ["/FreeText"]
    left = (b"alert", b"ailleurs.example", b"outil.exe", b"/AA", b"/JavaScript")
    assert [word for word in left if word in made] == []


def test_each_part_has_its_bookmark() -> None:
    """With the accents of its title, at its first page."""
    two = renewed(pdf("Deux"))
    assert two is not None

    made = PdfReader(BytesIO(bound(pdf("Un"), [("Pièce n° 2", two[1]), ("Pièce n° 3", two[1])])))

    outline: Any = made.outline
    assert [(one.title, made.get_destination_page_number(one)) for one in outline] == [
        ("Pièce n° 2", 1),
        ("Pièce n° 3", 2),
    ]
