"""A mailbox of an installation, as its settings name it."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from models.storage.addresses import DEPOSIT, FolderAddress, MailboxAddress
from tasks.mailboxes.folder import FolderMailbox
from tasks.mailboxes.imap import ImapMailbox
from tasks.mailboxes.mailbox import Mailbox
from tasks.mailboxes.shelves import MARKED, MOVED, Shelf


@contextmanager
def open_mailbox(role: str, address: MailboxAddress) -> Iterator[Mailbox]:
    """Give the mailbox of a role. It is reached when it is first asked something."""
    if isinstance(address, FolderAddress):
        yield FolderMailbox(role, address)
        return
    with closing(ImapMailbox(role, address, shelf_of(role))) as mailbox:
        yield mailbox


def shelf_of(role: str) -> Shelf:
    """Return what becomes of a role's mails: ours are moved, those of others are marked and stay."""
    return MOVED if role == DEPOSIT else MARKED
