"""The indicators of the yearly report (S2, § 9; S4, article 2)."""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, PositiveInt, model_validator

from models.region.parts import Key, Section, Text, refusal


class Axis(Section):
    """What a count is broken down by: its label, and its values in their order (age bands, départements)."""

    label: Text
    values: Annotated[list[Text], Field(min_length=2)]


class Indicator(Section):
    """What is asked: a whole number (`count`), broken down `by` some axes, one answer among `choices`, or a text."""

    label: Text
    type: Literal["count", "choice", "text"]
    by: list[Key] = Field(default_factory=list)
    choices: list[Text] = Field(default_factory=list)

    @model_validator(mode="after")
    def _fits_its_type(self) -> Self:
        if self.by and self.type != "count":
            raise refusal("seul un nombre se ventile", "Retirez la ventilation, ou changez de type.")
        if bool(self.choices) != (self.type == "choice"):
            raise refusal("une question à choix a des choix, et elle seule", "Complétez-les, ou retirez-les.")
        return self


class IndicatorSet(Section):
    """A set of indicators in a version; a count below `suppress_below` is never published."""

    label: Text
    version: Text
    suppress_below: PositiveInt = 5
    axes: dict[Key, Axis] = Field(default_factory=dict)
    indicators: Annotated[dict[Key, Indicator], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_its_axes(self) -> Self:
        for name, indicator in self.indicators.items():
            if missing := [axis for axis in indicator.by if axis not in self.axes]:
                raise refusal(f"{name} : ventilation inconnue ({missing[0]})", f"Axes : {', '.join(self.axes)}.")
        return self


class Cell(NamedTuple):
    """One thing to fill in: its key, its question, of which indicator, and of which axis and value if it is a part."""

    key: str
    label: str
    indicator: str
    axis: str | None = None
    value: str | None = None


class Reporting(Section):
    """How the yearly report is collected (S2, § 6): from each member, or from whoever coordinates each territory; in
    how many days, with reminders so many days before the last."""

    asked: Literal["members", "coordinators"] = "members"
    days: PositiveInt = 45
    remind_before: list[PositiveInt] = Field(default_factory=lambda: [15, 5])


def cells(asked: IndicatorSet) -> Iterator[Cell]:
    """Yield what is to be filled in, in the order of the set: a number, then its parts."""
    for name, indicator in asked.indicators.items():
        yield Cell(name, indicator.label, name)
        for axis in indicator.by:
            for place, value in enumerate(asked.axes[axis].values, start=1):
                label = f"{indicator.label}, {asked.axes[axis].label} : {value}"
                yield Cell(f"{name}.{axis}.{place}", label, name, axis, value)
