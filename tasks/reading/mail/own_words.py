"""What a person wrote in a mail, apart from what the mail quotes of others."""

import re

# Where an answer begins to quote, as the programs that people write with say it; whatever follows is another's.
_QUOTED_BELOW = re.compile(
    r"^[ \t]*(?:"
    r"-{2,}[ \t]*(?:message d['’ ]origine|original message|forwarded message|message transf[ée]r[ée])"
    r"|_{10,}[ \t]*$"
    r"|(?:le|on)[ \t][^\n]{4,120}(?:\n[^\n]{0,80})?(?:a [ée]crit|wrote)[ \t]*:"
    r"|(?:de|from)[ \t]*:[^\n]*\n(?:[^\n]*\n){0,2}[ \t]*(?:envoy[ée]|date|sent|[àa]|to|objet|subject)[ \t]*:"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def without_quotes(text: str) -> str:
    """Return a text without the lines that it quotes, and without what stands below « a écrit : » and the like."""
    said = text.replace("\u00a0", " ").replace("\u202f", " ")
    below = _QUOTED_BELOW.search(said)
    return without_quoted_lines(said[: below.start()] if below else said)


def without_quoted_lines(text: str) -> str:
    """Return a text without the lines that begin with « > »."""
    return _QUOTED_LINE.sub("", text)


def own_words(text: str) -> str:
    """Return what a text says itself: without what it quotes, and without the signature that its standard mark
    announces (RFC 3676)."""
    said = _SIGNATURE.split(without_quotes(text), maxsplit=1)[0]
    return re.sub(r"\n{3,}", "\n\n", said).strip()
