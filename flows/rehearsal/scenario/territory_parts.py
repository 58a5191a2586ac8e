"""The events of a scenario about members once they are: where they belong, who coordinates them there, the yearly
report."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import Field

from flows.rehearsal.scenario.event_parts import Act
from flows.rehearsal.scenario.values import Day, Name, ScenarioPart, Year
from models.forms.membership.territories import AttachmentForm, CommitteeForm, CoordinationEndForm, CoordinatorForm
from models.forms.parts import Form
from models.forms.requests import ReportEntryForm, ReportLine, ReportOpeningForm, SetValidationForm
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


def _attachment(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    return AttachmentForm.model_validate(said.model_dump() | {"application": reference})


def _coordinator(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    days = {"starts_on": said.on, "informed_on": said.informed_on or said.on}
    return CoordinatorForm.model_validate(
        said.model_dump(exclude={"on", "informed_on"}) | days | {"application": reference}
    )


def _coordination_end(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return CoordinationEndForm(session=session, **said.model_dump())


def _committee(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    return CommitteeForm(session=session, **said.model_dump())


def _set_validation(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    kept = said.model_dump(exclude={"on"})
    return SetValidationForm(session=session, validated_on=said.on, **kept)


def _report_opening(said: Any, session: str, _reference: str) -> Form:  # noqa: ANN401
    kept = said.model_dump(exclude={"of_year"})
    return ReportOpeningForm.model_validate({"session": session, "year": said.of_year} | kept)


def _report_entry(said: Any, _session: str, reference: str) -> Form:  # noqa: ANN401
    lines = [
        ReportLine(question=key, value=None if value is None else str(value)) for key, value in said.values.items()
    ]
    kept = said.model_dump(include={"territory", "reason", "by"})
    return ReportEntryForm.model_validate({"application": reference, "year": said.of_year, "lines": lines} | kept)


TERRITORY_FORMS: Mapping[str, Callable[[Any, str, str], Form]] = {
    "attach": _attachment,
    "coordinator": _coordinator,
    "coordination_end": _coordination_end,
    "committee": _committee,
    "validate_indicators": _set_validation,
    "open_report": _report_opening,
    "answer_report": _report_entry,
}
"""The form that each of these events is, by its key."""
