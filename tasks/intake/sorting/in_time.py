"""A dossier held to be late, of which an earlier mail is read at last: it was in time."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application
from models.dossiers.completeness import unflag
from models.dossiers.held import plan_acknowledgement
from models.dossiers.lifecycle import advance
from models.intake.deposit import Deposit
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Event, Flag, NoticeKind, Status
from notifications.catalogue import KINDS
from notifications.outbox.enqueue import notify
from notifications.views.notices import CorrectedView
from tasks.intake.replies.lapsed import READ_LATE
from tasks.intake.replies.pieces import brought_by
from tasks.intake.replies.to_senders import deposit_view
from tasks.intake.sorting.open_dossier import is_late


def admit_in_time(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime
) -> None:
    """Put a late dossier among those in time, at the place of the first mail that brought some of it, where that was
    received in time and read after another; its applicant is told which letter is void."""
    is_earlier = deposit.received_at < application.received_at and brought_by(session, deposit)
    due_at = stages(session, campaign).deposit_ends
    if application.status is not Status.late or not is_earlier or is_late(campaign, deposit, due_at=due_at):
        return
    days, ids = business_days(campaign.rules), [application.id or 0]
    application.received_at = deposit.received_at
    within = campaign.rules.policies.acknowledge_within
    application.acknowledge_by = acknowledge_by(days, deposit.received_at, within=within)
    unflag(application, Flag.deadline_day)
    session.add(application)
    advance(session, ids, Event.restore, Status.registered, at=at, by=SYSTEM, reason=READ_LATE)
    plan_acknowledgement(session, application, at=at)
    told = select(Notice).where(Notice.application_id == application.id, Notice.kind == NoticeKind.late)
    letters = session.exec(told.where(col(Notice.sent_at).is_not(None)).order_by(col(Notice.id))).all()
    void = tuple((KINDS[one.kind].title, days.local(one.sent_at)) for one in letters if one.sent_at)
    view = CorrectedView(letters=void, why="time", deposit=deposit_view(campaign.rules, deposit))
    occurrence = f"in_time/{deposit.id}"
    notify(session, campaign, NoticeKind.corrected, ids, at=at, occurrence=occurrence, corrected=view)
