"""What is written once an arrival was put right: which of our letters no longer hold, and what holds instead."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Literal

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.intake.deposit import Deposit, Reclassification
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.catalogue import KINDS
from notifications.outbox.dropped import drop
from notifications.outbox.enqueue import notify
from notifications.outbox.leases import still_waits
from notifications.views.notices import CorrectedView
from tasks.intake.replies.to_senders import deposit_view

_OF_PIECES = frozenset(
    {
        NoticeKind.acknowledgement,
        NoticeKind.completion_request,
        NoticeKind.completion_reminder,
        NoticeKind.completion_received,
        NoticeKind.completion_expired,
        NoticeKind.carried_over,
    }
)
"""The letters that say what a dossier holds and lacks."""

_STILL_TRUE = frozenset(
    {
        NoticeKind.registration,
        NoticeKind.misdirected,
        NoticeKind.file_refused,
        NoticeKind.corrected,
        NoticeKind.letter,
    }
)
"""What was told of an arrival itself, which came all the same; and what a person wrote, who alone may say otherwise."""

Why = Literal["over", "left", "files"]
"""Why letters are corrected: the dossier is over, an arrival was not of it, or its files are read otherwise."""


def correct(
    session: Session,
    application: Application,
    record: Reclassification,
    *,
    why: Why,
    at: datetime,
) -> Sequence[Notice]:
    """Queue the one letter that tells an applicant what no longer holds, and what does; return the letters that it
    corrects."""
    campaign = session.get_one(Campaign, application.campaign_id)
    deposit = session.get_one(Deposit, record.deposit_id)
    letters = _wrong(session, application, deposit, is_over=why == "over")
    view = corrected_view(campaign, deposit, letters, why=why)
    notify(
        session,
        campaign,
        NoticeKind.corrected,
        [application.id or 0],
        at=at,
        occurrence=str(record.id),
        in_reply_to=deposit.message_id if why != "left" else None,
        corrected=view,
    )
    return letters


def corrected_view(campaign: Campaign, deposit: Deposit, letters: Iterable[Notice], *, why: str) -> CorrectedView:
    """Return what a letter says of an arrival put right, and of the letters that do not hold any more."""
    days = business_days(campaign.rules)
    told = tuple((KINDS[letter.kind].title, days.local(letter.sent_at)) for letter in letters if letter.sent_at)
    return CorrectedView(letters=told, why=why, deposit=deposit_view(campaign.rules, deposit))


def _wrong(session: Session, application: Application, deposit: Deposit, *, is_over: bool) -> Sequence[Notice]:
    """Return the letters that left since an arrival was read, and that are wrong once it is read otherwise."""
    to_applicant = [name for name, kind in KINDS.items() if "application" in kind.variables and kind.room != "service"]
    return told_since(session, application, deposit, set(to_applicant) - _STILL_TRUE if is_over else _OF_PIECES)


def told_since(
    session: Session, application: Application, deposit: Deposit, kinds: Collection[NoticeKind]
) -> Sequence[Notice]:
    """Return the letters of some kinds about a dossier that left since an arrival was read, in their order."""
    sent = select(Notice).where(
        Notice.application_id == application.id,
        col(Notice.kind).in_(kinds),
        Notice.status == NoticeStatus.sent,
        col(Notice.sent_at) >= deposit.processed_at,
    )
    return session.exec(sent.order_by(col(Notice.id))).all()


def call_off(session: Session, application: Application) -> None:
    """Drop what waits to leave about a dossier that is over, but for what tells of the arrival itself."""
    waits = (
        col(Notice.application_id) == application.id,
        col(Notice.kind).not_in(_STILL_TRUE),
        still_waits(),
    )
    drop(session, *waits)
