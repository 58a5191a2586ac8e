"""The folder that deposits arrive in, a Maildir or .eml files: a mail leaves it only once it is registered."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from models.storage.addresses import FolderAddress
from tasks.mailboxes.mailbox import PIECE, Gone, Unreachable, WaitingMail
from tasks.reading.mail.head import stamp_of

_TOP = 1 << 16  # bytes of a mail: the stamp is above all that its sender wrote

_REASONS: tuple[tuple[type[OSError], str], ...] = (
    (NotADirectoryError, "ce n'est pas un dossier"),
    (PermissionError, "l'accès à ce dossier est refusé : le programme doit pouvoir le lire et y écrire"),
    (OSError, "ce dossier ne peut pas être lu"),
)


class FolderMailbox:
    """A folder of mails. In a Maildir new mails are in `new` and go to `cur`; elsewhere they go to `traites`."""

    def __init__(self, role: str, address: FolderAddress) -> None:
        """Name the folder; it may not exist yet, and is then empty."""
        self.role, self._address, is_maildir = role, address, False
        with suppress(PermissionError):  # said once it is asked what waits: other mailboxes may be read
            is_maildir = (address.path / "new").is_dir()
        self._is_mail = Path.is_file if is_maildir else _is_eml
        self._inbox = address.path / "new" if is_maildir else address.path
        self._done = address.path / "cur" if is_maildir else address.path / "traites"
        self._suffix = ":2,S" if is_maildir else ""

    def names(self) -> frozenset[str]:
        """Return the names of the mails that wait, without reading any."""
        return frozenset(path.name for path in self._paths())

    def waiting(self, limit: int | None = None) -> list[WaitingMail]:
        """Return the mails that wait, or so many of the first, in the order in which our server received them."""
        return sorted(self._stamped(), key=lambda mail: (mail.received_at, mail.name))[:limit]

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a mail. Raise Gone where another worker has taken it since."""
        try:
            with (self._inbox / name).open("rb") as file:
                while piece := file.read(PIECE):
                    yield piece
        except FileNotFoundError as error:
            raise Gone(name) from error

    def done(self, mail: WaitingMail) -> None:
        """Put a registered mail aside, unless another worker just did."""
        self._done.mkdir(exist_ok=True)
        target = self._done / f"{mail.name}{self._suffix}"
        if target.exists():  # another mail was called the same: both stay
            target = self._done / f"{mail.received_at:%Y%m%dT%H%M%S%f}-{target.name}"
        with suppress(FileNotFoundError):
            (self._inbox / mail.name).rename(target)

    def _stamped(self) -> Iterator[WaitingMail]:
        for path in self._paths():
            with suppress(FileNotFoundError):  # another worker has taken it since
                yield WaitingMail(path.name, received_at(path))

    def _paths(self) -> list[Path]:
        with self._reached(), suppress(FileNotFoundError):
            return [path for path in self._inbox.iterdir() if self._is_mail(path)]
        return []

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """Say why the folder cannot be read: it must not pass for an empty one."""
        try:
            yield
        except OSError as error:
            why = next(said for kind, said in _REASONS if isinstance(error, kind))
            raise Unreachable(self.role, self._address, why, is_lasting=True) from error


def _is_eml(path: Path) -> bool:
    return path.suffix.lower() == ".eml" and path.is_file()


def received_at(path: Path) -> datetime:
    """Return the receiving server's stamp of a mail: its topmost Received, or when its file was delivered."""
    with suppress(OSError), path.open("rb") as file:  # one that cannot be read waits like the others
        if stamp := stamp_of(file.read(_TOP)):
            return stamp
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
