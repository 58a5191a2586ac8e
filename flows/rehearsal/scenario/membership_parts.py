"""The events of a scenario about members once they are: where they belong, who coordinates them there, the yearly
report."""

from pydantic import Field

from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart, Year
from models.members.territories import CommitteeWork


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


class Committee(ScenarioPart):
    """What a committee did: it met, adopted its programme; or, without a territory, drew up a state of play."""

    work: CommitteeWork
    territory: Name | None = None
    on: Day
    place: Name | None = None
    needs: Name | None = None
    by: Name


class ValidateIndicators(ScenarioPart):
    """A body validates a set of indicators of the region file, by its key."""

    indicators: Name
    on: Day
    body: Name
    by: Name


class OpenReport(ScenarioPart):
    """A year's report is asked of all who owe one, with a set of indicators, until a last day."""

    of_year: Year
    indicators: Name
    due: Day | None = None
    by: Name


class AnswerReport(Act):
    """What a member answered to a year's report is typed, or corrected: values by the keys of the questions."""

    of_year: Year
    values: dict[Name, Name | int | None] = Field(min_length=1)
    territory: Name | None = None
    reason: Name | None = None
