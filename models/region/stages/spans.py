"""The days on which the stages of a session may end, and which of them may come before which."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from models.region.parts import Body
from models.region.stages.listed import Stages
from models.region.stages.words import words_of
from models.vocabulary import StageKind


class Span(NamedTuple):
    """The first and last days on which a stage may end: its dotted key, and what it is called."""

    key: str
    what: str
    first: date
    last: date
    is_effect: bool = False


def keep_order(first: date, last: date, *, is_effect: bool) -> bool:
    """Return True if a stage that cannot end before `first` may come before one that ends on `last` at the latest. The
    effect has a day of its own, after all that leads to it."""
    return first < last or (first == last and not is_effect)


def spans(stages: Stages, bodies: Mapping[str, Body], year: int) -> Iterator[Span]:
    """Yield the days on which each stage of `year` that ends may end, in the order of the stages."""
    for name, stage in stages.root.items():
        key, what = _DATED[stage.kind]
        told = what.format(of=words_of(name, stage, bodies).of)
        if ends := stage.ends(year):
            yield Span(f"stages.{name}.{key}", told, *ends, is_effect=stage.kind is StageKind.effect)


_DATED: dict[StageKind, tuple[str, str]] = {
    StageKind.deposit: ("until", "la date limite de dépôt"),
    StageKind.examination: ("until", "la fin de l'instruction"),
    StageKind.opinion: ("window", "le mois {of}"),
    StageKind.decision: ("window", "le mois {of}"),
    StageKind.effect: ("on", "la prise d'effet"),
}
"""The key that dates a stage of each kind, and what that date is called."""
