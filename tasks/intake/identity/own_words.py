"""What the writer of a mail says, apart from what is quoted there: quoted lines identify nobody."""

import re

_FORWARD = re.compile(r"\s*(?:tr|fw|fwd|transfert|i)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_ANSWERED = re.compile(
    r"""^[ \t]*(?:
        -{2,}[ ]?(?:message[ ]d['’ ]origine|message[ ]original|original[ ]message)[ ]?-{2,}
        | (?:le|on)[ ][^\n]{4,150}\n?[^\n]{0,150}(?:a[ ]écrit|wrote)[ \u00a0]?:
        | (?:de|from)[ \u00a0]?:[^\n]{3,300}\n(?:[^\n]{0,300}\n){0,2}?(?:envoyé|date|sent)[ \u00a0]?:
    )""",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
"""Where a mail program begins to quote what is answered."""

_FROM = re.compile(
    r"^[ \t>*]*(?:de|from|expéditeur)[ \t\u00a0*]{0,3}:[^\n@]{0,200}?([\w.!#$%&'+/=?^`{|}~-]{1,64}@[\w.-]{3,200}\w)",
    re.IGNORECASE | re.MULTILINE,
)


def own_words(subject: str, text: str) -> str:
    """Return a text without its quoted lines, and without the mail that it answers; what is sent on (« Tr: ») is what
    its sender wants to be read."""
    said = _QUOTED.sub("", text)
    answered = None if _FORWARD.match(subject) else _ANSWERED.search(said)
    return said[: answered.start()] if answered else said


def sent_on_from(text: str) -> str | None:
    """Return the address of the first mail that a text holds, sent on or answered, in small letters."""
    found = _FROM.search(text)
    return found[1].lower() if found else None
