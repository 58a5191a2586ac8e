"""A scenario: what people do in a year or in several, and what must hold at the end."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.values import Address, Day, Instant, Name, ScenarioPart, Year
from models.intake.words import Meaning
from models.region.parts import refusal
from models.vocabulary import Flag, NoticeKind, NoticeStatus, PieceState, RequestOutcome, StageName, Status


class Expectation(ScenarioPart):
    """What must hold at the end: of an application, of a stage, of an arrival (the name that a mail was given, or its
    place among all that came, from 1 on), or how many notices of a kind there are: those of an application, `to` an
    address, of a status or which say something, where it is said."""

    application: Name | None = None
    status: Status | NoticeStatus | None = None
    organisation: Name | None = None
    campaign: Name | None = None
    flag: Flag | None = None
    pieces: dict[str, PieceState] | None = None
    request: RequestOutcome | None = None
    notice: Name | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    to: Address | None = None
    says: Name | None = None
    stage: StageName | None = None
    done_at: Instant | None = None
    due_at: Instant | None = None
    arrival: Annotated[int, Field(ge=1)] | Name | None = None
    nature: Meaning | None = None
    waiting: bool | None = None
    answered: list[NoticeKind] | None = None

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not (self.application or self.notice or self.stage or self.arrival):
            raise refusal("une attente sans objet", "Commencez par application, notice, stage ou arrival.")
        if self.notice and self.count is None:
            raise refusal("un nombre de notifications manque", "Ajoutez count.")
        return self


class Scenario(ScenarioPart):
    """A session's year, and those that follow it where `events`, in any order, open others. `set_` overrides the
    region file by dotted key, for all of them."""

    region: Name
    year: Year
    opens: Day
    until: Instant
    set_: dict[str, Any] = Field(default_factory=dict, alias="set")
    prospects: list[Address] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)
    expect: list[Expectation] = Field(default_factory=list)

    @property
    def timeline(self) -> list[Event]:
        """The events by instant, then by place in the file."""
        return sorted(self.events, key=lambda event: event.at)

    def names(self) -> Iterator[str]:
        """Yield the names that deposits introduce, what a person says of an arrival, or who enters the register."""
        brought = (event.deposit or event.mail or event.reclassify or event.enter for event in self.events)
        return (one.as_ for one in brought if one and one.as_)

    def arrivals(self) -> Iterator[str]:
        """Yield the names that mails are given."""
        return (event.mail.name for event in self.events if event.mail and event.mail.name)
