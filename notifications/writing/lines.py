"""Text of one line, for headers."""

import re

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def header_line(text: str) -> str:
    """Return the text on one line: control characters become spaces, so that no value can begin another header."""
    return _UNPRINTABLE.sub(" ", text).strip()
