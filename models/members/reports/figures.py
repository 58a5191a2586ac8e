"""What was written into a report's form, read: numbers, choices, texts; and what is wrong or missing in it."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from models.region.file_names import fold
from models.region.policies.reports import Cell, IndicatorSet, cells

Value = int | str
REST = "non précisé"
"""What is left of a number once its parts are taken away."""

_NUMBER = re.compile(r"\d{1,9}")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")


class Read(NamedTuple):
    """What a form says, by the keys of its cells, and what could not be read of it, in French."""

    values: dict[str, Value]
    faults: tuple[str, ...]


def read_figures(asked: IndicatorSet, said: Mapping[str, str]) -> Read:
    """Return what was written, each value as its indicator wants it. What is empty says nothing."""
    values: dict[str, Value] = {}
    faults = []
    for cell in cells(asked):
        text = " ".join(said.get(cell.key, "").split())
        if not text:
            continue
        value = _value(asked, cell, text)
        if value is None:
            faults.append(f"{cell.label} : « {text[:60]} » ; {_mend(asked, cell)}")
        else:
            values[cell.key] = value
    return Read(values, tuple(faults))


def _value(asked: IndicatorSet, cell: Cell, text: str) -> Value | None:
    indicator = asked.indicators[cell.indicator]
    if indicator.type == "text":
        return text
    if indicator.type == "choice":
        return next((one for one in indicator.choices if fold(one).casefold() == fold(text).casefold()), None)
    number = _BLANKS.sub("", text)
    return int(number) if _NUMBER.fullmatch(number) else None


def _mend(asked: IndicatorSet, cell: Cell) -> str:
    choices = asked.indicators[cell.indicator].choices
    return f"choisissez parmi : {', '.join(choices)}." if choices else "écrivez un nombre entier, en chiffres."


def inconsistencies(asked: IndicatorSet, values: Mapping[str, Value]) -> Iterator[str]:
    """Yield, in French, the numbers whose parts add up to more than themselves."""
    for name, indicator in asked.indicators.items():
        for axis in indicator.by:
            parts = sum(parts_of(asked, values, name, axis).values())
            total = values.get(name)
            if isinstance(total, int) and parts > total:
                yield f"{indicator.label} : {total}, mais {parts} par {asked.axes[axis].label} ; à corriger."


def parts_of(asked: IndicatorSet, values: Mapping[str, Value], name: str, axis: str) -> dict[str, int]:
    """Return the parts of a number by the values of an axis."""
    own = {
        cell.value or "": values.get(cell.key) for cell in cells(asked) if (cell.indicator, cell.axis) == (name, axis)
    }
    return {value: number for value, number in own.items() if isinstance(number, int)}


def missing(asked: IndicatorSet, values: Mapping[str, Value]) -> list[str]:
    """Return the questions that wait for an answer: texts may be left empty."""
    return [
        cell.label
        for cell in cells(asked)
        if cell.key not in values and asked.indicators[cell.indicator].type != "text"
    ]
