"""What became of an attempt, and when the next one may be made."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from zlib import compress

from sqlalchemy import Connection, bindparam, exists, text, update
from sqlmodel import Session, col, select
from sqlmodel.sql.sqltypes import UTCDateTime

from models.notices import Attempt, Notice
from models.storage.pages import HANDED
from models.vocabulary import NoticeStatus
from notifications.outbox.attempts import OVER, end
from notifications.outbox.doubts import doubt
from notifications.writing.lines import header_line

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=6)

_QUEUED = col(Notice.status) == NoticeStatus.queued
_SECRET = re.compile(rf"({HANDED}/)[\w-]{{20,}}")


class Taken(NamedTuple):
    """A mail that a server took: which server, with which words, and the mail."""

    server: str
    answer: str
    mail: bytes


class Outcome(NamedTuple):
    """What one attempt did to one notice: its new status, when it is due again and why it did not leave, and whether it
    may have left all the same; `holds_secret` where it carries a link that opens a dossier, `taken` where its mail is
    to be kept."""

    notice_id: int
    status: NoticeStatus
    due_at: datetime | None = None
    last_error: str | None = None
    is_doubtful: bool = False
    holds_secret: bool = False
    taken: Taken | None = None


def holds_secret(text: str) -> bool:
    """Return True if a letter carries a link that opens a dossier."""
    return _SECRET.search(text) is not None


def backoff(attempts: int) -> timedelta:
    """Return the wait after a refusal that comes after `attempts` others: 5, 15, 45 minutes…, and 6 hours at most."""
    return min(FIRST_WAIT * int(3 ** min(attempts, 10)), LONGEST_WAIT)


GRIDS = (timedelta(hours=1), timedelta(minutes=15), timedelta(minutes=5))
"""The marks on which notices are tried again, the widest that a wait reaches."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def retry_at(at: datetime, attempts: int) -> datetime:
    """Return when to try again: after the wait, on a mark that all notices share. During an outage they are tried
    together, by as many runs as there are marks, and not by one run each."""
    wait = backoff(attempts)
    grid = next(grid for grid in GRIDS if wait >= grid)
    return at + wait + (_EPOCH - at - wait) % grid


# Made once: what a statement says costs ten times what it does.
_IS_OURS = exists().where(col(Attempt.notice_id) == bindparam("of"), col(Attempt.claimed_by) == bindparam("holder"))
_STAYED = (
    update(Notice)
    .where(col(Notice.id) == bindparam("of"), _QUEUED, _IS_OURS)
    .values(
        status=bindparam("new_status"), due_at=bindparam("new_due_at"), last_error=bindparam("new_last_error"), **OVER
    )
)


def record(connection: Connection, outcomes: Sequence[Outcome], *, sender: str, at: datetime) -> None:
    """Write what a sender's attempts did besides that notices left, and end the leases of those that did not. What is
    kept of one that left opens nothing."""
    stayed = [one for one in outcomes if one.status is not NoticeStatus.sent]
    if stayed:
        connection.execute(_STAYED, [_written(one, sender) for one in stayed])
        end(connection, [one.notice_id for one in stayed], sender=sender)
    _keep_mails(connection, outcomes, at=at)
    secret = [one.notice_id for one in outcomes if one.holds_secret]
    doubtful = [one for one in stayed if one.is_doubtful]
    if secret or doubtful:
        with Session(connection) as session:
            _forget_secrets(session, secret)
            for one in doubtful:
                doubt(session, one.notice_id, at=at)
            session.flush()


_LONGEST_ANSWER = 500

# In words: what inserts the rows that are not there yet is compiled anew each time otherwise.
_KEEP = text(
    """
INSERT INTO sent_mail (notice_id, sent_at, server, answer, digest, octets, recorded_at)
VALUES (:notice_id, :sent_at, :server, :answer, :digest, :octets, CURRENT_TIMESTAMP)
ON CONFLICT (notice_id) DO NOTHING
"""
).bindparams(bindparam("sent_at", type_=UTCDateTime()))


def _keep_mails(connection: Connection, outcomes: Sequence[Outcome], *, at: datetime) -> None:
    """Keep the mails that left as they did; of one that left twice, the first that a server was heard to take."""
    rows = [_kept(one.notice_id, one.taken, at=at) for one in outcomes if one.taken]
    if rows:
        connection.execute(_KEEP, rows)


def _kept(notice_id: int, taken: Taken, *, at: datetime) -> dict[str, object]:
    return {
        "notice_id": notice_id,
        "sent_at": at,
        "server": taken.server,
        "answer": header_line(taken.answer)[:_LONGEST_ANSWER],
        "digest": sha256(taken.mail).hexdigest(),
        "octets": compress(taken.mail, 1),
    }


def _written(outcome: Outcome, sender: str) -> dict[str, object]:
    fields = ("status", "due_at", "last_error")
    return {"of": outcome.notice_id, "holder": sender} | {f"new_{name}": getattr(outcome, name) for name in fields}


def _forget_secrets(session: Session, ids: Sequence[int]) -> None:
    """Take the secrets of links to dossiers out of letters: their readers have them, and nobody else."""
    for notice in session.exec(select(Notice).where(col(Notice.id).in_(ids))):
        notice.text, notice.html = (_SECRET.sub(r"\1…", said) for said in (notice.text, notice.html))
        session.add(notice)
