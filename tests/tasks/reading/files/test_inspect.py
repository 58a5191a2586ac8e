"""What a file is and what is wrong with it, told by its content."""

from datetime import date
from io import BytesIO

import pytest
import typst
from openpyxl import Workbook

from models.intake.words import Trouble
from models.region.file import load_region
from notifications.documents.application_form import application_form
from tasks.reading.files.inspect import Look
from tests.factories import REGION
from tests.tasks.reading.files import samples
from tests.tasks.reading.files.samples import (
    SMALL,
    docx,
    locked_pdf,
    looked,
    ole,
    ooxml,
    open_document,
    pdf,
    xlsx,
    zipped,
)

MACRO_BOOK = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
ENCRYPTED_ODF = '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'

SOUND = {
    "a PDF": (pdf("Annexe 1"), "pdf"),
    "a PDF after some junk": (b"\r\n\r\n" + pdf("Annexe 1"), "pdf"),
    "a PDF that only its owner may change": (locked_pdf(password=""), "pdf"),
    "a Word file": (docx("<w:p/>"), "docx"),
    "an Excel file": (xlsx(), "xlsx"),
    "an OpenDocument text": (open_document(), "odt"),
    "an OpenDocument spreadsheet": (open_document("spreadsheet"), "ods"),
    "an OpenDocument text with an empty library": (
        open_document(parts={"Basic/Standard/script-lb.xml": b"<l/>"}),
        "odt",
    ),
}

PROGRAMS = {
    "Windows": b"MZ\x90\0" + bytes(60),
    "Linux": b"\x7fELF\2\1\1" + bytes(60),
    "Apple": b"\xcf\xfa\xed\xfe" + bytes(60),
    "Java class": b"\xca\xfe\xba\xbe\0\0\0\x34",
    "shell script": b"#!/bin/sh\necho",
    "batch file": b"@echo off\r\n",
    "shortcut": b"L\0\0\0\x01\x14\x02\0" + bytes(60),
    "registry": b"Windows Registry Editor Version 5.00\r\n",
    "page with a script": b"<!DOCTYPE html><html><script>x</script></html>",
    "picture with a script": b"<?xml version='1.0'?>\n<!-- x -->\n<svg><script/></svg>",
    "Java archive": zipped({"META-INF/MANIFEST.MF": "x", "a.class": b"\xca\xfe\xba\xbe"}),
    "Word file with macros": docx(parts={"word/vbaProject.bin": b"x"}),
    "Excel file with macros": ooxml(MACRO_BOOK, "xl/workbook.xml", "<workbook/>"),
    "OpenDocument text with macros": open_document(parts={"Basic/Standard/Module1.xml": b"<m/>"}),
    "old Word file with macros": ole("WordDocument", "_VBA_PROJECT"),
    "Windows installer": ole("x") + b"\x84\x10\x0c" + bytes(5) + b"\xc0" + bytes(6) + b"F",
}

OTHERS = {
    "jpg": b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(60),
    "png": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "rar": b"Rar!\x1a\x07\0" + bytes(60),
    "7z": b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "gz": b"\x1f\x8b\x08" + bytes(60),
    "tar": b"annexe.pdf".ljust(257, b"\0") + b"ustar\x0000" + bytes(248) + pdf(),
    "doc": ole("WordDocument"),
    "xls": ole("Workbook"),
    "msg": ole("__properties_version1.0"),
    "rtf": b"{\\rtf1 Annexe}",
    "txt": "Annexe : à suivre".encode(),
    "html": b"<HTML><body>x</body></HTML>",
    "svg": b"<svg xmlns='x'/>",
    "odp": open_document("presentation"),
    "epub": zipped({"mimetype": "application/epub+zip"}),
}

ENCRYPTED = {
    "a PDF": (locked_pdf(password="sésame"), "pdf"),
    "a Word file": (ole("EncryptionInfo", "EncryptedPackage"), None),
    "an OpenDocument text": (open_document(manifest=ENCRYPTED_ODF), "odt"),
    "an archive": (samples.encrypted(zipped({"annexe 1.pdf": pdf()})), "zip"),
}

