"""What a diary answers to an invitation (RFC 5546, 3.2.3), read without trusting it: which event, who, and whether they
come."""

import re
from typing import NamedTuple

from tasks.reading.mail.bodies import content
from tasks.reading.mail.head import headers_of
from tasks.reading.mail.parts import leaves

_MOST = 64_000
"""Octets of an answer that are read: an honest one has a thousand."""

_FOLD = re.compile(r"\r?\n[ \t]")
_EVENT = re.compile(r"^UID(?:;[^:\n]*)?:([^\r\n]{1,255})", re.MULTILINE | re.IGNORECASE)
_GUEST = re.compile(
    r'^ATTENDEE((?:"[^"\n]{0,500}"|[^:"\n]){0,500}):mailto:([^\s@]{1,100}@[^\s@]{1,200})', re.MULTILINE | re.IGNORECASE
)
_COMES = re.compile(r";PARTSTAT=(ACCEPTED|DECLINED|TENTATIVE|DELEGATED)\b", re.IGNORECASE)


class DiaryAnswer(NamedTuple):
    """What a diary answers: the name of the event, the address of its owner, and the word for whether they come."""

    event: str
    address: str
    comes: str


def read_answer(raw: bytes) -> DiaryAnswer | None:
    """Return what a diary answers in a mail; None where none does."""
    message, body = headers_of(raw)
    for part in leaves(raw, message, body).parts:
        if part.method == "REPLY":
            return _answer(_FOLD.sub("", content(raw, part)[:_MOST].decode(errors="replace")))
    return None


def _answer(text: str) -> DiaryAnswer | None:
    event, guest = _EVENT.search(text), _GUEST.search(text)
    comes = _COMES.search(guest[1]) if guest else None
    if not (event and guest and comes):
        return None
    return DiaryAnswer(event[1].strip(), guest[2].lower(), comes[1].upper())
