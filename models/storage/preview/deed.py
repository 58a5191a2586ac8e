"""An act done in its transaction, and looked at before it commits: what was not confirmed is taken back, then shown."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session, col, delete, select

from models.errors import Answer
from models.forms.parts import Form
from models.notices import Notice
from models.storage.aside.dry_runs import KEPT, DryRun
from models.storage.database import transaction
from models.storage.preview.effects import Effects, code_of, effects
from models.storage.preview.standing import Standing, Waiting, standing


class Unconfirmed(Answer):
    """What an act would do, which nobody has confirmed: nothing was done.

    `code` confirms it, and names the page that shows its letters; `is_anew` where something else was confirmed, that
    holds no more. `besides` is what the act says of itself.
    """

    def __init__(self, form: Form, effects: Effects, besides: object) -> None:
        """Take down what a form would do."""
        super().__init__("rien n'est fait : à confirmer")
        self.form, self.effects, self.besides = form, effects, besides
        self.code = code_of(form, effects, besides)
        self.is_anew = _said(form) is not None


class Following(Protocol):
    """Does what the system does by itself once an act is recorded."""

    def __call__(self, session: Session, *, at: datetime) -> object:
        """Do it in a transaction that is open."""


@dataclass
class Deed:
    """An act under way in a transaction. `form` may be known only there, where what was typed is judged. `besides` is
    what the act tells of itself, if that is more than its effects; what the system does `next`, in a transaction of its
    own, is among its effects too."""

    session: Session
    form: Form | None = None
    besides: object = None
    next: Callable[[Session], object] | None = None


class _TakenBack(Exception):  # noqa: N818
    def __init__(self, told: Unconfirmed, letters: Sequence[dict[str, Any]], whole: Sequence[dict[str, Any]]) -> None:
        super().__init__()
        self.told, self.letters, self.whole = told, letters, whole


@contextmanager
def deed(database: str, form: Form | None, *, at: datetime) -> Iterator[Deed]:
    """Open a transaction in which the act of a form is done. What must be shown first commits only where the form
    confirms what it did there; else nothing has changed, and Unconfirmed says what it would do."""
    try:
        with transaction(database) as session:
            before = standing(session) if form is None or _asks(form) else None
            done = Deed(session, form)
            yield done
            if before and done.form and _asks(done.form):
                _look(done, done.form, before)
    except _TakenBack as back:
        _keep(database, back, at=at)
        raise back.told from None


def _asks(form: Form) -> bool:
    return "confirmed" in type(form).model_fields and _said(form) is not True


def _said(form: Form) -> str | bool | None:
    said: str | bool | None = getattr(form, "confirmed", None)
    return said


def _look(done: Deed, form: Form, before: Standing) -> None:
    """Raise _TakenBack unless what an act did may commit."""
    with _ahead(done):
        after = standing(done.session)
        told = Unconfirmed(form, effects(before, after), done.besides)
        if _must_be_confirmed(told) and _said(form) != told.code:
            new = dict(_new(before.waiting, after.waiting)) | dict(_new(before.on_paper, after.on_paper))
            raise _TakenBack(told, [letter._asdict() for letter in new.values()], [*_whole(done.session, new)])


def _new(before: Mapping[str, Waiting], after: Mapping[str, Waiting]) -> Iterator[tuple[str, Waiting]]:
    return ((key, letter) for key, letter in after.items() if key not in before)


@contextmanager
def _ahead(done: Deed) -> Iterator[None]:
    """Have done what the system does next, as long as the block lasts."""
    if done.next is None:
        yield
        return
    with done.session.begin_nested() as nested:
        done.next(done.session)
        yield
        nested.rollback()


def _must_be_confirmed(told: Unconfirmed) -> bool:
    """Return True if an act does something, and to more than one dossier, unless it is always shown first, or was."""
    if told.effects.is_none and told.besides is None:
        return False
    return told.form.shown_first or told.is_anew or len(told.effects.touched) > 1


def _whole(session: Session, new: Mapping[str, Waiting]) -> Iterator[dict[str, Any]]:
    """Yield one letter of each kind, the first, as it would leave."""
    first = {letter.kind: key for key, letter in reversed(list(new.items()))}
    for notice in session.exec(select(Notice).where(col(Notice.key).in_(first.values())).order_by(col(Notice.id))):
        yield notice.model_dump(mode="json", include={"kind", "recipient", "sender", "subject", "text", "html"})


def _keep(database: str, back: _TakenBack, *, at: datetime) -> None:
    """Keep the letters of a dry run for our own page, and forget those of former weeks."""
    with transaction(database) as session:
        session.execute(delete(DryRun).where((col(DryRun.at) < at - KEPT) | (col(DryRun.code) == back.told.code)))
        session.add(DryRun(code=back.told.code, at=at, letters=[*back.letters], whole=[*back.whole]))
