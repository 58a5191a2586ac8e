"""A mailbox looked at: whether it can be read, what is missing in it and, with consent, whether a mail that is put in
can be put away and taken out again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple
from uuid import uuid4

from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientError

from models.storage.addresses import DEPOSIT, FolderAddress, ImapAddress, MailboxAddress
from notifications.delivery.probe import certified_until
from tasks.mailboxes.connection import LOST, Selected, leave, lost, select
from tasks.mailboxes.folder import FolderMailbox
from tasks.mailboxes.mailbox import Unreachable
from tasks.mailboxes.opening import shelf_of
from tasks.mailboxes.shelves import processed_name


class MailboxSeen(NamedTuple):
    """How a mailbox is: what keeps it from being read, or how many mails wait in it, what of it is not there yet,
    whether a mail was put in and taken out, until when its server's certificate holds, and by how much its clock is
    ahead, where that mail told."""

    trouble: str = ""
    waiting: int = 0
    absent: str = ""
    is_tried: bool = False
    certified_until: datetime | None = None
    ahead: timedelta | None = None


def see_mailbox(role: str, address: MailboxAddress, *, now: Callable[[], datetime], tries: bool) -> MailboxSeen:
    """Return how a mailbox is; never raises. Only where it `tries` is anything put in it, and taken out again."""
    try:
        if isinstance(address, FolderAddress):
            return _folder(role, address, tries=tries)
        return _imap(role, address, now=now, tries=tries)
    except Unreachable as error:
        return MailboxSeen(trouble=str(error))


def _folder(role: str, address: FolderAddress, *, tries: bool) -> MailboxSeen:
    waiting = len(FolderMailbox(role, address).names())
    if not address.path.is_dir():
        return MailboxSeen(absent=str(address))
    if tries:
        try:
            _try_folder(address.path)
        except OSError as error:
            why = "un message n'a pas pu y être déposé puis retiré"
            raise Unreachable(role, address, why, is_lasting=True) from error
    return MailboxSeen(waiting=waiting, is_tried=tries)


def _try_folder(folder: Path) -> None:
    # No mail by its name: whoever watches the folder takes no notice of it.
    with NamedTemporaryFile(dir=folder, suffix=".essai") as file:
        file.write(_mail())


def _imap(role: str, address: ImapAddress, *, now: Callable[[], datetime], tries: bool) -> MailboxSeen:
    selected = select(role, address)
    client = selected.client
    try:
        seen = _looked(role, address, selected)
        if not tries:
            return seen
        return seen._replace(is_tried=True, ahead=_try(client, address.folder, now, is_ours=role == DEPOSIT))
    except (*LOST, IMAPClientError) as error:
        raise lost(role, address, error) from error
    finally:
        leave(client)


def _looked(role: str, address: ImapAddress, selected: Selected) -> MailboxSeen:
    client, shelf = selected.client, shelf_of(role)
    if shelf.keyword and not selected.keeps(shelf.keyword):
        why = "ce serveur ne garde pas les marques mises sur les messages"
        raise Unreachable(role, address, why, is_lasting=True)
    absent = processed_name(client) if role == DEPOSIT and not client.folder_exists(processed_name(client)) else ""
    return MailboxSeen(
        waiting=len(client.search([*shelf.waiting])),
        absent=absent,
        certified_until=certified_until(client.socket()) if address.is_encrypted else None,
    )


def _try(client: IMAPClient, folder: str, now: Callable[[], datetime], *, is_ours: bool) -> timedelta:
    """Put a mail in a folder, put it away where such mails are moved, take it out, and return by how much the clock of
    the server that stamped it is ahead. It is marked as deleted from its first instant: whoever reads the mailbox takes
    no notice of it."""
    if not client.has_capability("UIDPLUS"):
        message = "UIDPLUS : il ne permet pas de retirer un seul message"
        raise IMAPClientError(message)
    mark = f"<{uuid4()}@essai.example>"
    client.append(folder, _mail(mark), flags=[DELETED])
    client.select_folder(folder)
    [uid] = client.search(["HEADER", "Message-ID", mark])
    asked = now()
    stamp: datetime = client.fetch([uid], ["INTERNALDATE"])[uid][b"INTERNALDATE"]
    if is_ours:
        shelf_of(DEPOSIT).put(client, [uid])
        client.select_folder(processed_name(client))
        [uid] = client.search(["HEADER", "Message-ID", mark])
        client.add_flags([uid], [DELETED], silent=True)
    client.uid_expunge([uid])
    return stamp.astimezone(UTC) - asked


def _mail(mark: str = "<essai@essai.example>") -> bytes:
    mail = EmailMessage()
    mail["Subject"] = "Essai de la boîte, retiré aussitôt"
    mail["Message-ID"] = mark
    mail.set_content("Message d'essai.")
    return bytes(mail)
