"""What an act does to a dossier, done and undone; and how one is arranged."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlmodel import col, select

from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.dossiers.workflow import Transition
from models.notices import Notice
from models.vocabulary import NoticeKind, Status
from tests.factories import application as dossier
from tests.support.mails import Desk
from tests.support.transactions import undone

Row = TypeVar("Row", JournalLine, Notice)
Deed = Callable[[], object]
Act = Callable[[Desk, Any], Deed]
"""Arranges a dossier in a status (none: there is none yet), and returns what is then done to it."""


class Happened(NamedTuple):
    """What an act did: from where dossiers moved as a row says, who did it, and which notices that caused."""

    sources: set[Status | None]
    by: set[str]
    notices: tuple[NoticeKind, ...]


def happens(desk: Desk, act: Act, source: Status | None, row: Transition) -> Happened:
    """Do an act upon a dossier that stands in a status, return what that did by the event of a row, and undo it."""
    with undone(desk.session):
        deed = act(desk, source)
        desk.session.flush()
        lines, notices = _last(desk, JournalLine), _last(desk, Notice)
        deed()
        desk.session.flush()
        moved = _since(desk, JournalLine, lines)
        caused = dict.fromkeys(notice.kind for notice in _since(desk, Notice, notices))
        of_row = [line for line in moved if (line.event, line.status) == (row.event, row.target)]
        return Happened(
            {line.former for line in of_row},
            {"system" if line.by == "system" else "person" for line in of_row},
            tuple(caused),
        )


def _last(desk: Desk, table: type[Row]) -> int:
    return max((row.id or 0 for row in desk.session.exec(select(table))), default=0)


def _since(desk: Desk, table: type[Row], last: int) -> Iterable[Row]:
    return desk.session.exec(select(table).where(col(table.id) > last).order_by(col(table.id))).all()


def standing(desk: Desk, status: Status, *missing: str, **fields: Any) -> Application:  # noqa: ANN401
    """Return a dossier that stands in a status, without some pieces."""
    return dossier(desk.session, desk.campaign, status, missing=missing, **fields)


def by_form(rule: Callable[..., object], form: Callable[..., object], at: datetime, **fields: object) -> Act:
    """Return an act by a form about one dossier that stands there."""

    def arrange(desk: Desk, status: Status) -> Deed:
        one = standing(desk, status)
        return lambda: rule(desk.session, form(one, **fields), at=at)

    return arrange
