"""Letters that may have left twice: what no sender can know is told to people.

A mail server's answer that nobody heard, because the sender died or the line was cut once everything was said, leaves
two possibilities. The letter leaves again, under the same Message-ID, and its row, the journal of its dossier and the
board say that it may have left twice.
"""

from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, delete, update
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application
from models.dossiers.lifecycle import Standing, note_where_it_stands
from models.notices import Attempt, Notice
from models.vocabulary import Event, NoticeStatus, Status
from notifications.catalogue import KINDS

TRIES = 3
"""Senders that may die on a letter before it is set aside."""

SET_ASIDE = "l'envoi s'est interrompu trois fois de suite sur ce courriel, qui est peut-être parti"


@cache
def is_doubted() -> ColumnElement[bool]:
    """SQL condition: a letter that may have left twice, of which nobody has said that it is settled, and no mail server
    that it arrived."""
    on_its_way = col(Notice.status).in_((NoticeStatus.queued, NoticeStatus.sent))
    unsettled = and_(col(Notice.doubt_settled_at).is_(None), col(Notice.delivered_at).is_(None))
    return and_(col(Notice.doubted_at).is_not(None), on_its_way, unsettled)


def doubt(session: Session, notice_id: int, *, at: datetime) -> None:
    """Say of a letter, on its row and in the journal of its dossier, that it may have left twice. Where its dossier
    cannot be read, its row and the board say it alone: no letter waits for another's dossier."""
    session.execute(update(Notice).where(col(Notice.id) == notice_id).values(doubted_at=at, doubt_settled_at=None))
    row = session.execute(_WHERE_IT_STANDS, {"of": notice_id}).first()
    if row and row.status in set(Status):
        stands = Standing(row.id, row.campaign_id, row.reference, Status(row.status))
        title = f"« {KINDS[row.kind].title} »"
        note_where_it_stands(session, stands, Event.doubt, at=at, by=SYSTEM, reason=title)


# The status as it is stored: it may be none that there is.
_WHERE_IT_STANDS = (
    columns(
        *map(col, (Notice.kind, Application.id, Application.campaign_id, Application.reference)),
        cast(col(Application.status), Text).label("status"),
    )
    .join_from(Notice, Application)
    .where(col(Notice.id) == bindparam("of"))
)


def tell_of_the_dead(session: Session, *, at: datetime, over: ColumnElement[bool]) -> None:
    """Free what senders that died held, their lease being `over`, and doubt what they had begun of it; what several
    died on one after the other is set aside for a person."""
    session.connection().execute(delete(Attempt).where(col(Attempt.begun_at).is_(None), over))
    # Of attempts no more is read than whose they are: nothing else in them is of use, and it may be unreadable.
    begun = select(Attempt.notice_id, Notice).join(Notice).where(col(Attempt.left_at).is_(None), over)
    for number, notice in session.exec(begun.with_for_update(skip_locked=True)).all():
        session.connection().execute(delete(Attempt).where(col(Attempt.notice_id) == number))
        if notice.status is NoticeStatus.queued:
            _doubt_the_dead(session, notice, at=at)
    session.flush()


def _doubt_the_dead(session: Session, notice: Notice, *, at: datetime) -> None:
    notice.attempts += 1
    notice.crashes += 1
    if notice.crashes >= TRIES:
        notice.status, notice.due_at, notice.last_error = NoticeStatus.held, None, SET_ASIDE
        notice.seen_at = notice.seen_by = None
    session.flush()
    doubt(session, notice.id or 0, at=at)
