"""What a notice can say of an advice from outside: what was asked of whom, and what was answered."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidView:
    """What was said in answer: on which day, in which words, with which files."""

    given_on: date
    text: str
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceView:
    """A request for advice: of whom, which question, since which day and until which, included; the labels of the
    pieces that go with it, and what was answered, in order."""

    whom: str
    question: str
    asked_on: date
    due_on: date
    pieces: tuple[str, ...]
    said: tuple[SaidView, ...] = ()
