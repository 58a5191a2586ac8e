"""What is published of counts: nothing below the threshold, and nothing from which such a number can be had."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.members.reports.suppression import FAMILIES, Counted, Published, publish

BELOW = 3
SMALL = st.lists(
    st.builds(Counted, st.sampled_from("AB"), st.sampled_from("xyz"), st.integers(0, 4)), min_size=1, max_size=4
)
LARGE = st.lists(
    st.builds(Counted, st.sampled_from("ABCDE"), st.sampled_from("vwxyz"), st.integers(0, 40)), min_size=1, max_size=12
)


def sums(members: Sequence[Counted], family: str) -> dict[str, int]:
    """Return the sums of a family."""
    return {
        name: sum(one.value for one in members if getattr(one, family) == name)
        for name in {getattr(one, family) for one in members}
    }


def agrees(members: Sequence[Counted], told: Published) -> bool:
    """Return True if what members may have counted is what was published."""
    is_total = told.total in {None, sum(one.value for one in members)}
    return is_total and all(
        value in {None, sums(members, family)[name]}
        for family in FAMILIES
        for name, value in told.families[family].items()
    )


def worlds(members: Sequence[Counted], told: Published) -> Iterator[list[Counted]]:
    """Yield all that members may have counted for all that a reader knows."""
    most = sum(one.value for one in members) + 1
    for values in product(range(most + 1), repeat=len(members)):
        if told.total not in {None, sum(values)}:
            continue
        world = [one._replace(value=value) for one, value in zip(members, values, strict=True)]
        if agrees(world, told):
            yield world


@settings(max_examples=60, deadline=None)
@given(SMALL)
def test_no_number_that_is_left_out_can_be_had(members: list[Counted]) -> None:
    """Of all that may have been counted, each such number has several values: tried one by one."""
    told = publish(members, {}, below=BELOW)

    possible = list(worlds(members, told))
    for family in FAMILIES:
        for name, value in told.families[family].items():
            if value is None:
                assert len({sums(world, family)[name] for world in possible}) > 1


@given(LARGE, st.lists(st.integers(0, 12), min_size=2, max_size=5))
def test_no_small_number_is_published_nor_had_by_subtraction(members: list[Counted], parts: list[int]) -> None:
    """Neither the cells, nor what is left of the total once those that are published are taken away."""
    told = publish(members, {"age": dict(zip("abcde", parts, strict=False))}, below=5)

    tables: list[Mapping[str, int | None]] = [*told.families.values(), *told.axes.values()]
    for table in tables:
        assert all(value is None or value >= 5 for value in table.values())
    for family in FAMILIES:
        true, table = sums(members, family), told.families[family]
        rest = [true[name] for name, value in table.items() if value is None]
        assert told.total is None or not rest or (len(rest) > 1 and sum(rest) >= 5)


@given(LARGE)
def test_what_is_published_is_true(members: list[Counted]) -> None:
    """A number is the sum, or is left out."""
    assert agrees(members, publish(members, {}, below=5))


@pytest.mark.parametrize(
    ("parts", "shown"),
    [
        ({"a": 30, "b": 20, "c": 10}, {"a": 30, "b": 20, "c": 10}),
        ({"a": 30, "b": 20, "c": 2}, {"a": 30, "b": None, "c": None}),
        ({"a": 30, "b": 2, "c": 2}, {"a": None, "b": None, "c": None}),
        ({"a": 30, "b": 3, "c": 2}, {"a": 30, "b": None, "c": None}),
    ],
)
def test_the_smallest_goes_with_what_is_too_small(parts: dict[str, int], shown: dict[str, int | None]) -> None:
    """One more where one alone would be had by subtraction, or the sum of them is too small itself."""
    assert publish([Counted("A", "x", sum(parts.values()))], {"age": parts}, below=5).axes["age"] == shown


def test_a_cell_of_another_table_does_not_tell_it() -> None:
    """A territory and a network of the same member: both are left out, or neither."""
    members = [Counted("A", "x", 7), Counted("B", "y", 2), Counted("C", "z", 40), Counted("C", "t", 40)]

    told = publish(members, {}, below=5)

    assert [told.families["territory"]["A"], told.families["network"]["x"]] == [None, None]
    assert told.total == 89
