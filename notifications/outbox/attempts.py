"""Attempts while they are made: that one begins, and that its notice left, in one statement; then told by the notice.

One narrow row an attempt, and one statement for whatever comes together, said in the words of each engine: on the rows
of notices, wide and found by many indexes, the same would take longer than the mail server does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, update
from sqlmodel import col, select

from models.columns import among
from models.notices import Attempt, Notice
from models.vocabulary import NoticeStatus

OVER: dict[str, Any] = {
    "claimed_until": None,
    "claimed_by": None,
    "attempts": Notice.attempts + 1,
    "crashes": 0,
    "put_off": 0,
}
"""What an attempt that is over makes of its notice, whatever came of it."""

_WRITE = """
INSERT INTO notice_attempt (notice_id, claimed_by, begun_at, left_at)
SELECT id, {holder}, {now}, {at} FROM notice WHERE id {left}
UNION ALL
SELECT id, {holder}, {now}, NULL FROM notice WHERE id {begun} AND status = 'queued' AND claimed_by = {holder}
ON CONFLICT (notice_id) DO UPDATE SET left_at = excluded.left_at WHERE excluded.left_at IS NOT NULL
"""


class _Dialect(NamedTuple):
    """How an engine is told so, and what it is given for an instant and for the numbers of notices."""

    write: str
    instant: Callable[[datetime], object]
    numbers: Callable[[Sequence[int]], object]


_DIALECTS = {
    "sqlite": _Dialect(
        _WRITE.format(
            now="strftime('%Y-%m-%d %H:%M:%f000', 'now')",
            holder=":holder",
            at=":at",
            left="IN (SELECT value FROM json_each(:left))",
            begun="IN (SELECT value FROM json_each(:begun))",
        ),
        lambda at: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        json.dumps,
    ),
    "postgresql": _Dialect(
        _WRITE.format(
            now="clock_timestamp()", holder="%(holder)s", at="%(at)s", left="= ANY(%(left)s)", begun="= ANY(%(begun)s)"
        ),
        lambda at: at,
        list,
    ),
}

_BEGUN = select(Attempt.notice_id).where(among(Attempt.notice_id), Attempt.claimed_by == bindparam("holder"))
_LEFT = select(Attempt.notice_id).where(col(Attempt.left_at).is_not(None)).with_for_update(skip_locked=True)
_LEFT_AT = select(Attempt.left_at).where(col(Attempt.notice_id) == col(Notice.id)).scalar_subquery()
_TELL = (
    update(Notice)
    .where(among(Notice.id), col(Notice.status) == NoticeStatus.queued)
    .values(status=NoticeStatus.sent, sent_at=_LEFT_AT, due_at=None, last_error=None, **OVER)
)
_FORGET = delete(Attempt).where(among(Attempt.notice_id))
_END = _FORGET.where(col(Attempt.claimed_by) == bindparam("holder"))


def write(
    connection: Connection, *, left: Sequence[int] = (), begun: Sequence[int] = (), sender: str, at: datetime
) -> set[int]:
    """Write which notices left, and which a sender begins, before anything of them leaves; return which of the latter
    it still holds: where its lease was over, another may have taken them."""
    if not left and not begun:
        return set()
    write, instant, numbers = _DIALECTS[connection.dialect.name]
    said = {"holder": sender, "at": instant(at), "left": numbers(left), "begun": numbers(begun)}
    if _rows(connection, write, said) == len(left) + len(begun):
        return set(begun)
    # Some were not ours any more, or it had been written already, and the answer lost with the line to the database.
    return set(connection.execute(_BEGUN, {"ids": begun, "holder": sender}).scalars())


def _rows(connection: Connection, statement: str, said: Mapping[str, object]) -> int:
    """Execute a statement by the driver itself, and return how many rows it wrote: it is the one that is executed for
    each few letters, and what is around it would cost more than it."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(statement, said)
        return cursor.rowcount
    finally:
        cursor.close()


def end(connection: Connection, ids: Sequence[int], *, sender: str) -> None:
    """Forget attempts of a sender, of which the notices tell."""
    connection.execute(_END, {"ids": ids, "holder": sender})


def settle(connection: Connection, *those: ColumnElement[bool]) -> None:
    """Have the notices that left, by their attempts, tell so, and forget these: all, or those that conditions name."""
    ids = connection.execute(_LEFT.where(*those) if those else _LEFT).scalars().all()
    if ids:
        connection.execute(_TELL, {"ids": ids})
        connection.execute(_FORGET, {"ids": ids})
