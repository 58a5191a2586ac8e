"""What lapsed because we read a mail late undoes itself: what counts is when our server received it."""

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.journal import JournalLine
from models.dossiers.requests import answered_at
from models.intake.deposit import Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Event, NoticeKind, RequestOutcome, Status
from notifications.catalogue import KINDS

READ_LATE = "reçu à temps, mais lu plus tard"
"""Why something is undone, as the journal says it."""


def is_carried_over_in_vain(session: Session, campaign: Campaign, application: Application, deposit: Deposit) -> bool:
    """Return True if the end of the instruction carried a dossier over although a mail that was read since had come
    before. What a person carried over, or another session took, stays so."""
    if application.status is not Status.carried_over or campaign.cancelled_at:
        return False
    moved = select(JournalLine).where(
        JournalLine.application_id == application.id, JournalLine.status == Status.carried_over
    )
    last = session.exec(
        moved.where(col(JournalLine.former) != Status.carried_over).order_by(col(JournalLine.id).desc())
    ).first()
    is_ours = last and (last.event, last.by, last.campaign_id) == (Event.carry_over, str(SYSTEM), campaign.id)
    if not is_ours:
        return False
    asked = select(func.max(CompletionRequest.due_at)).where(
        CompletionRequest.application_id == application.id, CompletionRequest.outcome != RequestOutcome.cancelled
    )
    examination = stages(session, campaign).examination
    ends = [at for at in (examination and examination.due_at, session.exec(asked).one()) if at]
    return deposit.received_at < max(ends, default=deposit.received_at)


def void_letters(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit
) -> tuple[tuple[str, date], ...]:
    """Return the letters that left between the receipt of an answer and its reading, and that it makes void, each by
    its title and the day on which it left."""
    kinds = {NoticeKind.carried_over} if application.status is Status.under_examination else set()
    answered = answered_at(session, application, deposit.received_at)
    if any(request.outcome is RequestOutcome.answered for request in answered):
        kinds.add(NoticeKind.completion_expired)
    left = select(Notice).where(
        Notice.application_id == application.id,
        col(Notice.kind).in_(kinds),
        col(Notice.sent_at) >= deposit.received_at,
    )
    days = business_days(campaign.rules)
    letters = session.exec(left.order_by(col(Notice.id))).all()
    return tuple((KINDS[one.kind].title, days.local(one.sent_at)) for one in letters if one.sent_at)
