"""Office files that are zip files: which they are, by what they hold, and whether they are sound."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from zipfile import ZipFile

from models.intake.words import Trouble
from tasks.reading.files import xml_stream
from tasks.reading.files.archives import Budget, Corrupted, TooMuch, encrypted, unpacked
from tasks.reading.files.formats import EXECUTABLE

_TYPES, _MANIFEST, _MIME = "[Content_Types].xml", "META-INF/manifest.xml", "mimetype"
_SMALL = 5_000_000  # octets of a part that only says what the others are

_OOXML = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    f"{_OOXML}wordprocessingml.document.main+xml": "docx",
    f"{_OOXML}wordprocessingml.template.main+xml": "dotx",
    f"{_OOXML}spreadsheetml.sheet.main+xml": "xlsx",
    f"{_OOXML}spreadsheetml.template.main+xml": "xltx",
    f"{_OOXML}presentationml.presentation.main+xml": "pptx",
    f"{_OOXML}presentationml.slideshow.main+xml": "ppsx",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_OPEN_KINDS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg"}

_MACROS = re.compile(
    r"(?:^|/)vbaProject\.bin$|^xl/macrosheets/.|^Scripts/.|^Basic/[^/]+/(?!script-l[bc]\.xml$).", re.IGNORECASE
)
"""Where macros lie. LibreOffice lists its empty libraries too (script-lb.xml, script-lc.xml)."""


class Office(NamedTuple):
    """What a zip file is, and its main part; no format where it claims to be a document and does not say which."""

    format: str | None
    main: str


class _Types:
    """Follows [Content_Types].xml: the first part that is a document's main one, and any that holds macros."""

    def __init__(self) -> None:
        self.found = Office(None, "")

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        kind, part = attributes.get("ContentType", ""), attributes.get("PartName", "").lstrip("/")
        if "macroenabled" in kind.lower():
            self.found = Office(EXECUTABLE, part)
            raise xml_stream.Enough
        if name.endswith(" Override") and kind in _KINDS and self.found.format is None:
            self.found = Office(_KINDS[kind], part)

    def end(self, name: str) -> None:
        """Nothing follows from it."""

    def data(self, text: str) -> None:
        """It holds no text."""


class _Encryption(_Types):
    """Follows an OpenDocument manifest: whether a part is encrypted (OpenDocument 1.3, part 2, 3.4)."""

    encrypted = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:  # noqa: ARG002  the parser's own signature
        if name.endswith(" encryption-data"):
            self.encrypted = True
            raise xml_stream.Enough


def told_office(archive: ZipFile) -> Office | None:
    """Tell documents and programs among zip files; None for what is only an archive."""
    names = archive.namelist()
    office = _claimed(archive, set(names))
    return Office(EXECUTABLE, "") if office and any(map(_MACROS.search, names)) else office


def _claimed(archive: ZipFile, names: set[str]) -> Office | None:
    if _TYPES in names:
        return _types(archive)
    if _MIME in names:
        return _open_document(archive)
    if "_rels/.rels" in names:
        return Office(None, "")
    return Office(EXECUTABLE, "") if names & {"META-INF/MANIFEST.MF", "classes.dex"} else None


def _types(archive: ZipFile) -> Office:
    types = _Types()
    try:
        xml_stream.follow(_part(archive, _TYPES), types)
    except (xml_stream.Unsound, Corrupted, TooMuch):
        return Office(None, "")
    return types.found


def _open_document(archive: ZipFile) -> Office | None:
    try:
        mime = b"".join(_part(archive, _MIME)).decode("ascii", "replace").strip()
    except (Corrupted, TooMuch):
        return Office(None, "")
    if not mime.startswith(_OPEN_DOCUMENT):
        return Office("epub", "") if mime == "application/epub+zip" else None
    kind = mime.removeprefix(_OPEN_DOCUMENT)
    return Office(_OPEN_KINDS.get(kind, kind), "content.xml")


def _part(archive: ZipFile, name: str) -> Iterator[bytes]:
    return unpacked(archive, archive.getinfo(name), Budget(files=0, octets=_SMALL))


def wrong_office(archive: ZipFile, main: str, *, octets: int) -> Trouble | None:
    """Tell what is wrong with a document: whether it asks for a password, whether all of it comes out, within so many
    octets, and its main part is XML."""
    try:
        if any(map(encrypted, archive.infolist())) or _encrypted_parts(archive):
            return Trouble.encrypted
        budget = Budget(files=0, octets=octets)
        for info in archive.infolist():
            for _ in unpacked(archive, info, budget):
                pass
        xml_stream.follow(unpacked(archive, archive.getinfo(main), Budget(files=0, octets=octets)))
    except TooMuch:
        return Trouble.unreadable
    except (Corrupted, xml_stream.Unsound, KeyError):
        return Trouble.corrupted
    return None


def _encrypted_parts(archive: ZipFile) -> bool:
    encryption = _Encryption()
    if _MANIFEST in archive.namelist():
        xml_stream.follow(_part(archive, _MANIFEST), encryption)
    return encryption.encrypted


def is_iwork(archive: ZipFile) -> bool:
    """Return True if an archive is a document of Pages, Numbers or Keynote: nothing else opens it."""
    return any(
        name == "Index.zip" or (name.startswith("Index/") and name.endswith(".iwa")) for name in archive.namelist()
    )
