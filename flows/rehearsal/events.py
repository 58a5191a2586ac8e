"""What happens in a scenario: one class an event, whose names are fixed, since other programs read them."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from flows.rehearsal.forms import FORMS
from flows.rehearsal.values import Address, Day, Instant, Name, Part
from models.region_parts import refusal
from models.statuses import DecisionSense, Finding, OpinionSense, StageName

UNPLAYED = (
    "request_completion",
    "extend",
    "cancel_request",
    "carry_over",
    "resubmit",
    "meeting",
    "rectify",
    "open",
    "bounce",
)
"""Events of the format that no flow carries out yet: refused by name, never skipped."""


class Deposit(Part):
    """A mail that brings a dossier. `as_` is how later events name its application."""

    as_: Name = Field(alias="as")
    organisation: Name
    siret: str | None = None
    rna: str | None = None
    uai: str | None = None
    network: Name | None = None
    from_: Address = Field(alias="from")
    pieces: Literal["all"] | list[str]
    received_at: Instant | None = None
    message_id: Annotated[str, Field(pattern=r"^<[^<>\s]{1,250}>$")] | None = None
    channel: Literal["email"] = "email"

    @model_validator(mode="before")
    @classmethod
    def _by_mail(cls, data: Any) -> Any:  # noqa: ANN401  whatever stands in the file
        if isinstance(data, dict) and (data.get("channel") in ("post", "hand") or "postmark" in data):
            raise refusal(
                "dépôt par voie postale ou en main propre : non joué", "Gardez channel: email, sans postmark."
            )
        return data


class Complement(Part):
    """A mail that answers our latest notice to an application."""

    application: Name
    pieces: list[str]
    from_: Address = Field(alias="from")
    received_at: Instant | None = None
    message_id: Annotated[str, Field(pattern=r"^<[^<>\s]{1,250}>$")] | None = None


class Act(Part):
    """What a person records about one application; `by` says who."""

    application: Name
    by: Name


class Examine(Act):
    """A finding, or the pieces that cannot be used."""

    finding: Finding | None = None
    unusable: dict[str, Name] = Field(default_factory=dict)
    comment: Name | None = None


class Reasoned(Act):
    """An act whose reason is told."""

    reason: Name


class Withdraw(Act):
    """A withdrawal; its reason may be told."""

    reason: Name | None = None


class OpinionEvent(Act):
    """What the working group says."""

    opinion: OpinionSense
    reasons: Name | None = None


class SignatoryPart(Part):
    """The author of a decision."""

    name: Name
    capacity: Name


class DecisionEvent(Act):
    """What is decided after the commission."""

    decision: DecisionSense
    signatory: SignatoryPart
    reasons: Name | None = None
    pieces: list[str] = Field(default_factory=list)


class Postpone(Part):
    """A stage's date moves, either way."""

    stage: StageName
    to: Day
    reason: Name
    by: Name


class Refuse(Part):
    """The mail server refuses some addresses, each with an SMTP code."""

    refuse: dict[str, Annotated[int, Field(ge=400, le=599)]]


class MailServer(Part):
    """What happens to the mail server."""

    state: Literal["up", "down"] | Refuse


class Event(Part):
    """One event: an instant, and exactly one thing that happens then."""

    at: Instant
    deposit: Deposit | None = None
    complement: Complement | None = None
    examine: Examine | None = None
    admit_late: Reasoned | None = None
    withdraw: Withdraw | None = None
    opinion: OpinionEvent | None = None
    decision: DecisionEvent | None = None
    postpone: Postpone | None = None
    mail_server: MailServer | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_that_is_played(cls, data: Any) -> Any:  # noqa: ANN401
        for name in UNPLAYED if isinstance(data, dict) else ():
            if name in data:
                mend = f"Événements joués : {', '.join(PLAYED)}."
                raise refusal(f"événement « {name} » : aucun flux ne le joue dans cette version", mend)
        return data

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        said = [name for name in PLAYED if getattr(self, name) is not None]
        if len(said) != 1:
            raise refusal("un événement et un seul par ligne", f"Choisissez parmi : {', '.join(PLAYED)}.")
        if self.kind in FORMS:
            self._fill_in()
        return self

    def _fill_in(self) -> None:
        """Refuse now what the form would refuse when the event's turn comes."""
        try:
            FORMS[self.kind](self.what, "SESSION", "DOSSIER")
        except ValidationError as error:
            raise refusal(error.errors()[0]["msg"].rstrip("."), "Complétez l'événement.") from error

    @property
    def kind(self) -> str:
        """The name of what happens."""
        return next(name for name in PLAYED if getattr(self, name) is not None)

    @property
    def what(self) -> Any:  # noqa: ANN401  the part of that kind
        """What happens."""
        return getattr(self, self.kind)


PLAYED = tuple(name for name in Event.model_fields if name != "at")
"""The events that a rehearsal plays."""
