"""Words from outside, made fit to be read and kept: decoded as best can be, on one line, nothing hidden."""

import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header
from unicodedata import normalize

# Signs without a width, and those that turn the reading order (Unicode's Default_Ignorable_Code_Point, with the blank
# of the Braille): « annexe\u202efdp.exe » must show what it is.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# What no database takes: halves of characters, and NUL.
_UNKEPT = re.compile("[\ud800-\udfff\0]")
_CHARSET = re.compile(r"[\w.:+-]{1,40}", re.ASCII)
# Python's codecs that are no charset of a mail: some take a time that grows with the square of what they decode.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"})

_NAME_LENGTH, _SUFFIX_LENGTH = 150, 10
_WRITTEN_LENGTH, _ENCODED_WORDS = 1_000, 200
_DRIVE = re.compile(r"^[A-Za-z]:")
_QUOTED_ADDRESS = re.compile(r'(?:"[^"]*"|(?<!\S)\S*)@\S*')
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|$)", re.IGNORECASE)


def clean(text: str, length: int) -> str:
    """Return a text on one line, without control or invisible formatting characters, cut to a length."""
    cut = text[: 4 * length]
    if not (cut.isascii() and cut.isprintable()):
        cut = "".join(c if c.isprintable() else " " for c in _UNSEEN.sub("", cut))
    return " ".join(cut.split())[:length].rstrip()


def decode(content: bytes, charset: str | None) -> str:
    """Decode what may not be in the charset it claims: many mails are Windows' Latin-1 without saying so."""
    for attempt in (_codec(charset), "utf-8", "cp1252"):
        try:
            return _UNKEPT.sub("\ufffd", content.decode(attempt or "utf-8"))
        except (LookupError, ValueError):
            continue
    return _UNKEPT.sub("\ufffd", content.decode("latin-1"))


def _codec(charset: str | None) -> str | None:
    if not charset or not _CHARSET.fullmatch(charset):
        return None
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else name


def decoded(text: str, length: int) -> str:
    """Return a text with its encoded words (RFC 2047) decoded, on one line, cut to a length."""
    if not 0 < text.count("=?") <= _ENCODED_WORDS:
        return clean(text, length)
    try:
        parts = [part if isinstance(part, str) else decode(part, charset) for part, charset in decode_header(text)]
    except (HeaderParseError, ValueError):
        parts = [text]
    return clean("".join(parts), length)


def file_name(written: str) -> str:
    """Return the name of a file as it may be shown and kept: its last path component, with its extension; an empty text
    where nothing is left. No disk takes it for a path, a drive or a device."""
    components = re.split(r"[/\\]", decoded(written, _WRITTEN_LENGTH))
    name = next((name for part in reversed(components) if (name := _DRIVE.sub("", part).strip().rstrip(" ."))), "")
    name = normalize("NFC", name)
    if _DEVICE.match(name):
        name = f"_{name}"
    return name if len(name) <= _NAME_LENGTH else _shortened(name)


def _shortened(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    if not stem or len(suffix) > _SUFFIX_LENGTH:
        return name[:_NAME_LENGTH].rstrip(" .")
    return stem[: _NAME_LENGTH - len(dot + suffix)].rstrip(" .") + dot + suffix


def without_addresses(text: str) -> str:
    """Return a text in which each mail address is hidden: mail servers quote them in their answers."""
    return _QUOTED_ADDRESS.sub("(adresse masquée)", text)
