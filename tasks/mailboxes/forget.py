"""Mails that were registered, and that a folder still keeps a copy of, deleted once they are forgotten."""

from collections.abc import Collection, Iterable, Iterator
from hashlib import file_digest
from pathlib import Path

from models.storage.addresses import FolderAddress, MailboxAddress

_KEPT = ("cur", "traites")
"""Where a folder keeps what was registered."""


def forget_mails(mailboxes: Iterable[MailboxAddress], digests: Collection[str]) -> int:
    """Delete from the folders among some mailboxes the registered mails of some digests, and return how many. What a
    mail server keeps is left to its own rules."""
    found = [path for path in _registered(mailboxes) if _digest(path) in digests] if digests else []
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)


def _registered(mailboxes: Iterable[MailboxAddress]) -> Iterator[Path]:
    for address in mailboxes:
        if isinstance(address, FolderAddress):
            for name in _KEPT:
                yield from (path for path in (address.path / name).glob("*") if path.is_file())


def _digest(path: Path) -> str:
    with path.open("rb") as mail:
        return file_digest(mail, "sha256").hexdigest()
