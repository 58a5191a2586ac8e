"""The folder that deposits arrive in: a Maildir, or a folder of .eml files. A mail leaves it only once it is registered."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tasks.mail import read_mail


class Waiting(NamedTuple):
    """A mail that waits to be registered, and when our server received it."""

    path: Path
    received_at: datetime


class Mailbox:
    """A folder of mails. In a Maildir new mails are in `new` and go to `cur`; elsewhere they go to `traites`."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it may not exist yet, and is then empty."""
        is_maildir = (folder / "new").is_dir()
        self._inbox = folder / "new" if is_maildir else folder
        self._done = folder / "cur" if is_maildir else folder / "traites"
        self._suffix = ":2,S" if is_maildir else ""

    def has_mail(self) -> bool:
        """Tell whether a mail waits, without reading any."""
        return next(self._paths(), None) is not None

    def waiting(self) -> list[Waiting]:
        """Return the mails that wait, in the order in which our server received them."""
        found = [Waiting(path, received_at(path)) for path in self._paths()]
        return sorted(found, key=lambda mail: (mail.received_at, mail.path.name))

    def done(self, mail: Waiting) -> None:
        """Put a registered mail aside."""
        self._done.mkdir(exist_ok=True)
        mail.path.rename(self._done / f"{mail.path.name}{self._suffix}")

    def _paths(self) -> Iterator[Path]:
        pattern = "*" if self._inbox.name == "new" else "*.eml"
        return (path for path in self._inbox.glob(pattern) if path.is_file())


def received_at(path: Path) -> datetime:
    """Return the receiving server's stamp of a mail: its topmost Received, or when its file was delivered."""
    return read_mail(path.read_bytes()).stamp or datetime.fromtimestamp(path.stat().st_mtime, UTC)
