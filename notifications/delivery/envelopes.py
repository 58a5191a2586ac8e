"""The envelope of a notice: the address that it leaves with, by which we know what returns to it, and what a server is
asked to report of it (RFC 3461)."""

import re
from typing import NamedTuple

from models.notices import Letter, Notice
from notifications.catalogue import KINDS
from notifications.delivery.message import MARK, only_address
from notifications.writing.lines import mailbox

_PLAIN = re.compile(r"[!-*,-<>-~]")
"""What an address is written with in xtext (RFC 3461, 4): neither « + » nor « = », which mark the rest."""


class Envelope(NamedTuple):
    """Whom a mail comes back to, whom it goes to, and the options of each for a server."""

    sender: str
    recipient: str
    of_mail: list[str]
    of_recipient: list[str]


def envelope(notice: Letter | Notice, *, returns: str | None, reports: bool) -> Envelope:
    """Return the envelope of a notice; `returns` is the address that letters leave with, a star in the place of their
    mark, and `reports` tells whether the server offers reports. Raises ValueError where the recipient is no address."""
    sender, recipient = mailbox(notice.sender).address, only_address(notice.recipient)
    mark = MARK.match(notice.message_id)
    if returns and mark:
        sender = returns.replace("*", mark[1])
    options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
    if not (reports and mark and recipient.isascii() and KINDS[notice.kind].wants_proof):
        return Envelope(sender, recipient, options, [])
    of_mail = [*options, "RET=HDRS", f"ENVID={mark[1]}"]
    return Envelope(sender, recipient, of_mail, ["NOTIFY=SUCCESS,FAILURE", f"ORCPT=rfc822;{_xtext(recipient)}"])


def _xtext(address: str) -> str:
    return "".join(sign if _PLAIN.fullmatch(sign) else f"+{ord(sign):02X}" for sign in address)
