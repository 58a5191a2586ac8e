"""What a file is, told by its octets. Its name never makes it more than it is; it may make a text a program."""

import re

import puremagic

EXECUTABLE = "executable"
OLE = "ole"
"""What several old formats and every encrypted Office file are wrapped in."""
TNEF, SIGNED, WRAPPED = "tnef", "p7m", "wrapped"
"""What programs make of whole mails and their files: winmail.dat, a signature around a mail, and what is encrypted."""

_PROGRAMS = re.compile(
    rb"MZ|\x7fELF|\xca\xfe\xba\xbe|\xfe\xed\xfa[\xce\xcf]|[\xce\xcf]\xfa\xed\xfe|dex\n|\0asm|#!|L\0\0\0\x01\x14\x02\0|ITSF"
    rb"|(?i:<\?php|<%|@?echo off\b|regedit4|windows registry editor|\[internetshortcut\])"
)
"""Windows, Linux, Apple and Java programs, scripts, and what starts one when it is opened: shortcuts, help files."""

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK00PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"MSCF", "cab"),
    (b"x\x9f>\x22", TNEF),
    (b"-----BEGIN PGP MESSAGE", WRAPPED),
)
_ENVELOPE = re.compile(rb"\x30(?:[\x80-\x84].{0,4}|.)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07([\x02\x03])", re.DOTALL)
"""CMS data, signed or encrypted (RFC 5652); a signature beside what it signs (« .p7s ») is none."""

_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?:<\?xml[^>]*+>\s*+)?(?:<!--(?>.*?-->)\s*+)*+<(?:!doctype\s++)?(html|svg)\b",
    re.IGNORECASE | re.DOTALL,
)
_ACTIVE = re.compile(rb"<script|<hta:|javascript:|vbscript:", re.IGNORECASE)

_OLE_NAMES = (
    ("EncryptedPackage", "encrypted"),
    ("_VBA_PROJECT", EXECUTABLE),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("__properties_version1.0", "msg"),
)
"""Streams of OLE files that tell what they are, the gravest first."""

_INSTALLERS = re.compile(rb"[\x82\x84\x86]\x10\x0c\0{5}\xc0\0{6}F")  # what Windows Installer's files say they are

_OURS = frozenset(
    {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "doc", "xls", "ppt", "zip", "txt", "html", "svg"}
)
"""Formats that are detected here, never by the library."""

_COMMON = frozenset({"jpg", "png", "gif", "bmp", "tif", "webp", "heic", "rtf", "mp3", "mp4", "mov", "avi", "wav"})

_SAME = {"jpeg": "jpg", "jfif": "jpg", "jpe": "jpg", "tiff": "tif", "htm": "html", "heif": "heic"}

_PROGRAM_NAMES = re.compile(
    r"\.(?:ade|adp|app|bas|bat|chm|cmd|com|cpl|exe|hta|inf|ins|isp|jar|jnlp|jse?|lnk|mde|msc|msi|msp|mst|pif"
    r"|psm?1|pyw?|reg|scr|sct|sh|shb|url|vb[es]?|ws|ws[cfh])\s*$",
    re.IGNORECASE,
)
"""Names that make a system start what they name."""


def detect_format(content: bytes, name: str) -> str | None:
    """Return the format of a file, EXECUTABLE for any program, « zip » for whatever comes in one, OLE likewise, or None
    where nobody knows. Where two formats share a file, it is the format that programs would open it as."""
    if _PROGRAMS.match(content):
        return EXECUTABLE
    start = next((kind for octets, kind in _STARTS if content.startswith(octets)), None)
    if (envelope := _ENVELOPE.match(content)) and not name.lower().endswith(".p7s"):
        return SIGNED if envelope[1] == b"\x02" else WRAPPED
    return start or _elsewhere(content) or _text(content, name) or _other(content, name)


def _elsewhere(content: bytes) -> str | None:
    """Tell what is not told by its first octets: pages, tapes, and PDFs after junk (ISO 32000-1, annex H.3.4.1)."""
    page = _PAGE.match(content[:10_000])
    if page:
        return EXECUTABLE if _ACTIVE.search(content) else page.group(1).decode().lower()
    if content[257:262] == b"ustar":
        return "tar"
    return "pdf" if b"%PDF-" in content[:1_024] else None


def _text(content: bytes, name: str) -> str | None:
    """Tell a plain text, and a program that is one: as text, it is one by the name under which it would be started."""
    if re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", content) or content.startswith(b"{\\rtf"):
        return None
    return EXECUTABLE if _PROGRAM_NAMES.search(name) else "txt"


def _other(content: bytes, name: str) -> str | None:
    """Tell by the library what nothing here takes apart: pictures above all. It knows formats that nobody sends, by
    very little: such a one counts only where the name says the same."""
    suffix = name.rpartition(".")[2].lower().strip()
    found = _guesses(content)
    kind = next((kind for kind in found if kind in _COMMON or kind == _SAME.get(suffix, suffix)), None)
    # What nobody knows and calls itself a program is taken at its word.
    return EXECUTABLE if kind is None and _PROGRAM_NAMES.search(name) else kind


def _guesses(content: bytes) -> list[str]:
    try:
        found = [match.extension.lower().strip(".") for match in puremagic.magic_string(content)]
    except (puremagic.PureError, ValueError):
        return []
    return [_SAME.get(kind, kind) for kind in found if kind and kind not in _OURS]


def told_ole(content: bytes) -> str | None:
    """Return what an OLE file holds: « doc », « xls », « ppt », « msg », EXECUTABLE, « encrypted », or None."""
    if _INSTALLERS.search(content):
        return EXECUTABLE
    return next((kind for name, kind in _OLE_NAMES if _has_stream(content, name)), None)


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an OLE file has a directory entry of that name: 128 octets, of which 64 for the name, then its length."""
    octets = f"{name}\0".encode("utf-16-le")
    at = content.find(octets)
    while at >= 0:
        if at % 128 == 0 and content[at + 64 : at + 66] == len(octets).to_bytes(2, "little"):
            return True
        at = content.find(octets, at + 2)
    return False
