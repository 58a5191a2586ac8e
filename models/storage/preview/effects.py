"""What changed between two instants, in words that Prefect may show: references and kinds, no address."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import NamedTuple, TypeVar

from models.forms.parts import Form
from models.storage.preview.standing import Dated, Place, Standing, Waiting
from models.vocabulary import NoticeKind, Status

V = TypeVar("V")

GRANTED = frozenset({Status.accepted, Status.member})
"""What a decision gave an organisation: whoever leaves these loses a right."""


class Move(NamedTuple):
    """A dossier that moves: where it was, None for a new one, and where it is."""

    reference: str
    former: Place | None
    now: Place


class Letter(NamedTuple):
    """A letter: its kind, its dossier, a mark that tells its reader from others without naming anybody, and whether
    it is held before it leaves."""

    kind: NoticeKind
    reference: str | None
    reader: str
    is_held: bool


class NewDate(NamedTuple):
    """A date that moves; None where there was none, or is none any more."""

    dated: Dated
    former: date | None
    now: date | None


class Effects(NamedTuple):
    """What an act does. Letters `on_paper` wait no longer: they are printed. `ended` are the references or numbers of
    those who lose what a decision gave them."""

    moves: tuple[Move, ...] = ()
    to_leave: tuple[Letter, ...] = ()
    called_off: tuple[Letter, ...] = ()
    dates: tuple[NewDate, ...] = ()
    ended: tuple[str, ...] = ()
    on_paper: tuple[Letter, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether nothing changes."""
        return not any(self)

    @property
    def touched(self) -> set[str]:
        """Who is moved, written to or loses something: dossiers by their references, others by the marks of theirs."""
        letters = (*self.to_leave, *self.called_off, *self.on_paper)
        return {one.reference for one in self.moves} | {one.reference or one.reader for one in letters} | {*self.ended}


def effects(before: Standing, after: Standing) -> Effects:
    """Return what changed from one instant to another."""
    there = {**after.waiting, **after.on_paper}
    return Effects(
        moves=tuple(Move(*changed) for changed in _changes(before.dossiers, after.dossiers)),
        to_leave=tuple(_letter(one) for key, one in after.waiting.items() if key not in before.waiting),
        called_off=tuple(_letter(one) for key, one in before.waiting.items() if key not in there),
        dates=(*_dates(before.dates, after.dates), *_longer(before, after)),
        ended=tuple(_ended(before, after)),
        on_paper=tuple(_letter(one) for key, one in after.on_paper.items() if key not in before.on_paper),
    )


def _letter(waiting: Waiting) -> Letter:
    reader = sha256(waiting.recipient.encode()).hexdigest()[:12]
    return Letter(waiting.kind, waiting.reference, reader, waiting.is_held)


def _changes(before: Mapping[str, V], after: Mapping[str, V]) -> Iterator[tuple[str, V | None, V]]:
    for name, now in after.items():
        if before.get(name) != now:
            yield name, before.get(name), now


def _dates(before: Mapping[Dated, date | None], after: Mapping[Dated, date | None]) -> Iterator[NewDate]:
    for dated in {**before, **after}:
        if before.get(dated) != after.get(dated):
            yield NewDate(dated, before.get(dated), after.get(dated))


def _longer(before: Standing, after: Standing) -> Iterator[NewDate]:
    """Yield the last days of memberships that go on longer: those that end before are told as ended."""
    for name, former in before.members.items():
        now = after.members[name]
        if now > former:
            yield NewDate(Dated(name, "dernier jour de l'adhésion"), former, None if now == date.max else now)


def _ended(before: Standing, after: Standing) -> Iterator[str]:
    for reference, former in before.dossiers.items():
        now = after.dossiers[reference]
        if former.status in GRANTED and now.status not in GRANTED:
            yield reference
    for name, ends_on in before.members.items():
        is_told = name in before.dossiers and after.dossiers[name].status not in GRANTED
        if after.members[name] < ends_on and not is_told:
            yield name


def code_of(form: Form, *effects: object) -> str:
    """Return what confirms a form that does this, and nothing else: whoever fills it in, at whatever hour."""
    said = [form.model_dump(mode="json", exclude={"confirmed", "by"}), effects]
    mark = sha256(json.dumps(said, default=str, sort_keys=True).encode()).hexdigest()[:8].upper()
    return f"{mark[:4]}-{mark[4:]}"
