"""Charts as figures to draw: where each line, bar and mark stands, in the units of an SVG. Templates draw them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flows.pages.render import grouped

WIDTH, HEIGHT = 320, 150
"""The size of a chart."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 8, 18  # around what is drawn: numbers at the left, days below
_NAME = 34  # the room of a month's name
_ABOVE = (2, 4, 6, 8, 10)


class Tick(NamedTuple):
    """A mark on an axis: where it stands, and what is written there."""

    at: float
    label: str


class Line(NamedTuple):
    """A curve: the points of its polyline."""

    label: str
    points: str


class Curves(NamedTuple):
    """Curves over days: their lines, the marks of both axes, and where today is, if it is there."""

    lines: tuple[Line, ...]
    days: tuple[Tick, ...]
    numbers: tuple[Tick, ...]
    today: float | None


class Part(NamedTuple):
    """A part of a bar: where it begins, how long it is, and the class that colours it."""

    at: float
    width: float
    kind: str


class Bar(NamedTuple):
    """A bar with its label, its parts and what is written at its end."""

    label: str
    said: str
    parts: tuple[Part, ...]


def curves(series: Mapping[str, Sequence[tuple[date, int]]], *, today: date, months: Mapping[int, str]) -> Curves:
    """Return cumulated numbers by day as curves on the same axes; `months` says what the first of each is called."""
    days = [day for points in series.values() for day, _ in points]
    first, last = min(days), max(days)
    most = round_above(max(number for points in series.values() for _, number in points))
    across, up = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM

    def x(day: date) -> float:
        return round(_LEFT + across * (day - first).days / max(1, (last - first).days), 1)

    def y(number: int) -> float:
        return round(HEIGHT - _BOTTOM - up * number / most, 1)

    return Curves(
        lines=tuple(
            Line(label, " ".join(f"{x(day)},{y(number)}" for day, number in _turns(points)))
            for label, points in series.items()
        ),
        days=month_marks(x, first, last, months=months, width=WIDTH),
        numbers=tuple(Tick(y(number), grouped(number)) for number in sorted({0, most // 2, most})),
        today=x(today) if first <= today <= last else None,
    )


def _turns(points: Sequence[tuple[date, int]]) -> Iterable[tuple[date, int]]:
    """Return the points of a curve without those that its neighbours say: a day on which nothing came, amid others."""
    last = len(points) - 1
    for place, (day, number) in enumerate(points):
        if place in {0, last} or points[place - 1][1] != number or points[place + 1][1] != number:
            yield day, number


def month_marks(
    x: Callable[[date], float], first: date, last: date, *, months: Mapping[int, str], width: float
) -> tuple[Tick, ...]:
    """Return the months between two days, except those whose name has no room after the one before, or before the
    edge."""
    marks = list[Tick]()
    for day in firsts(first, last):
        begins = marks[-1].at + _NAME if marks else 0
        if begins <= x(day) <= width - _NAME:
            marks.append(Tick(x(day), months[day.month]))
    return tuple(marks)


def firsts(first: date, last: date) -> list[date]:
    """Return the first days of the months between two days."""
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    return [day for day in days if day.day == 1]


def round_above(number: int) -> int:
    """Return the first round number that is not below another: an even figure and zeros, so that it has a half."""
    power = 10 ** max(0, len(str(number - 1)) - 1) if number else 1
    return next(figure * power for figure in _ABOVE if figure * power >= number)


def bars(rows: Iterable[tuple[str, str, Sequence[tuple[float, str]]]], *, width: float) -> tuple[Bar, ...]:
    """Return rows (label, what is said, parts one after the other) as bars, the longest of which has a width."""
    listed = list(rows)
    longest = max((sum(size for size, _ in parts) for _, _, parts in listed), default=0) or 1
    return tuple(Bar(label, said, tuple(_parts(parts, width / longest))) for label, said, parts in listed)


def _parts(parts: Sequence[tuple[float, str]], scale: float) -> Iterable[Part]:
    at = 0.0
    for size, kind in parts:
        yield Part(round(at, 1), round(size * scale, 1), kind)
        at += size * scale
