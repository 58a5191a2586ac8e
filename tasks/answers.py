"""A mail about a dossier that exists: its pieces always count, and its sender knows at once what is still missing."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.application import Application, CompletionRequest
from models.calendar import business_days
from models.campaign import Campaign
from models.deposit import Deposit
from models.dossier import blocked, close_requests, flag, wanting
from models.lifecycle import advance
from models.statuses import Event, Flag, RequestOutcome, Status
from notifications.outbox import notify

_AWAITING = (Status.incomplete, Status.carried_over)
"""Those that were asked for something: an answer is told what it changed. The others are told that the mail came."""


def answer(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Draw the consequences of the pieces that a mail brought.

    An incomplete dossier that is complete again goes back under examination, at the place its receipt instant gives
    it; a carried-over one stays so until a person presents it again. An answer past its due date counts, flagged.
    """
    ids = [application.id or 0]
    request = session.exec(
        select(CompletionRequest)
        .where(CompletionRequest.application_id == application.id)
        .order_by(col(CompletionRequest.id).desc())
    ).first()
    if application.status in _AWAITING and request and deposit.received_at >= request.due_at:
        flag(application, Flag.late_answer)
    lacking = wanting(session, campaign.rules, ids).get(ids[0], [])
    complete = not blocked(campaign.rules, lacking)
    kind = "completion_received" if application.status in _AWAITING else "registration"
    if complete and application.status in _AWAITING:
        close_requests(session, ids, RequestOutcome.answered, at=at)
        if request and deposit.received_at < request.due_at:  # in time, though read after the request had expired
            request.outcome = RequestOutcome.answered
    if complete and application.status is Status.incomplete:
        advance(session, ids, Event.complement, Status.under_examination, at=at, by="system")
    if kind == "registration":
        confirm(session, campaign, application, deposit, at=at, occurrence=str(deposit.id))
        return
    notify(
        session,
        campaign,
        kind,
        ids,
        at=at,
        occurrence=str(deposit.id),
        in_reply_to=deposit.message_id,
        answered_at=deposit.received_at,
    )


def confirm(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime, occurrence: str
) -> None:
    """Tell a sender that this mail came, and when (CRPA R112-11-2); and by when the acknowledgement follows, where one
    does."""
    awaits = application.status is Status.registered
    notify(
        session,
        campaign,
        "registration",
        [application.id or 0],
        at=at,
        occurrence=occurrence,
        in_reply_to=deposit.message_id,
        arrived_at=deposit.received_at,
        acknowledge_by=business_days(campaign.rules).local(application.acknowledge_by) if awaits else None,
    )
