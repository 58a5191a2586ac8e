"""Notices that are not true any more, called off before they leave: all but what may have left already."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, update

from models.columns import chunks
from models.notices import Notice, withhold
from models.vocabulary import NoticeStatus

MAY_HAVE_LEFT = "ce courriel, qui est peut-être parti, n'a plus lieu d'être : il n'est pas envoyé de nouveau"


def drop(session: Session, *those: ColumnElement[bool]) -> None:
    """Delete the queued notices that conditions name. One that may have left is kept, and set aside for a person: it
    may have been read."""
    failed = {"status": NoticeStatus.failed, "due_at": None, "last_error": MAY_HAVE_LEFT}
    for part in chunks(withhold(session, *those)):
        these = col(Notice.id).in_(part)
        session.execute(delete(Notice).where(these, col(Notice.doubted_at).is_(None)))
        session.execute(update(Notice).where(these, col(Notice.doubted_at).is_not(None)).values(failed))
