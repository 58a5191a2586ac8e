"""A text as Windows writes it too: what a spreadsheet saves as CSV, or a person types in a plain editor."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE


def windows_text(content: bytes) -> str:
    """Return a text: with a mark at its start, in « Unicode », or in its own encoding, which is called « ANSI »."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
