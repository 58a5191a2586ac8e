"""What a notice can speak of: plain, immutable values, the only things that templates ever see."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """The session as an applicant needs it; dates are local days, both ends included."""

    code: str
    label: str
    year: int
    deposit_last_day: date
    examination_last_day: date
    working_group: str  # « juin 2021 », or « le jeudi 17 juin 2021 » once the meeting is set
    commission: str
    effect_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationView:
    """One dossier; instants are aware."""

    reference: str
    organisation: str
    identifier: str | None  # « SIRET 999 000 011 00018 », None where none was read
    circle: int
    network: str | None  # its label in the region file
    received_at: datetime
    registered_at: datetime
    acknowledge_by: date
    flags: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """One required piece and what the dossier holds of it; `state` is a PieceState, `reason` why it is unusable."""

    id: str
    label: str
    blocking: bool
    state: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """One file of a mail; `size` in bytes, `digest` the hexadecimal SHA-256, `piece` the label it was recognised as."""

    name: str
    size: int
    digest: str
    piece: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A completion request; `due_on` is its last day, included."""

    pieces: tuple[PieceView, ...]
    asked_on: date
    due_on: date
    message: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionView:
    """A decision as notified (CRPA L211-2, L212-1: reasons in law and fact, name and capacity of its author)."""

    decided_on: date
    reasons: str | None
    pieces: tuple[PieceView, ...]  # what an adjournment asks for
    signatory_name: str
    signatory_capacity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A stage whose date moved; both days included."""

    stage: str  # its label: « le dépôt des candidatures »
    former_last_day: date
    last_day: date
    reason: str
