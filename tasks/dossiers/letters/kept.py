"""Letters in the outbox as forms name them: by number, or by their dossier and kind."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models.columns import row_number
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.parts import SEPARATOR
from models.notices import Notice, Posting
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.outbox.hold import is_held, to_post
from tasks.dossiers.seen import MOST, NOTICE, notice_key

APPLICANTS = frozenset(name for name, kind in KINDS.items() if kind.is_for_applicants)
"""The kinds that applicants and members read, and that may be sent again to them."""

LEFT = (NoticeStatus.sent, NoticeStatus.failed, NoticeStatus.bounced)


def held_letters(session: Session, campaign: Campaign, *, at: datetime) -> list[str]:
    """Return the letters of a session that a form may let leave, or stop, the first to leave first."""
    return _listed(session, campaign, is_held(at) | _is_stopped(), col(Notice.id))


def kept_letters(session: Session, campaign: Campaign) -> list[str]:
    """Return the letters of a session that a form may send again, the latest first."""
    may_be = col(Notice.status).in_(LEFT) & col(Notice.kind).in_(APPLICANTS) & col(Notice.copy_of).is_(None)
    return _listed(session, campaign, may_be, col(Notice.id).desc())


def letters_to_post(session: Session, campaign: Campaign, *, at: datetime) -> list[str]:
    """Return the letters of a session that wait for a form to have them leave on paper, the first to leave first."""
    return _listed(session, campaign, to_post() & is_held(at), col(Notice.id))


def posted_letters(session: Session, campaign: Campaign) -> list[str]:
    """Return the letters of a session that left on paper, the latest first."""
    posted = col(Notice.id).in_(select(Posting.notice_id))
    return _listed(session, campaign, posted, col(Notice.id).desc())


def _is_stopped() -> ColumnElement[bool]:
    return col(Notice.status) == NoticeStatus.held


def _listed(
    session: Session, campaign: Campaign, condition: ColumnElement[bool], order: ColumnElement[int] | object
) -> list[str]:
    rows = select(Notice.id, Notice.kind, Application.reference).outerjoin(Application)
    found = session.exec(rows.where(Notice.campaign_id == campaign.id, condition).order_by(order).limit(MOST))  # type: ignore[arg-type]
    named = ((notice_key(i or 0), KINDS[NoticeKind(kind)].title, reference) for i, kind, reference in found)
    return [SEPARATOR.join(filter(None, one)) for one in named]


def find_letters(session: Session, field: str, keys: Sequence[str]) -> list[Notice]:
    """Return some letters, each locked and once. Raises Refusal for what is none."""
    found = {letter.id: letter for letter in (_find(session, field, key) for key in keys)}
    return list(found.values())


def _find(session: Session, field: str, key: str) -> Notice:
    sort, _, number = key.partition("-")
    letters = select(Notice).with_for_update()
    reference, slash, kind = key.rpartition("/")
    letter = None
    if slash:
        of_kind = letters.join(Application).where(Application.reference == reference, col(Notice.kind) == kind)
        letter = session.exec(of_kind.where(col(Notice.copy_of).is_(None)).order_by(col(Notice.id).desc())).first()
    elif sort == NOTICE and (row_id := row_number(number)):
        letter = session.exec(letters.where(Notice.id == row_id)).first()
    if letter is None:
        raise Refusal(field, key, "choisissez-la dans la liste : « courriel- » et son numéro.")
    return letter
