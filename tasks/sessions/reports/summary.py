"""The regional summary of a year's report: summed up by territory and network, small counts left out, and compared with
the years before (S2, § 6 and § 9; S4, article 2)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session

from models.members.reports.figures import REST, Value, missing, parts_of
from models.members.reports.record import is_whole
from models.members.reports.rows import (
    Report,
    ReportAnswer,
    ReportRequest,
    ValidatedSet,
    answers_of,
    reports,
    requests_of,
)
from models.members.reports.suppression import Counted, Published, publish
from models.region.policies.reports import IndicatorSet
from notifications.views.reports import SummaryDocument, SummaryLine, SummaryTable

TITLES = {"territory": "Par territoire", "network": "Par réseau"}
"""What a table of each family is called."""


class Standing(NamedTuple):
    """Where a request stands: who, whether it was reached, whole, begun; what is missing of it, and to be mended."""

    request: ReportRequest
    organisation: str
    answer: ReportAnswer | None
    is_whole: bool
    missing: int


class Collected(NamedTuple):
    """A collection with all that came."""

    report: Report
    kept: ValidatedSet
    standings: tuple[Standing, ...]


def collected(session: Session, report: Report, kept: ValidatedSet) -> Collected:
    """Return a collection with all that came."""
    came, asked = answers_of(session, report), kept.asked
    return Collected(
        report,
        kept,
        tuple(
            Standing(
                one,
                name,
                answer := came.get(one.id or 0),
                is_whole(asked, answer),
                len(missing(asked, answer.said if answer else {})),
            )
            for one, name in requests_of(session, report)
        ),
    )


def summary(session: Session, region_name: str, found: Collected) -> SummaryDocument:
    """Return what is published of a collection: no count below the threshold of its set, nor what would give one."""
    report, kept, _ = found
    former = list(_former(session, report, kept))
    asked = kept.asked
    return SummaryDocument(
        region=region_name,
        year=report.year,
        label=asked.label,
        version=kept.version,
        validated_on=kept.validated_on,
        body=kept.body,
        asked=len(found.standings),
        whole=sum(one.is_whole for one in found.standings),
        begun=sum(one.answer is not None and not one.is_whole for one in found.standings),
        below=asked.suppress_below,
        years=tuple(year for year, _ in former),
        tables=tuple(_tables(asked, found, former)),
    )


def _former(session: Session, report: Report, kept: ValidatedSet) -> Iterator[tuple[int, Mapping[str, int | None]]]:
    """Yield the totals of the years before that were asked with the same set, whatever its version: by indicator."""
    for one, of_year in reports(session, report.region_id):
        if of_year.key == kept.key and one.year < report.year:
            found = collected(session, one, of_year)
            yield one.year, {name: published(of_year.asked, found, name).total for name in _counts(of_year.asked)}


def _counts(asked: IndicatorSet) -> list[str]:
    return [name for name, indicator in asked.indicators.items() if indicator.type == "count"]


def published(asked: IndicatorSet, found: Collected, name: str) -> Published:
    """Return what is published of a count."""
    counted = [
        (one.request, one.answer.said)
        for one in found.standings
        if one.answer and isinstance(one.answer.said.get(name), int)
    ]
    members = [Counted(one.counted_in, one.network, int(said[name])) for one, said in counted]
    axes = {axis: _parts(asked, [said for _, said in counted], name, axis) for axis in asked.indicators[name].by}
    return publish(members, axes, below=asked.suppress_below)


def _parts(asked: IndicatorSet, said: Sequence[Mapping[str, Value]], name: str, axis: str) -> dict[str, int]:
    """Return the parts of the total by the values of an axis, with what is left of it: the parts of who said more than
    its own total are not counted, but as what is left."""
    found = dict.fromkeys(asked.axes[axis].values, 0)
    for values in said:
        parts, total = parts_of(asked, values, name, axis), int(values[name])
        if sum(parts.values()) <= total:
            for value, number in parts.items():
                found[value] += number
    rest = sum(int(values[name]) for values in said) - sum(found.values())
    return found | {REST: rest} if rest else found


def _tables(
    asked: IndicatorSet, found: Collected, former: Sequence[tuple[int, Mapping[str, int | None]]]
) -> Iterator[SummaryTable]:
    for name, indicator in asked.indicators.items():
        if indicator.type == "count":
            yield from _of_count(asked, found, name, former)
        elif indicator.type == "choice":
            yield _of_choice(asked, found, name)


def _of_count(
    asked: IndicatorSet, found: Collected, name: str, former: Sequence[tuple[int, Mapping[str, int | None]]]
) -> Iterator[SummaryTable]:
    label, told = asked.indicators[name].label, published(asked, found, name)
    compared = tuple(SummaryLine(label=str(year), value=totals.get(name)) for year, totals in former if name in totals)
    this_year = SummaryLine(label=str(found.report.year), value=told.total)
    yield SummaryTable(indicator=label, title="Total de la région", lines=(this_year, *compared))
    for family, parts in told.families.items():
        yield SummaryTable(indicator=label, title=TITLES[family], lines=_lines(dict(sorted(parts.items()))))
    for axis, parts in told.axes.items():
        yield SummaryTable(indicator=label, title=f"Par {asked.axes[axis].label}", lines=_lines(parts))


def _of_choice(asked: IndicatorSet, found: Collected, name: str) -> SummaryTable:
    """Return how many gave each answer, which are counts too."""
    indicator = asked.indicators[name]
    given = [one.answer.said[name] for one in found.standings if one.answer and name in one.answer.said]
    parts = {choice: given.count(choice) for choice in indicator.choices}
    told = publish([Counted("", "", len(given))], {name: parts}, below=asked.suppress_below)
    return SummaryTable(indicator=indicator.label, title="Réponses", lines=_lines(told.axes[name]))


def _lines(parts: Mapping[str, int | None]) -> tuple[SummaryLine, ...]:
    return tuple(SummaryLine(label=label, value=value) for label, value in parts.items())
