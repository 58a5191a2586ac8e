"""What notices say of a yearly report: plain values, like those of `views`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """A report that is asked for: of which year, with which set and who validated it, for a whole territory where one
    is named, until when; what is still to be answered of it, what could not be read."""

    year: int
    label: str
    version: str
    validated_on: date
    body: str
    territory: str | None
    due_on: date
    missing: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryLine:
    """A line of a table; `value` is None where it is left out."""

    label: str
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryTable:
    """What is published of an indicator: its total beside those of the years before, or its parts."""

    indicator: str
    title: str
    lines: tuple[SummaryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryDocument:
    """The regional summary of a year's report, as it is presented: who was asked and has answered, then the tables.
    Counts below `below`, and what would give one, are left out; `years` are those that it is compared with."""

    region: str
    year: int
    label: str
    version: str
    validated_on: date
    body: str
    asked: int
    whole: int
    begun: int
    below: int
    years: tuple[int, ...]
    tables: tuple[SummaryTable, ...]
