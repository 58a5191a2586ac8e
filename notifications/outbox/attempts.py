"""Attempts while they are made: that one begins, and that its notice left, in one statement; then told by the notice.

One narrow row a notice that is in a sender's hands, and one statement for whatever comes together, said in the words of
each engine: on the rows of notices, wide and found by many indexes, the same would take longer than the mail server
does.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, delete, update
from sqlmodel import col, select

from models.columns import among
from models.notices import Attempt, Notice
from models.storage.clock import clock
from models.vocabulary import NoticeStatus

OVER: dict[str, Any] = {
    "attempts": Notice.attempts + 1,
    "crashes": 0,
    "put_off": 0,
}
"""What an attempt that is over makes of its notice, whatever came of it."""

_WRITE = """
UPDATE notice_attempt
SET begun_at = COALESCE(begun_at, {now}), left_at = CASE WHEN notice_id {left} THEN {at} ELSE left_at END
WHERE notice_id {those} AND claimed_by = {holder}
AND (notice_id {left} OR (left_at IS NULL AND claimed_until > {now}))
"""

_LEFT_ALL_THE_SAME = """
INSERT INTO notice_attempt (notice_id, claimed_by, claimed_until, begun_at, left_at)
SELECT id, {holder}, {now}, {now}, {at} FROM notice WHERE id {left}
ON CONFLICT (notice_id) DO UPDATE
SET begun_at = COALESCE(notice_attempt.begun_at, excluded.begun_at), left_at = excluded.left_at
"""


class _Dialect(NamedTuple):
    """How an engine is told so, and what it is given for an instant and for the numbers of notices."""

    write: str
    left_all_the_same: str
    instant: Callable[[datetime], object]
    numbers: Callable[[Sequence[int]], object]


def _dialect(
    instant: Callable[[datetime], object], numbers: Callable[[Sequence[int]], object], **words: str
) -> _Dialect:
    return _Dialect(_WRITE.format(**words), _LEFT_ALL_THE_SAME.format(**words), instant, numbers)


_DIALECTS = {
    "sqlite": _dialect(
        lambda at: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
        json.dumps,
        now="strftime('%Y-%m-%d %H:%M:%f000', 'now')",
        holder=":holder",
        at=":at",
        left="IN (SELECT value FROM json_each(:left))",
        those="IN (SELECT value FROM json_each(:those))",
    ),
    "postgresql": _dialect(
        lambda at: at,
        lambda ids: f"{{{','.join(map(str, ids))}}}",
        now="clock_timestamp()",
        holder="%(holder)s",
        at="%(at)s::timestamptz",
        left="= ANY(%(left)s::int[])",
        those="= ANY(%(those)s::int[])",
    ),
}

_OF_HOLDER = (col(Attempt.claimed_by) == bindparam("holder"), col(Attempt.claimed_until) > clock())
_UNDER_WAY = (col(Attempt.begun_at).is_not(None), col(Attempt.left_at).is_(None))
_BEGUN = select(Attempt.notice_id).where(among(Attempt.notice_id), *_OF_HOLDER, *_UNDER_WAY)
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
    it still holds: where its lease is over another may have taken them, or somebody be calling them off."""
    if not left and not begun:
        return set()
    dialect = _DIALECTS[connection.dialect.name]
    those = dialect.numbers([*left, *begun])
    said = {"holder": sender, "at": dialect.instant(at), "left": dialect.numbers(left), "those": those}
    if _rows(connection, dialect.write, said) == len(left) + len(begun):
        return set(begun)
    # Some were not ours any more, or left by another's word: what we say left is written all the same.
    _rows(connection, dialect.left_all_the_same, said)
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
    """Let go of what a sender holds: notices that tell what came of them, or of which nothing left."""
    connection.execute(_END, {"ids": ids, "holder": sender})


def settle(connection: Connection, *those: ColumnElement[bool]) -> None:
    """Have the notices that left, by their attempts, tell so, and forget these: all, or those that conditions name."""
    ids = connection.execute(_LEFT.where(*those) if those else _LEFT).scalars().all()
    if ids:
        connection.execute(_TELL, {"ids": ids})
        connection.execute(_FORGET, {"ids": ids})
