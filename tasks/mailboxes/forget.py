"""Mails that were registered, and that a mailbox still keeps a copy of, deleted once they are forgotten."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path

from imapclient import DELETED, IMAPClient

from models.storage.addresses import DEPOSIT, FolderAddress, ImapAddress, MailboxAddress
from tasks.mailboxes.connection import Connection, Selected
from tasks.mailboxes.imap import DESCRIBED
from tasks.mailboxes.mailbox import PIECE
from tasks.mailboxes.shelves import processed_name

_KEPT = ("cur", "traites")
"""Where a folder keeps what was registered."""


def forget_mails(mailboxes: Mapping[str, MailboxAddress], sizes: Mapping[str, int | None]) -> int:
    """Delete the registered mails of some digests, whose sizes in bytes are told where they are known, from the folders
    among the mailboxes of some roles and from what a mail server keeps of ours in « Traités »; return how many. The
    mailboxes of others are theirs. Raises Unreachable where the mail server does not answer."""
    if not sizes:
        return 0
    folders = (address for address in mailboxes.values() if isinstance(address, FolderAddress))
    gone = sum(_of_folder(address.path, sizes) for address in folders)
    ours = mailboxes.get(DEPOSIT)
    return gone + (_of_server(ours, sizes) if isinstance(ours, ImapAddress) else 0)


def _of_folder(folder: Path, digests: Collection[str]) -> int:
    kept = (path for name in _KEPT for path in (folder / name).glob("*") if path.is_file())
    found = [path for path in kept if _digest(path) in digests]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _digest(path: Path) -> str:
    with path.open("rb") as mail:
        return file_digest(mail, "sha256").hexdigest()


def _of_server(address: ImapAddress, sizes: Mapping[str, int | None]) -> int:
    with closing(Connection(DEPOSIT, address)) as connection:
        return connection.ask(partial(_expunge, sizes=sizes))


def _expunge(selected: Selected, *, sizes: Mapping[str, int | None]) -> int:
    client = selected.client
    folder = processed_name(client)
    if not client.folder_exists(folder):
        return 0
    client.select_folder(folder)
    found = [uid for uid in _of_size(client, sizes.values()) if _digest_of(client, uid) in sizes]
    if found:
        client.add_flags(found, [DELETED], silent=True)
        client.uid_expunge(found) if client.has_capability("UIDPLUS") else client.expunge()
    return len(found)


def _of_size(client: IMAPClient, sizes: Collection[int | None]) -> Iterator[int]:
    """Yield the mails that may be of some sizes: only those are read. What a server says of a size is near it."""
    uids = sorted(client.search())
    for part in range(0, len(uids), DESCRIBED):
        for uid, facts in client.fetch(uids[part : part + DESCRIBED], ["RFC822.SIZE"]).items():
            said = facts[b"RFC822.SIZE"]
            if any(size is None or abs(said - size) <= max(PIECE // 8, size // 10) for size in sizes):
                yield uid


def _digest_of(client: IMAPClient, uid: int) -> str:
    digest, offset, is_over = sha256(), 0, False
    while not is_over:
        facts = client.fetch([uid], [f"BODY.PEEK[]<{offset}.{PIECE}>"]).get(uid, {})
        piece: bytes = facts.get(f"BODY[]<{offset}>".encode()) or b""
        digest.update(piece)
        offset, is_over = offset + len(piece), len(piece) < PIECE
    return digest.hexdigest()
