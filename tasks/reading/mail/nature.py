"""What a mail is, by its headers alone: only what somebody wrote is ever answered (RFC 3834)."""

import re
from collections.abc import Callable
from email.message import Message

from models.intake.words import Nature
from tasks.reading.mail.headers import address, header, parameters

_REPORTS = frozenset(
    {
        "multipart/report",
        "message/delivery-status",
        "message/disposition-notification",
        "message/global-delivery-status",
    }
)
_BULK = frozenset({"bulk", "list", "junk", "auto_reply"})
_SUPPRESSED = frozenset({"all", "autoreply"})
_NO = frozenset({"", "no"})


def nature(message: Message) -> Nature:
    """Return what a mail is. `Nature.ours` is for whoever knows our own Message-IDs."""
    return next((nature for nature, tells in _NATURES if tells(message)), Nature.written)


def _word(message: Message, name: str) -> str:
    """Return the first word of a header, in lower case: what follows is a comment or a parameter."""
    found = re.match(r"[\w-]+", header(message, name, 50))
    return found[0].lower() if found else ""


def _is_report(message: Message) -> bool:
    """Delivery reports and receipts, by their type (RFC 6522)."""
    return parameters(message, "Content-Type")[0] in _REPORTS


def _is_automatic(message: Message) -> bool:
    """What a program answered: by what it says (RFC 3834; Exchange's and others' ways of saying so), by its null return
    path (RFC 5321, 4.5.5), or by the name of a mail server."""
    suppressed = set(re.findall(r"\w+", header(message, "X-Auto-Response-Suppress", 100).lower()))
    return (
        any(_word(message, name) not in _NO for name in ("Auto-Submitted", "X-Autoreply", "X-Autorespond"))
        or bool(suppressed & _SUPPRESSED)
        or header(message, "Return-Path", 50).replace(" ", "") == "<>"
        or address(message, "From").startswith("mailer-daemon@")
    )


def _is_bulk(message: Message) -> bool:
    """Lists and newsletters (RFC 2369, RFC 2919)."""
    return _word(message, "Precedence") in _BULK or any(
        name.lower().startswith("list-") for name, _ in message.raw_items()
    )


def _is_spam(message: Message) -> bool:
    """What a server held to be spam. Ours writes above what the sender's wrote: the topmost verdict counts."""
    return any(_word(message, name) in ("yes", "true") for name in ("X-Spam-Flag", "X-Spam-Status"))


def _is_nameless(message: Message) -> bool:
    return not (address(message, "Reply-To") or address(message, "From"))


_NATURES: tuple[tuple[Nature, Callable[[Message], bool]], ...] = (
    (Nature.report, _is_report),
    (Nature.automatic, _is_automatic),
    (Nature.bulk, _is_bulk),
    (Nature.spam, _is_spam),
    (Nature.nameless, _is_nameless),
)
"""The first that tells: a report is heeded though its return path is null, and a list is one though it is unwanted."""
