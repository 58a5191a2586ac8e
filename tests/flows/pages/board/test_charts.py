"""Where each line and bar of a chart stands."""

import re
from datetime import date, timedelta

import pytest

from flows.pages.board.charts import Bar, Part, bars, curves, round_above
from flows.pages.render import templates

MONTHS = {number: f"m{number}" for number in range(1, 13)}
OPENS = date(2026, 1, 30)


def test_curves_share_their_axes() -> None:
    """From the first day to the last of any, from nothing to a round number above the highest."""
    days = [OPENS + timedelta(n) for n in range(5)]
    series = {"2026": list(zip(days, (0, 2, 2, 2, 4), strict=True)), "2025": [(days[0], 1), (days[4], 3)]}

    drawn = curves(series, today=days[2], months=MONTHS)

    [this, former] = drawn.lines
    assert this.points == "44.0,132.0 111.0,70.0 245.0,70.0 312.0,8.0"
    assert former.points == "44.0,101.0 312.0,39.0"
    assert [(tick.at, tick.label) for tick in drawn.days] == [(178.0, "m2")]
    assert [tick.label for tick in drawn.numbers] == ["0", "2", "4"]
    assert drawn.today == 178.0


def test_a_day_outside_is_not_marked() -> None:
    """A session of the past has no today."""
    drawn = curves({"2026": [(OPENS, 0), (OPENS + timedelta(3), 1)]}, today=date(2027, 1, 1), months=MONTHS)

    assert drawn.today is None


@pytest.mark.parametrize(
    ("number", "above"),
    [(0, 2), (1, 2), (3, 4), (10, 10), (11, 20), (70, 80), (300, 400), (1000, 1000), (10_001, 20_000)],
)
def test_an_axis_ends_at_a_round_number(number: int, above: int) -> None:
    """An even one: its half is written too."""
    assert round_above(number) == above


def test_the_longest_bar_has_the_width_and_parts_follow_one_another() -> None:
    """The others in proportion; with nothing at all, no bar."""
    drawn = bars([("a", "4", [(3, "main"), (1, "half")]), ("b", "1", [(1, "main")])], width=100)

    assert drawn == (
        Bar("a", "4", (Part(0.0, 75.0, "main"), Part(75.0, 25.0, "half"))),
        Bar("b", "1", (Part(0.0, 25.0, "main"),)),
    )
    assert bars([("a", "0", [(0, "main")])], width=100) == (Bar("a", "0", (Part(0.0, 0.0, "main"),)),)


def test_the_names_of_months_never_run_into_one_another() -> None:
    """Over a whole year every other one is written, where a few months have each their own."""
    days = [date(2026, 1, 1) + timedelta(n) for n in range(365)]

    drawn = [curves({"2026": [(day, 0) for day in part]}, today=days[0], months=MONTHS) for part in (days, days[:120])]

    assert [[tick.label for tick in one.days] for one in drawn] == [
        ["m1", "m3", "m5", "m7", "m9", "m11"],
        ["m1", "m2", "m3", "m4"],
    ]


def test_a_long_label_takes_as_many_lines_as_it_needs() -> None:
    """It is never cut, and each row has the room of the longest."""
    rows = bars([("Convention territoriale signée", "1", [(1, "main")]), ("Bilan", "1", [(1, "main")])], width=140)

    said = '{% from "board/charts.html" import bar_chart %}{{ bar_chart(rows, "Pièces", left=140, row=18) }}'
    drawn = templates().from_string(said).render(rows=rows)

    assert re.findall(r'y="([0-9]+)" text-anchor="end">([^<]*)<', drawn) == [
        ("12", "Convention"),
        ("24", "territoriale signée"),
        ("46", "Bilan"),
    ]
    assert 'height="56"' in drawn
