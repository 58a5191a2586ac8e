"""What a notice can say of an appeal: when it came, whether in time, and what silence would make of it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class AppealView:
    """An appeal made to the Région against an act: `label` is what it is called; `until`, the last day to make it,
    None where no delay had begun; `implied_on`, the last day before silence rejects it."""

    label: str
    received_on: date
    posted_on: date | None
    is_in_time: bool
    until: date | None
    implied_on: date
    about: str  # what follows « la décision du … »: « de résiliation de votre adhésion … »
    outcome: str  # what that decision did: « votre adhésion … a été résiliée »
    decided_on: date
