"""Files as applicants and hostile senders make them: each sound, or wrong in one way."""

import random
import struct
from collections.abc import Mapping
from io import BytesIO
from itertools import chain
from types import MappingProxyType
from warnings import catch_warnings
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from pypdf import PdfWriter

from models.region.policies.procedure import Archives
from tasks.reading.files.antivirus import Scanner
from tasks.reading.files.inspect import Limits, Look, inspect_file
from tasks.reading.mail.mail import Attachment

FORMATS = frozenset({"pdf", "docx", "odt", "xlsx", "ods"})
LIMITS = Limits(20_000_000, Archives(), FORMATS)
SMALL = Limits(2_000_000, Archives(files=10, max_mb=4, depth=2, ratio=100), FORMATS)
"""Bounds that a test reaches in no time."""

NONE: Mapping[str, bytes] = MappingProxyType({})
_OOXML = "application/vnd.openxmlformats-officedocument"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OPEN = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = (
    f'xmlns:office="{_OPEN}:office:1.0" xmlns:text="{_OPEN}:text:1.0" '
    'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)


def looked(
    content: bytes, name: str = "annexe 1.pdf", *, limits: Limits = LIMITS, scanner: Scanner | None = None
) -> Look:
    """Look at a file."""
    return inspect_file(Attachment.of(name, content), limits, scanner=scanner)


def pdf(*lines: str, **fields: str) -> bytes:
    """Return a PDF of a page, with lines of text and filled fields."""
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 14 TL 50 700 Td {shown} ET"
    kids = " ".join(f"{number} 0 R" for number in range(6, 6 + len(fields)))
    return _pdf_of(
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{kids}]>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        *(f"<</FT/Tx/T({name})/V({value})>>" for name, value in fields.items()),
    )


def bound(*pages: str, is_outline: bool = False) -> bytes:
    """Return a PDF of some pages, each with a line of text, or with a bookmark that says it."""
    whole, held = PdfWriter(), BytesIO()
    for number, said in enumerate(pages):
        whole.append(BytesIO(pdf("" if is_outline else said)))
        if is_outline:
            whole.add_outline_item(said, number)
    whole.write(held)
    return held.getvalue()


def _pdf_of(*objects: str) -> bytes:
    body, places = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, written in enumerate(objects, 1):
        places += f"{len(body):010} 00000 n \n".encode()
        body += f"{number} 0 obj{written} endobj\n".encode("latin-1")
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    return body + f"xref\n0 {size}\n".encode() + places + end.encode()


def locked_pdf(*, password: str) -> bytes:
    """Return a PDF that only its owner may change; an empty password opens it."""
    writer = PdfWriter(clone_from=BytesIO(pdf("Organisme : CIO")))
    writer.encrypt(password, "propriétaire", algorithm="AES-256")
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def zipped(*files: Mapping[str, bytes | str]) -> bytes:
    """Return a zip file, in which names that end with a stroke are folders; the same name may come again."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive, catch_warnings(action="ignore"):
        for name, content in chain.from_iterable(some.items() for some in files):
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)  # a day of its own: the same octets again
    return packed.getvalue()


def encrypted(archive: bytes) -> bytes:
    """Return a zip file whose files all say that they ask for a password."""
    octets = bytearray(archive)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = octets.find(mark)
        while at >= 0:
            octets[at + place] |= 1
            at = octets.find(mark, at + 4)
    return bytes(octets)


def ooxml(kind: str, main: str, content: str, parts: Mapping[str, bytes] = NONE) -> bytes:
    """Return an Office file of a kind, with its main part, and others."""
    types = f'<Types xmlns="x"><Override PartName="/{main}" ContentType="{kind}"/></Types>'
    return zipped({"[Content_Types].xml": types, "_rels/.rels": "<r/>", main: content, **parts})


def docx(body: str = "", parts: Mapping[str, bytes] = NONE) -> bytes:
    """Return a DOCX of the inside of its body; `parts` are others than its document."""
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return ooxml(f"{_OOXML}.wordprocessingml.document.main+xml", "word/document.xml", document, parts)


def xlsx() -> bytes:
    """Return an empty XLSX."""
    return ooxml(f"{_OOXML}.spreadsheetml.sheet.main+xml", "xl/workbook.xml", "<workbook/>")


def open_document(
    kind: str = "text", body: str = "", manifest: str = "<m/>", parts: Mapping[str, bytes] = NONE
) -> bytes:
    """Return an OpenDocument file of a kind, of the inside of its body."""
    content = f"<office:document-content {_SPACES}><office:body>{body}</office:body></office:document-content>"
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({"mimetype": mime, "META-INF/manifest.xml": manifest, "content.xml": content, **parts})


def ole(*streams: str) -> bytes:
    """Return what an OLE file with such streams begins with: a header, and its directory."""
    names = [f"{name}\0".encode("utf-16-le") for name in streams]
    entries = [name.ljust(64, b"\0") + len(name).to_bytes(2, "little") + bytes(62) for name in names]
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + b"".join(entries)


def bomb_docx() -> bytes:
    """Return a DOCX whose document says « billion laughs »."""
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    document = f'<!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e9;</d>'
    return ooxml(f"{_OOXML}.wordprocessingml.document.main+xml", "word/document.xml", document)


def damaged(archive: bytes) -> bytes:
    """Return a zip file in which the checksum of the last file is wrong."""
    at = archive.rindex(b"PK\x01\x02") + 16
    return archive[:at] + bytes(octet ^ 255 for octet in archive[at : at + 4]) + archive[at + 4 :]


def noise(size: int) -> bytes:
    """Return octets that do not compress, always the same."""
    return random.Random(size).randbytes(size)  # noqa: S311  nobody guesses it


def nested(content: bytes, depth: int, *, copies: int = 1) -> bytes:
    """Return a file in so many archives, one in the other, each holding some copies of the one before."""
    for level in range(depth):
        ending = "zip" if level else "pdf"
        content = zipped({f"{number}.{ending}": content for number in range(copies)})
    return content


def overlapping(content: bytes, *, times: int) -> bytes:
    """Return a zip file that lists the only content that it holds again and again (Fifield, 2019)."""
    archive = zipped({"a.pdf": content})
    start, end = archive.rindex(b"PK\x01\x02"), archive.rindex(b"PK\x05\x06")
    listed = archive[start:end] * times
    places = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, len(listed), start, 0)
    return archive[:start] + listed + places
