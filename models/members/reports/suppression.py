"""Which counts are published, so that none below a threshold can be read, or had from the others.

Whoever reads them knows who is a member, where, of which network; that each number is a whole one, not negative; and
which are left out, but not why. A number that is left out can be had if only one value of it agrees with all that is
published. That it cannot is shown by a move: one unit taken from a member and given to another changes the number, and
nothing that is published. `publish` leaves numbers out, the smallest first, until there is such a move for each.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

FAMILIES = ("territory", "network")


class Counted(NamedTuple):
    """What one member counted, and where it belongs: its territory and its network."""

    territory: str
    network: str
    value: int


Hidden = frozenset[tuple[str, str]]
"""The cells that are left out: of which family, and which."""


class Published(NamedTuple):
    """What is published of one indicator: its total, its cells of each family, its parts by axis; None where left
    out."""

    total: int | None
    families: Mapping[str, Mapping[str, int | None]]
    axes: Mapping[str, Mapping[str, int | None]]


def publish(members: Sequence[Counted], axes: Mapping[str, Mapping[str, int]], *, below: int) -> Published:
    """Return what is published of what members counted. `axes` are the parts of the total by the values of each axis,
    which add up to it."""
    total = sum(one.value for one in members)
    sums = {family: _sums(members, family) for family in FAMILIES}
    if total < below:
        nothing: dict[str, Mapping[str, int | None]] = {name: dict.fromkeys(parts) for name, parts in axes.items()}
        return Published(None, {family: dict.fromkeys(parts) for family, parts in sums.items()}, nothing)
    hidden = _hidden(members, sums, below=below)
    shown = {
        family: {name: None if (family, name) in hidden else value for name, value in parts.items()}
        for family, parts in sums.items()
    }
    return Published(total, shown, {name: _of_axis(parts, below=below) for name, parts in axes.items()})


def _sums(members: Iterable[Counted], family: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in members:
        name = getattr(one, family)
        found[name] = found.get(name, 0) + one.value
    return found


def _of_axis(parts: Mapping[str, int], *, below: int) -> dict[str, int | None]:
    """Return the parts of an axis: within one member, a unit may be of any part that is left out."""
    hidden = {name for name, value in parts.items() if value < below}
    for name in sorted(parts.keys() - hidden, key=lambda one: (parts[one], one)):
        if not hidden or not _is_thin([parts[one] for one in hidden], below=below):
            break
        hidden.add(name)
    return {name: None if name in hidden else value for name, value in parts.items()}


def _is_thin(values: Sequence[int], *, below: int) -> bool:
    """Return True if the sum of what is left out, which is had by subtraction, says one of its numbers, or is itself a
    number to leave out."""
    return len(values) == 1 or sum(values) < below


def _hidden(members: Sequence[Counted], sums: Mapping[str, Mapping[str, int]], *, below: int) -> Hidden:
    """Return the cells to leave out, where the total is published: none of it is the only one of its family, since that
    would be the total."""
    every = {(family, name): value for family, parts in sums.items() for name, value in parts.items() if len(parts) > 1}
    hidden = frozenset(cell for cell, value in every.items() if value < below)
    in_order = sorted(every.keys() - hidden, key=lambda cell: (every[cell], cell))
    while in_order and (thin := _not_safe(members, every, hidden, below=below)):
        # Of the family where it is missing first: fewer are left out so.
        taken = next((cell for cell in in_order if cell[0] == thin), in_order[0])
        in_order.remove(taken)
        hidden |= {taken}
    return hidden


def _not_safe(
    members: Sequence[Counted], every: Mapping[tuple[str, str], int], hidden: Hidden, *, below: int
) -> str | None:
    """Return a family of which a cell that is left out can be had, or its sum is too small; None if none is."""
    for family in FAMILIES:
        left = [every[cell] for cell in hidden if cell[0] == family]
        if left and _is_thin(left, below=below):
            return family
    alike = _alike(members, hidden)
    unmoved = (family for family, name in sorted(hidden) if not any(_moves(family, name, alike)))
    return next(unmoved, None)


def _alike(members: Sequence[Counted], hidden: Hidden) -> list[list[Counted]]:
    """Return the members that nothing published tells apart: a unit of one might be of another."""
    found: dict[tuple[str | None, ...], list[Counted]] = {}
    for one in members:
        signs = tuple(None if (family, getattr(one, family)) in hidden else getattr(one, family) for family in FAMILIES)
        found.setdefault(signs, []).append(one)
    return list(found.values())


def _moves(family: str, name: str, alike: Iterable[Sequence[Counted]]) -> Iterator[bool]:
    """Yield whether a unit may move into a cell, or out of it, among members that are alike."""
    for group in alike:
        inside = [one for one in group if getattr(one, family) == name]
        outside = [one for one in group if getattr(one, family) != name]
        yield bool(inside and outside) and any(one.value for one in group)
