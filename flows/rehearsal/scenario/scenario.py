"""A scenario: what people do in a year or in several, and what must hold at the end."""

from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from flows.rehearsal.scenario.events import Event
from flows.rehearsal.scenario.values import Address, Day, Instant, Name, ScenarioPart, Year
from models.region.parts import refusal
from models.vocabulary import Flag, PieceState, RequestOutcome, StageName, Status


class Expectation(ScenarioPart):
    """What must hold at the end: of an application, of notices, or of a stage."""

    application: Name | None = None
    status: Status | None = None
    campaign: Name | None = None
    flag: Flag | None = None
    pieces: dict[str, PieceState] | None = None
    request: RequestOutcome | None = None
    notice: Name | None = None
    count: Annotated[int, Field(ge=0)] | None = None
    stage: StageName | None = None
    done_at: Instant | None = None
    due_at: Instant | None = None

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if not (self.application or self.notice or self.stage):
            raise refusal("une attente sans objet", "Commencez par application, notice ou stage.")
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
        """Yield the names that deposits introduce."""
        return (event.deposit.as_ for event in self.events if event.deposit)
