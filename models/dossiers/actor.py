"""Who acts on a dossier: the system by itself, or a person under the name that they gave."""

from dataclasses import dataclass
from typing import Literal

Allowed = Literal["system", "person", "either"]
"""Who may: a cell of the table of transitions."""


@dataclass(frozen=True, slots=True)
class System:
    """The system, by itself: what is due at an instant, or what a mail brought."""

    def __str__(self) -> str:
        """Return what the journal holds."""
        return "system"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who fills in a form."""

    name: str

    def __str__(self) -> str:
        """Return what the journal holds."""
        return self.name


Actor = System | Person

SYSTEM = System()

_WHO: dict[Allowed, tuple[type[Actor], ...]] = {
    "system": (System,),
    "person": (Person,),
    "either": (System, Person),
}


def is_allowed(by: Actor, allowed: Allowed) -> bool:
    """Return True if who acts is among those who may."""
    return isinstance(by, _WHO[allowed])
