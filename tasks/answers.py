"""What a mail causes: a new dossier is told how it stands, an answer what it changed and what is still missing."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.application import Application, CompletionRequest
from models.calendar import business_days
from models.campaign import Campaign
from models.deposit import Deposit
from models.dossier import await_people, blocked, flag, wanting
from models.lifecycle import advance
from models.requests import awaited_requests, close, is_answered, lacking_of
from models.statuses import Event, Flag, RequestOutcome, Status
from models.workflow import BY_MOVE
from notifications.outbox import notify
from tasks.clock import refresh_clock

_AWAITING = frozenset({Status.incomplete, Status.carried_over, Status.adjourned})
"""Those that lack something, or were asked to say more: an answer is told what it changed."""


def welcome(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Tell the sender of a new dossier that it is registered, and what its first status means."""
    ids = [application.id or 0]
    refresh_clock(session, campaign, ids, at=at)
    if application.status is Status.late or application.flags:
        await_people(campaign, at=at)
    confirm(session, campaign, application, deposit, at=at, occurrence="1")
    for kind in BY_MOVE[Event.deposit, application.status].notices[1:]:
        notify(session, campaign, kind, ids, at=at, in_reply_to=deposit.message_id)


def answer(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Draw the consequences of the pieces that a mail brought.

    An incomplete dossier that is complete again goes back under examination, at the place its receipt instant gives
    it; a carried-over or adjourned one stays so until a person presents it again. An answer past its due date counts,
    flagged. Those of whom nothing is awaited are told that the mail came.
    """
    ids = [application.id or 0]
    awaited = awaited_requests(session, application)
    if not awaited and application.status not in _AWAITING:
        confirm(session, campaign, application, deposit, at=at, occurrence=str(deposit.id))
        return
    _settle(session, campaign, application, awaited, deposit, at=at)
    is_complete = not blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))
    if is_complete and application.status is Status.incomplete:
        advance(session, ids, Event.complement, Status.under_examination, at=at, by="system")
    elif is_complete and application.status in _AWAITING:
        await_people(campaign, at=at)
    refresh_clock(session, campaign, ids, at=at)
    notify(
        session,
        campaign,
        "completion_received",
        ids,
        at=at,
        occurrence=str(deposit.id),
        in_reply_to=deposit.message_id,
        answered_at=deposit.received_at,
    )


def join(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Join to a carried-over dossier what its organisation deposits anew: flagged for a person, never doubled (S0: no
    new deposit is asked of it). Its sender is told that the mail came, and that the dossier stands already."""
    flag(application, Flag.possible_duplicate)
    _settle(session, campaign, application, awaited_requests(session, application), deposit, at=at)
    await_people(campaign, at=at)
    ids, occurrence = [application.id or 0], str(deposit.id)
    refresh_clock(session, campaign, ids, at=at)
    confirm(session, campaign, application, deposit, at=at, occurrence=occurrence)
    notify(session, campaign, "duplicate", ids, at=at, occurrence=occurrence, in_reply_to=deposit.message_id)


def _settle(
    session: Session,
    campaign: Campaign,
    application: Application,
    awaited: Sequence[CompletionRequest],
    deposit: Deposit,
    *,
    at: datetime,
) -> None:
    """Close the requests whose pieces have come; a mail is late by the latest of them. What counts is when our server
    received it: in time though read late is in time; past the due date, a request that had expired stays so."""
    if awaited and deposit.received_at >= awaited[-1].due_at:
        flag(application, Flag.late_answer)
        await_people(campaign, at=at)
    ids = [application.id or 0]
    lacking = lacking_of(session, ids).get(ids[0], set())
    for request in awaited:
        request.set_aside = [name for name in request.set_aside if name in lacking]
        if is_answered(campaign.rules, request, lacking):
            request.answered_at = deposit.received_at
            if request.outcome is RequestOutcome.open or deposit.received_at < request.due_at:
                close(request, RequestOutcome.answered, at=at)
        session.add(request)


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
