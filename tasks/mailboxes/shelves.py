"""What becomes of a mail on a mail server once it is registered: moved away, or marked where it is not ours to move."""

from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientError

from models.storage.addresses import PROCESSED

MARK = "$SPRO"
"""The keyword of a mail that was looked at in the mailbox of another role."""


class Shelf(NamedTuple):
    """A way to put mails aside: what tells those that still wait, the keyword it needs, and how it is done."""

    waiting: tuple[str, ...]
    keyword: str | None
    put: Callable[[IMAPClient, list[int]], None]


def _move(client: IMAPClient, uids: list[int]) -> None:
    folder = _processed_folder(client)
    if client.has_capability("MOVE"):
        client.move(uids, folder)
        return
    client.copy(uids, folder)
    client.add_flags(uids, [DELETED], silent=True)
    if client.has_capability("UIDPLUS"):  # without it, what others have marked would be expunged with them
        client.uid_expunge(uids)


def _processed_folder(client: IMAPClient) -> str:
    """Return the name of the folder of registered mails, made where it is missing."""
    name = processed_name(client)
    if not client.folder_exists(name):
        # Another worker may have made it since; where the server refuses it, so it will the mails, and say why.
        with suppress(IMAPClientError):
            client.create_folder(name)
            client.subscribe_folder(name)
    return name


def processed_name(client: IMAPClient) -> str:
    """Return the name that the folder of registered mails has on a server, be it there or not."""
    spaces = client.namespace().personal if client.has_capability("NAMESPACE") else None
    return f"{spaces[0][0] if spaces else ''}{PROCESSED}"


def _mark(client: IMAPClient, uids: list[int]) -> None:
    client.add_flags(uids, [MARK], silent=True)


MOVED = Shelf(("UNDELETED",), None, _move)
"""For our own mailbox: registered mails go to the folder « Traités »."""

MARKED = Shelf(("UNDELETED", "UNKEYWORD", MARK), MARK, _mark)
"""For the mailboxes of others: their mails stay where they are."""
