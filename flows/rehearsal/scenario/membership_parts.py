"""The events of a scenario about members once they are: where they belong, who coordinates them there."""

from pydantic import Field

from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart


class Attach(Act):
    """Where a member belongs: the département or commune it is in, or territories by their keys."""

    place: Name | None = None
    territories: list[Name] = Field(default_factory=list)


class Coordinator(Act):
    """A member is designated to coordinate a territory."""

    territory: Name
    contact_name: Name
    contact_email: Name
    on: Day
    informed_on: Day | None = None


class CoordinationEnd(ScenarioPart):
    """Nobody coordinates a territory any more, after a day."""

    territory: Name
    on: Day
    reason: Name
    by: Name
