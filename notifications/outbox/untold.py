"""What nobody was told yet: what replaces a decision, or ends a formal notice, calls its letter off."""

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from models.dossiers.application import Application, Decision, Handover
from models.notices import Notice, withhold
from models.vocabulary import NoticeStatus
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.leases import still_waits


def is_unread() -> ColumnElement[bool]:
    """SQL condition: a notice is held or waits, and cannot have left."""
    kept = (col(Notice.status) == NoticeStatus.held) | still_waits()
    return kept & col(Notice.doubted_at).is_(None)


def call_off_unread(session: Session, *those: ColumnElement[bool]) -> bool:
    """Call off the notices that conditions name and that cannot have left, and return True if there was one."""
    dropped = withhold(session, *those, is_unread())
    session.execute(delete(Notice).where(col(Notice.id).in_(dropped)))
    return bool(dropped)


def call_off_decisions(session: Session, application: Application) -> bool:
    """Call off the letters of decisions on a dossier that never left, and return True if its applicant was thereby told
    of none of them."""
    theirs = (col(Notice.application_id) == application.id, letters_of_decisions())
    is_dropped = call_off_unread(session, *theirs)
    handed = select(Handover.id).join(Decision).where(Decision.application_id == application.id)
    told = session.exec(select(Notice.id).where(*theirs).limit(1)).first() or session.exec(handed.limit(1)).first()
    return is_dropped and told is None
