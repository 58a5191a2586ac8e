"""Notices that are not true any more, called off before they leave: all but what may have left already."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, update

from models.notices import Notice
from models.vocabulary import NoticeStatus

MAY_HAVE_LEFT = "ce courriel, qui est peut-être parti, n'a plus lieu d'être : il n'est pas envoyé de nouveau"


def drop(session: Session, *those: ColumnElement[bool]) -> None:
    """Delete the queued notices that conditions name. One that may have left is kept, and set aside for a person: it
    may have been read."""
    session.execute(delete(Notice).where(*those, col(Notice.doubted_at).is_(None)))
    failed = {"status": NoticeStatus.failed, "due_at": None, "last_error": MAY_HAVE_LEFT}
    session.execute(update(Notice).where(*those, col(Notice.doubted_at).is_not(None)).values(failed))
