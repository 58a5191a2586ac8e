"""The sections of a region file, one model each; `models.region.model.Region` puts them together."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt
from pydantic_core import PydanticCustomError

Text = Annotated[str, Field(min_length=1)]


def refusal(problem: str, mend: str) -> PydanticCustomError:
    """The error a rule of the region file raises: what is wrong, and what to write instead, both in French."""
    return PydanticCustomError("region", "{problem}. {mend}", {"problem": problem, "mend": mend})


class CrossFault(NamedTuple):
    """Keys of a region file that do not fit together: the one to mend, dotted, and how."""

    key: str
    value: object
    problem: str
    mend: str


def cross_faults(faults: Sequence[CrossFault]) -> PydanticCustomError:
    """The error that tells several of them at once."""
    text = " ; ".join(f"{fault.key} : {fault.problem}" for fault in faults)
    return PydanticCustomError("region_cross", "{text}", {"text": text, "faults": faults})


def shape(pattern: str, problem: str, mend: str) -> AfterValidator:
    """A validator of texts that the whole pattern must match."""

    def check(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise refusal(problem, mend)
        return text

    return AfterValidator(check)


Key = Annotated[
    str,
    shape(r"[a-z0-9][a-z0-9_-]*", "identifiant refusé", "Écrivez des minuscules sans accent, des chiffres, - ou _."),
]
Email = Annotated[
    str, shape(r"[^@\s]+@[^@\s]+\.[^@\s.]+", "ce n'est pas une adresse", "Écrivez par exemple depot@example.invalid.")
]


Hour = Annotated[str, shape(r"([01][0-9]|2[0-3]):[0-5][0-9]", "ce n'est pas une heure", 'Écrivez par exemple "14:00".')]
RoleName = Literal["deposit_mailbox", "technical_contact", "content_contact", "examining_service", "decision_authority"]


class Section(BaseModel):
    """A section: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Circle(Section):
    """One of the circles of the SPRO: whether its members deposit a dossier, or enter when they are invited, or by
    themselves; and the text that engages them."""

    application: Literal["required", "invitation", "not_required"]
    instrument: Literal["convention", "cahier_des_charges"]
    label: Text


class Member(Section):
    """A seat of a body, by role: who sits there is typed in at the meeting."""

    label: Text
    email: Email


class Body(Section):
    """A body that studies (`opinion`) or validates; members are convened at least `convening_days` days before.

    `members` are its seats by key; `secretary`, the desk that keeps its agenda and its minutes; `meets_at`, the local
    hour of its meetings. With a quorum of `half`, at least half of the seats are there (CRPA R133-10); `proxies` is how
    many mandates a member may hold, 0 where none is given (R133-9). `casting_vote` is whether the vote of whoever
    presides prevails in a tie (R133-11), and `chair` the seat that presides, empty where it is not always the same.
    """

    label: Text
    kind: Literal["opinion", "validation"]
    convening_days: PositiveInt
    members: dict[Key, Member] = Field(default_factory=dict)
    secretary: RoleName = "examining_service"
    quorum: Literal["half", "none"] = "half"
    proxies: NonNegativeInt = 1
    casting_vote: bool = True
    chair: Key | None = None
    meets_at: Hour = "14:00"
    place: Text | None = None

    @property
    def needed(self) -> int:
        """How many must be there for the body to deliberate; 0 where no quorum is asked, or no seat is known."""
        return (len(self.members) + 1) // 2 if self.quorum == "half" else 0
