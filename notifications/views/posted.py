"""Letters on paper as their document shows them."""

from dataclasses import dataclass
from datetime import date

from notifications.views.acts import House


@dataclass(frozen=True)
class PaperBlock:
    """A block of a letter: what it is (`title`, `heading`, `item`, `todo` or `text`), and its words."""

    mark: str
    text: str


@dataclass(frozen=True)
class PaperLetter:
    """A letter: the lines of the address of its reader, its number on the list of its batch, how it travels, when
    it left by mail, if it did, and what is to be put into its envelope besides."""

    number: int
    reference: str
    address: tuple[str, ...]
    is_registered: bool
    posted_on: date
    mailed_on: date | None
    blocks: tuple[PaperBlock, ...]
    enclosed: tuple[str, ...]


@dataclass(frozen=True)
class PostedDocument:
    """The letters of a batch, in their order, and who sends them: the lines of the address they come back to."""

    region: str
    house: House
    sender: tuple[str, ...]
    batch: int
    letters: tuple[PaperLetter, ...]
