"""What a mail server says of a mail of ours, in whatever form and language: it arrived, it is late, it came back.

Standard reports (RFC 3464, RFC 6533) are read by their fields, as far as they are whole; the others by the words of
`signs`. Read without trusting them, as any mail: no input makes reading raise, and little of each is looked at.

flufl.bounce (Apache 2.0, kept) was weighed and left: it finds the addresses that failed, in English alone, by way of
the library's parser, which takes as long as a hostile mail likes; what is wanted here is which of our letters it was.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from email.message import Message
from enum import StrEnum, auto
from itertools import islice
from typing import NamedTuple

from tasks.reading.mail.bodies import content, text
from tasks.reading.mail.head import headers_of
from tasks.reading.mail.headers import header, ids, parameters, parse
from tasks.reading.mail.nature import is_from_server
from tasks.reading.mail.parts import Part, leaves
from tasks.reading.mail.signs import ABSENT, DELAYED, EXPIRED, FAILED, ROBOTS, Signs, begins_with, folded, sign_in
from tasks.reading.mail.text import clean

_PARTS, _RECIPIENTS, _IDS, _DIAGNOSTIC = 20, 50, 50, 300
"""What is looked at of a report: an honest one has three parts, and one recipient since our mails have one."""

_BYTES, _WORDS = 64_000, 8_000

_STATUSES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_RETURNED = frozenset({"message/rfc822", "message/global", "message/global-headers", "text/rfc822-headers"})
_RECEIPTS = frozenset({"disposition-notification", "feedback-report"})
_RECEIPT_PARTS = frozenset(f"message/{kind}" for kind in _RECEIPTS)
_TYPE = re.compile(r"^[\w-]+\s*;\s*")
_QUOTED_ID = re.compile(
    r"^[>| \t]{0,20}(?:Original-)?Message-ID:\s{0,20}(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE
)
_COPY = re.compile(
    r"^[>| \t]{0,20}(?:Return-Path|Received|Message-ID|DKIM-Signature|MIME-Version):", re.IGNORECASE | re.MULTILINE
)
_ANSWER = re.compile(r"(?<![\w.:-])(?:[45]\d\d[ -]|#?[45]\.\d\.\d{1,3}\b)[^\n]*")
_LETTER = re.compile(r"[0-9a-f]{32}")


class Verdict(StrEnum):
    """What became of a mail of ours."""

    failed = auto()
    delayed = auto()
    delivered = auto()


class Report(NamedTuple):
    """What a server says of one mail: its Message-ID, or those it may have; the marks by which we sent it, if they are
    given (RFC 3461's envelope identifier); what became of it, and why."""

    message_ids: tuple[str, ...]
    verdict: Verdict
    diagnostic: str = ""
    marks: tuple[str, ...] = ()


class _Judged(NamedTuple):
    verdict: Verdict
    diagnostic: str = ""


class _Mail(NamedTuple):
    """A mail that may be a report, taken apart; `is_ours` where it came to the address of one of our letters."""

    raw: bytes
    message: Message
    parts: list[Part]
    is_ours: bool

    def of(self, types: frozenset[str]) -> Iterator[bytes]:
        """Yield what stands in the parts of some types, from its beginning."""
        for part in self.parts:
            if part.type in types:
                yield content(self.raw, replace(part, stop=min(part.stop, part.start + _BYTES)))


def read_report(raw: bytes, *, is_ours: bool = False) -> Report | None:
    """Return what a mail says of one of ours, or None where it says nothing of the kind. To be asked of what no person
    wrote; `is_ours` where it came to the address that one of our letters left with."""
    message, body = headers_of(raw)
    mail = _Mail(raw, message, leaves(raw, message, body).parts[:_PARTS], is_ours)
    if _is_receipt(mail):
        return None
    blocks = [block for status in mail.of(_STATUSES) for block in _blocks(status)]
    said = _said(mail)
    named = _named(mail, said)
    judged = _by_fields(blocks) or _by_words(mail, said, is_named=bool(named))
    return Report(named, judged.verdict, judged.diagnostic, _marks(blocks)) if judged else None


def _is_receipt(mail: _Mail) -> bool:
    """Receipts of reading (RFC 8098) and complaints (RFC 5965) say that it arrived; but Dovecot says by the former that
    a mailbox was full."""
    _, said = parameters(mail.message, "Content-Type")
    is_one = said.get("report-type", "").lower() in _RECEIPTS or any(part.type in _RECEIPT_PARTS for part in mail.parts)
    return is_one and not folded(header(mail.message, "Subject", _DIAGNOSTIC)).startswith("automatically rejected")


def _blocks(status: bytes) -> Iterator[Message]:
    """Yield the blocks of fields of a status: about the mail first, then one a recipient."""
    blocks = (block for block in re.split(rb"(?:\r?\n[ \t]*){2,}", status, maxsplit=_RECIPIENTS) if block.strip())
    return (parse(block.lstrip() + b"\n") for block in islice(blocks, _RECIPIENTS))


_ACTIONS = {
    "failed": Verdict.failed,
    "delayed": Verdict.delayed,
    "relayed": Verdict.delayed,
    "expanded": Verdict.delayed,
    "delivered": Verdict.delivered,
}
"""What an action means (RFC 3464, 2.3.3). What was handed on to a server that does not report, or to a list, is not
known to have arrived."""

_CLASSES = {"5": Verdict.failed, "4": Verdict.delayed, "2": Verdict.delivered}
"""The same by a status (RFC 3463), where the action is lost or unheard of."""


def _by_fields(blocks: Iterable[Message]) -> _Judged | None:
    """Judge by the fields of a report: one recipient that failed is enough."""
    judged = [(verdict, block) for block in blocks if (verdict := _verdict(block))]
    for verdict in Verdict:
        found = next((block for said, block in judged if said is verdict), None)
        if found is not None:
            return _Judged(verdict, "" if verdict is Verdict.delayed else _diagnostic(found))
    return None


def _verdict(block: Message) -> Verdict | None:
    return _ACTIONS.get(header(block, "Action", 20).lower()) or _CLASSES.get(header(block, "Status", 1))


def _diagnostic(block: Message) -> str:
    """Return what the mail server answered: « 550 5.1.1 … », or its status alone (RFC 3463)."""
    said = _TYPE.sub("", header(block, "Diagnostic-Code", _DIAGNOSTIC))
    return said or header(block, "Status", 20) or "sans explication"


def _marks(blocks: Iterable[Message]) -> tuple[str, ...]:
    given = (header(block, "Original-Envelope-Id", 100) for block in blocks)
    return tuple(mark for mark in given if _LETTER.fullmatch(mark))


def _said(mail: _Mail) -> str:
    """Return all that people read of a mail, the copy of ours that may stand at its end included."""
    bodies = [part for part in mail.parts if part.type not in _RETURNED]
    return text(mail.raw, bodies)[:_BYTES]


_WORDED: tuple[tuple[Signs, Verdict], ...] = (
    (EXPIRED, Verdict.failed),
    (DELAYED, Verdict.delayed),
    (FAILED, Verdict.failed),
)
"""In which order words are looked for."""


def _by_words(mail: _Mail, said: str, *, is_named: bool) -> _Judged | None:
    """Judge by what a server says, before the copy of our mail. What it says in a tongue that nobody taught us is a
    failure where it names our mail: a server has nothing else to tell of it."""
    copy = _COPY.search(said)
    own = said[: copy.start() if copy else _WORDS][:_WORDS]
    subject, is_server = folded(header(mail.message, "Subject", _DIAGNOSTIC)), is_from_server(mail.message)
    words = f"{subject} {folded(own)}"
    if begins_with(ROBOTS, subject) or (not is_server and sign_in(ABSENT, words)):
        return None
    verdict = next((verdict for signs, verdict in _WORDED if sign_in(signs, words)), None)
    if verdict is None and is_server and (is_named or mail.is_ours):
        verdict = Verdict.failed
    if verdict is None:
        return None
    return _Judged(verdict, _answer(own) if verdict is Verdict.failed else "")


def _answer(own: str) -> str:
    """Return what a server answered, as it quotes it, or the last line by which it says that it failed: the first ones
    are for everybody."""
    answer = _ANSWER.search(own)
    said = (
        answer[0] if answer else next((one for one in reversed(own.splitlines()) if sign_in(FAILED, folded(one))), "")
    )
    return clean(said, _DIAGNOSTIC) or "sans explication"


def _named(mail: _Mail, said: str) -> tuple[str, ...]:
    """Return the Message-IDs of the mail that is spoken of: returned whole or by its headers, quoted, or answered."""
    found = [one for copy in mail.of(_RETURNED) for one in ids(parse(copy), "Message-ID")]
    found += _QUOTED_ID.findall(said)
    found += [] if found else [*ids(mail.message, "In-Reply-To"), *ids(mail.message, "References")]
    return tuple(dict.fromkeys(found))[:_IDS]


def letters_named(addresses: Iterable[str]) -> tuple[str, ...]:
    """Return the marks of our letters that some addresses hold: what comes to one comes back."""
    marks = (_LETTER.search(address.partition("@")[0]) for address in addresses)
    return tuple(found[0] for found in marks if found)
