"""What a mailbox is to whoever reads it: mails that wait, their bytes, and where they go once they are registered."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from models.storage.addresses import DEPOSIT, MailboxAddress

PIECE = 1 << 20
"""How many bytes of a mail are read at once."""


class Gone(Exception):  # noqa: N818  no failure: somebody else has taken the mail
    """The mail is no longer there: another worker has registered it, or a person has moved it."""


class Unreadable(RuntimeError):  # noqa: N818  what the mail is, as Gone says of another
    """The mail is there, and its server cannot give it; the others can be read."""

    def __init__(self, name: str) -> None:
        """Say which."""
        super().__init__(f"le serveur ne parvient pas à donner le message {name}.")


class Unreachable(RuntimeError):  # noqa: N818  what the mailbox is, as Gone says of a mail
    """A mailbox cannot be read; the message names its setting, never its password. `is_lasting` where a person must
    mend something first: asking again is no use."""

    def __init__(self, role: str, address: MailboxAddress, why: str, *, is_lasting: bool) -> None:
        """Say which mailbox, and why."""
        setting = "SPRO_MAILBOX_URL" if role == DEPOSIT else f"SPRO_OTHER_MAILBOXES, {role}"
        super().__init__(f"{setting} « {address} » : {why}.")
        self.is_lasting = is_lasting


class WaitingMail(NamedTuple):
    """A mail that waits to be registered.

    `name` is what the mailbox calls it, never its subject or sender; `received_at` is the receiving server's stamp. How
    large it is, many servers only know once they have read it whole.
    """

    name: str
    received_at: datetime


class Mailbox(Protocol):
    """Where mails wait. All but `role` raise Unreachable where the mailbox cannot be read."""

    @property
    def role(self) -> str:
        """Whose mailbox it is, as the region file calls it."""
        ...

    def names(self) -> frozenset[str]:
        """Return the names of the mails that wait, without reading any."""
        ...

    def waiting(self, limit: int | None = None) -> list[WaitingMail]:
        """Return the mails that wait, or so many of the first, in the order in which they were received."""
        ...

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a mail, never all at once. Raise Gone where it is no longer there, Unreadable where it is
        and cannot be read."""
        ...

    def done(self, mail: WaitingMail) -> None:
        """Have a registered mail put aside, by the time the mailbox is closed or asked again what waits."""
        ...
