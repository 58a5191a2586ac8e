"""What a sender has in hand: a notice and its files."""

from typing import NamedTuple

from models.notices import Letter, Notice
from notifications.outbox.enclosures import Enclosure


class Parcel(NamedTuple):
    """A notice that is in hand, and the files that go with it."""

    notice: Letter | Notice
    files: tuple[Enclosure, ...] = ()

    @property
    def notice_id(self) -> int:
        """The number of the notice."""
        return self.notice.id or 0

    @property
    def octets(self) -> int:
        """How many octets its mail has at least: what a server that bounds them is told (RFC 1870)."""
        files = sum(len(file.content) * 4 // 3 for file in self.files)
        return len(self.notice.text) + len(self.notice.html) + files
