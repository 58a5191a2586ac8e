"""The folder that deposits arrive in, a Maildir or .eml files: a mail leaves it only once it is registered."""

from collections.abc import Iterator
from contextlib import suppress
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
        self._is_mail = Path.is_file if is_maildir else _is_eml
        self._inbox = folder / "new" if is_maildir else folder
        self._done = folder / "cur" if is_maildir else folder / "traites"
        self._suffix = ":2,S" if is_maildir else ""

    def names(self) -> frozenset[str]:
        """Return the names of the mails that wait, without reading any."""
        return frozenset(path.name for path in self._paths())

    def waiting(self) -> list[Waiting]:
        """Return the mails that wait, in the order in which our server received them."""
        return sorted(self._stamped(), key=lambda mail: (mail.received_at, mail.path.name))

    def done(self, mail: Waiting) -> None:
        """Put a registered mail aside, unless another worker just did."""
        self._done.mkdir(exist_ok=True)
        target = self._done / f"{mail.path.name}{self._suffix}"
        if target.exists():  # another mail was called the same: both stay
            target = self._done / f"{mail.received_at:%Y%m%dT%H%M%S%f}-{target.name}"
        with suppress(FileNotFoundError):
            mail.path.rename(target)

    def _stamped(self) -> Iterator[Waiting]:
        for path in self._paths():
            with suppress(FileNotFoundError):  # another worker has taken it since
                yield Waiting(path, received_at(path))

    def _paths(self) -> Iterator[Path]:
        return (path for path in self._inbox.glob("*") if self._is_mail(path))


def _is_eml(path: Path) -> bool:
    return path.suffix.lower() == ".eml" and path.is_file()


def received_at(path: Path) -> datetime:
    """Return the receiving server's stamp of a mail: its topmost Received, or when its file was delivered."""
    with suppress(OSError):  # one that cannot be read waits like the others: its registration says what is wrong
        if stamp := read_mail(path.read_bytes()).stamp:
            return stamp
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
