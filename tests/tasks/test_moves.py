"""The table of transitions is what happens: every move of it, from each of its statuses, by the real rules."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import get_args

import pytest
from jinja2 import UndefinedError

from models.dossiers.actor import Allowed
from models.dossiers.lifecycle import WrongActorError
from models.dossiers.workflow import BY_MOVE, TRANSITIONS, Transition
from models.errors import Refusal
from models.storage.database import forget, transaction
from models.vocabulary import Event, NoticeKind, Status
from tasks.intake.store import Store
from tests.factories import campaign_with
from tests.support.mails import Desk
from tests.tasks.moves.happening import happens
from tests.tasks.moves.table import ACTS

Move = tuple[Event, Status]
MOVES = pytest.mark.parametrize("move", ACTS, ids=lambda move: f"{move[0]}-{move[1]}")


WHO: dict[frozenset[str], Allowed] = {
    frozenset({"system"}): "system",
    frozenset({"person"}): "person",
    frozenset({"system", "person"}): "either",
}
READ_BY_RULES = {Event.deposit, Event.identify, Event.decision}
"""The moves whose rules write the notices that the row names: a changed cell changes what happens."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Give one desk to all: what a test does there is undone."""
    folder = tmp_path_factory.mktemp("moves")
    address = f"sqlite:///{folder / 'spro.db'}"
    with ExitStack() as stack:
        stack.callback(forget, address)
        session = stack.enter_context(transaction(address))
        yield Desk(session, campaign_with(session), Store((folder / "store").as_uri()))


def replayed(desk: Desk, move: Move) -> Transition:
    """Return the row that a move would have by what its acts do: from where, by whom, with which notices."""
    row = BY_MOVE[move]
    starts: list[Status | None] = [*sorted(row.sources)] or [None]
    happened = [happens(desk, act, start, row) for act in ACTS[move] for start in starts]
    assert len({one.notices for one in happened}) == 1
    return row._replace(
        sources=frozenset(former for one in happened for former in one.sources if former),
        actor=WHO[frozenset(who for one in happened for who in one.by)],
        notices=happened[0].notices,
    )


def test_every_move_is_made_by_somebody() -> None:
    """A row that no act leads to would be a promise that nothing keeps."""
    assert list(ACTS) == list(BY_MOVE)


@MOVES
def test_a_move_is_what_its_row_says(desk: Desk, move: Move) -> None:
    """From each of its statuses, by whom it says, and with the notices that it names, in their order."""
    assert replayed(desk, move) == BY_MOVE[move]


def survives(desk: Desk, changed: Transition, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return True if a row of the table that is changed is still what happens, from one of its statuses. The first act
    that contradicts it is enough."""
    move = (changed.event, changed.target)
    start: Status | None = min(BY_MOVE[move].sources, default=None)
    with monkeypatch.context() as changing:
        changing.setitem(BY_MOVE, move, changed)
        by = set[str]()
        try:
            for act in ACTS[move]:
                done = happens(desk, act, start, changed)
                if done.notices != changed.notices:
                    return False
                by |= done.by
        except (WrongActorError, Refusal, KeyError, UndefinedError):
            return False
    return WHO[frozenset(by)] == changed.actor


def test_who_may_act_is_no_decoration(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever else a row says of who may, somebody who acts is refused, or nobody does."""
    changed = [row._replace(actor=who) for row in TRANSITIONS for who in get_args(Allowed) if who != row.actor]

    assert [row for row in changed if survives(desk, row, monkeypatch)] == []


def test_the_notices_are_no_decoration(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One notice more or fewer is no longer what happens, or happens: some rules write what the row names. What the
    others write is what their row names, as it is shown above: one fewer is not."""
    more = [row._replace(notices=(*row.notices, NoticeKind.digest)) for row in TRANSITIONS]
    read = [row for row in TRANSITIONS if row.event in READ_BY_RULES and row.notices]
    fewer = [row._replace(notices=row.notices[:-1]) for row in read]

    obeyed = {row.event for row in (*more, *fewer) if survives(desk, row, monkeypatch)}

    assert obeyed == READ_BY_RULES