CORRUPTED = {
    "a PDF that ends too soon": (pdf("Annexe 1")[:60], "pdf"),
    "a PDF without a page": (pdf().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[]/Count 0     "), "pdf"),
    "a Word file without its document": (docx().replace(b"word/document.xml", b"word/documens.xml"), "docx"),
    "a Word file whose document is no XML": (docx("<w:p>"), "docx"),
    "a Word file that declares entities": (samples.bomb_docx(), "docx"),
    "a Word file without its types": (zipped({"_rels/.rels": "<r/>", "word/document.xml": "<d/>"}), None),
    "an OpenDocument text that ends too soon": (open_document()[:-30], "zip"),
    "a Word file of which a part is damaged": (samples.damaged(docx(parts={"word/media": b"x" * 500})), "docx"),
    "an archive without its list": (zipped({"annexe 1.pdf": pdf()})[:200], "zip"),
}


@pytest.mark.parametrize("case", SOUND)
def test_a_sound_file_is_taken_whatever_its_name(case: str) -> None:
    """Its content tells what it is."""
    content, format_ = SOUND[case]

    assert looked(content, "annexe 1.exe") == Look(format_, None)


def test_what_programs_write_is_sound() -> None:
    """A form of ours, a spreadsheet and a typeset page, whole."""
    form = application_form(load_region(REGION), year=2026, last_day=date(2026, 4, 30))
    sheet = BytesIO()
    Workbook().save(sheet)

    found = [looked(content) for content in (form, sheet.getvalue(), typst.compile(b"= Dossier"))]

    assert found == [Look("docx", None), Look("xlsx", None), Look("pdf", None)]


@pytest.mark.parametrize("case", PROGRAMS)
def test_a_program_is_refused_whatever_its_name(case: str) -> None:
    """Neither does a name make it a document."""
    assert looked(PROGRAMS[case]) == Look(None, Trouble.executable)


@pytest.mark.parametrize("name", ["x.js", "x.VBS", "x.pdf.ps1", "x.bat "])
def test_a_text_that_a_system_would_start_is_a_program(name: str) -> None:
    """Such programs are texts like others except for their name."""
    assert looked(b"var x = 1", name) == Look(None, Trouble.executable)


@pytest.mark.parametrize("format_", OTHERS)
def test_another_format_is_refused_by_its_own_name(format_: str) -> None:
    """What no piece takes is told to its sender for what it is."""
    assert looked(OTHERS[format_]) == Look(format_, Trouble.wrong_format)


@pytest.mark.parametrize("content", [bytes(1_000), bytes(range(256))])
def test_what_nobody_knows_is_refused(content: bytes) -> None:
    """It has no format; one that calls itself a program is taken at its word."""
    assert looked(content) == Look(None, Trouble.wrong_format)
    assert looked(content, "x.scr") == Look(None, Trouble.executable)


def test_a_rare_format_is_told_where_the_name_says_the_same() -> None:
    """Few octets tell it: they are not enough by themselves."""
    drawing = b"8BPS\0\1" + bytes(100)

    assert [looked(drawing, name).format for name in ("logo.psd", "logo.pdf")] == ["psd", None]


def test_a_format_that_a_piece_takes_is_taken() -> None:
    """The region file decides, for pictures and old formats as well."""
    limits = SMALL._replace(formats=frozenset({"jpg", "doc"}))

    assert [looked(OTHERS[format_], limits=limits) for format_ in ("jpg", "doc")] == [
        Look("jpg", None),
        Look("doc", None),
    ]


@pytest.mark.parametrize("case", ENCRYPTED)
def test_what_asks_for_a_password_is_refused(case: str) -> None:
    """Nobody could read it."""
    content, format_ = ENCRYPTED[case]

    assert looked(content) == Look(format_, Trouble.encrypted)


@pytest.mark.parametrize("case", CORRUPTED)
def test_a_damaged_file_is_refused(case: str) -> None:
    """It was cut or altered on its way, or never was what it claims."""
    content, format_ = CORRUPTED[case]

    assert looked(content) == Look(format_, Trouble.corrupted)


def test_an_empty_file_is_refused() -> None:
    """It holds nothing to look at."""
    assert looked(b"") == Look(None, Trouble.empty)


def test_a_file_beyond_its_size_is_refused() -> None:
    """One octet too many is too many."""
    content = pdf()

    at, beyond = (looked(content, limits=SMALL._replace(max_bytes=len(content) - less)) for less in (0, 1))

    assert (at, beyond) == (Look("pdf", None), Look("pdf", Trouble.too_large))


def test_a_file_beyond_any_archive_is_not_even_opened() -> None:
    """What is larger than all that may come out of an archive is refused by its size alone."""
    assert looked(bytes(4_000_001), limits=SMALL) == Look(None, Trouble.too_large)


def test_a_document_that_unpacks_without_end_is_not_examined() -> None:
    """A Word file is a zip file: it has the bounds of one."""
    assert looked(docx(parts={"word/media": bytes(5_000_000)}), limits=SMALL) == Look("docx", Trouble.unreadable)
