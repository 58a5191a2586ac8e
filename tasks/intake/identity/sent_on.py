"""What of a mail may say who it is from: what is quoted identifies nobody, but what is sent on does."""

import re

from tasks.reading.mail.own_words import without_quoted_lines, without_quotes

_SENT_ON = re.compile(r"\s*(?:tr|fwd?|wg|transfert|i)\s*:", re.IGNORECASE)
_FROM = re.compile(
    r"^[ \t>*]*(?:de|from|expéditeur)[ \t\u00a0*]{0,3}:[^\n@]{0,200}?([\w.!#$%&'+/=?^`{|}~-]{1,64}@[\w.-]{3,200}\w)",
    re.IGNORECASE | re.MULTILINE,
)


def is_sent_on(subject: str) -> bool:
    """Return True if a subject says that a mail is sent on, as French, English, German or Italian programs do."""
    return bool(_SENT_ON.match(subject))


def telling_words(subject: str, text: str) -> str:
    """Return what a mail's text says of its sender: without what it quotes, unless that is sent on (« Tr: »)."""
    return without_quoted_lines(text) if is_sent_on(subject) else without_quotes(text)


def sent_on_from(text: str) -> str | None:
    """Return the address of the first mail that a text holds, sent on or answered, in small letters."""
    found = _FROM.search(text)
    return found[1].lower() if found else None
