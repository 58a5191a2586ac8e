"""The mailboxes of an installation, as its settings name them."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

from models.storage.addresses import DEPOSIT, FolderAddress, MailboxAddress
from models.storage.settings import Settings
from tasks.mailboxes.folder import FolderMailbox
from tasks.mailboxes.imap import ImapMailbox
from tasks.mailboxes.mailbox import Mailbox
from tasks.mailboxes.shelves import MARKED, MOVED, Shelf


@contextmanager
def open_mailboxes(settings: Settings) -> Iterator[list[Mailbox]]:
    """Give the deposit mailbox, then those of other roles that are read too. Each is reached when it is first asked
    something: a mailbox that cannot be reached stops none of the others."""
    with ExitStack() as stack:
        yield [_open(stack, role, address) for role, address in settings.mailboxes.items()]


def _open(stack: ExitStack, role: str, address: MailboxAddress) -> Mailbox:
    if isinstance(address, FolderAddress):
        return FolderMailbox(role, address)
    return stack.enter_context(closing(ImapMailbox(role, address, shelf_of(role))))


def shelf_of(role: str) -> Shelf:
    """Return what becomes of a role's mails: ours are moved, those of others are marked and stay."""
    return MOVED if role == DEPOSIT else MARKED
