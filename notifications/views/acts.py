"""What the document of an act can speak of: what its template says, in blocks, and who signs it, where and when."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A part of a line, strong or not."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A block of a text in light markup (`notifications.writing.layout`): its mark, and its lines or cells."""

    mark: str
    lines: tuple[tuple[Segment, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """How a Région draws its documents: its colour, the lines below its name, the words above whoever signs; its logo,
    a PNG in base64, and what that shows."""

    colour: str
    letterhead: tuple[str, ...] = ()
    signature: str | None = None
    png: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActDocument:
    """An act of the Région (a decision, a formal notice), to be signed and enclosed (CRPA L211-2, L211-5, L212-1).

    `day` is the one that it bears, None where the signature is electronic, and gives it; `place` is where it is signed.
    """

    region: str
    house: House
    authority: str
    title: str
    reference: str
    organisation: str
    identifier: str | None
    said: tuple[Marked, ...]  # visas, reasons, operative part
    after: tuple[Marked, ...]  # how it is contested: below the signature
    place: str | None
    day: date | None
    signatory_name: str
    signatory_capacity: str
