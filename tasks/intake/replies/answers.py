"""What a mail causes: the sender of a new dossier learns how it stands, of an answer what it changed and what is
missing."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.actor import SYSTEM, Actor
from models.dossiers.application import Application
from models.dossiers.completeness import await_people, blocked, flag, wanting
from models.dossiers.lifecycle import advance
from models.dossiers.requests import answered_at, awaited_requests, close, is_answered, lacking_of, move
from models.dossiers.workflow import BY_MOVE
from models.intake.deposit import Deposit
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Flag, NoticeKind, RequestOutcome, Status
from notifications.loading.variables import deposit_files
from notifications.outbox.enqueue import notify
from notifications.views.notices import OfferView
from tasks.implied_decision import refresh_clock
from tasks.intake.identity.identify import Claim, identify
from tasks.intake.identity.matching import answered_application, complete_identity, takes_deposits
from tasks.intake.replies.lapsed import READ_LATE, is_carried_over_in_vain, void_letters
from tasks.intake.replies.pieces import files_of, take_by_name
from tasks.intake.replies.to_senders import attach_to, offer_of, tell_registered
from tasks.reading.mail.mail import Mail

_AWAITING = frozenset({Status.incomplete, Status.carried_over, Status.adjourned})
"""Statuses in which something is lacking or asked: an answer gets a notice of what it changed."""

_ARCHIVES = (".zip", ".eml")


class Cause(NamedTuple):
    """Why a dossier is complete again, or no longer: the event of the table of transitions, and who acts."""

    event: Event
    by: Actor = SYSTEM
    reason: str | None = None


_ANSWERED, _UNUSABLE = Cause(Event.complement), Cause(Event.set_aside)


def take_answer(session: Session, deposit: Deposit, mail: Mail, *, at: datetime) -> bool:
    """Settle a mail that answers one of our notices by the names of its files, and tell whether it is one. What its
    files hold is looked at afterwards; archives are only opened then. Of several organisations, nothing is
    settled by names."""
    claim = identify(mail, ours=session.get_one(Campaign, deposit.campaign_id).rules.own_sirens)
    application = None if claim.organisations else _answered(session, deposit, mail, claim)
    if application is None:
        return False
    application, campaign = lock_dossier(session, application)
    complete_identity(session, application, claim)
    deposit.application_id = application.id
    session.flush()
    is_packed = any(file.name.lower().endswith(_ARCHIVES) for file in files_of(session, deposit))
    is_contact = deposit.reply_to == application.contact
    is_awaited = awaits_answer(session, application)
    if not is_contact or not is_awaited:
        # What a dossier lacks is told to its contact alone (CRPA R112-11-3): anybody may write a reference in a mail.
        tell_registered(session, campaign, deposit, application if is_contact else None, at=at, offered=offer_of(mail))
        attach_to(session, campaign, deposit, application)
    if is_awaited and is_packed:
        tell_received(session, campaign, application, deposit, at=at, offered=offer_of(mail), is_packed=True)
    elif is_awaited:
        take_by_name(session, campaign.rules, application, deposit)
        settle(session, campaign, application, deposit, at=at)
        tell_received(session, campaign, application, deposit, at=at, offered=offer_of(mail))
    return True


def _answered(session: Session, deposit: Deposit, mail: Mail, claim: Claim) -> Application | None:
    return answered_application(session, mail, claim, may_begin=lambda: takes_deposits(session, deposit))


def lock_dossier(session: Session, application: Application) -> tuple[Application, Campaign]:
    """Lock a dossier until the transaction ends, and return it with its session: what another mail, a person or the
    day's run is doing to it at this moment is read once it is done. A dossier that was joined to another is read as the
    other."""
    session.refresh(application, with_for_update=True)
    while application.joined_to_id:
        application = session.get_one(Application, application.joined_to_id)
        session.refresh(application, with_for_update=True)
    return application, session.get_one(Campaign, application.campaign_id)


def welcome(session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime) -> None:
    """Tell the sender of a new dossier what its first status means, where that says more than the registration."""
    ids = [application.id or 0]
    refresh_clock(session, campaign, ids, at=at)
    if application.status is Status.late or application.flags:
        await_people(campaign, at=at)
    for kind in BY_MOVE[Event.deposit, application.status].notices[1:]:
        notify(session, campaign, kind, ids, at=at, in_reply_to=deposit.message_id)


def awaits_answer(session: Session, application: Application) -> bool:
    """Return True if something is awaited of a dossier: senders for whom nothing is awaited only learn that the mail
    came."""
    return application.status in _AWAITING or bool(awaited_requests(session, application))


def settle(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    *,
    at: datetime,
    cause: Cause = _ANSWERED,
) -> None:
    """Draw the consequences of the pieces that a mail brought.

    An incomplete dossier that is complete again goes back under examination, at the place its receipt instant gives
    it; a carried-over or adjourned one stays so until a person presents it again, unless it was carried over because we
    had not read yet what had come in time. An answer past its due date counts, flagged.
    """
    ids = [application.id or 0]
    _close_answered(session, campaign, application, deposit, at=at)
    is_complete = not blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))
    if is_complete and application.status is Status.incomplete:
        advance(session, ids, cause.event, Status.under_examination, at=at, by=cause.by, reason=cause.reason)
    elif is_complete and application.status in _AWAITING | {Status.accepted}:
        if cause is _ANSWERED and is_carried_over_in_vain(session, campaign, application, deposit):
            advance(session, ids, Event.restore, Status.under_examination, at=at, by=SYSTEM, reason=READ_LATE)
        # Of one that was accepted, the next morning makes a member, where its piece was all that lacked.
        await_people(campaign, at=at)
    refresh_clock(session, campaign, ids, at=at)


def tell_received(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    *,
    at: datetime,
    offered: OfferView | None = None,
    is_packed: bool = False,
) -> None:
    """Tell what an answer changed, what is still missing, which letters it makes void, and of what it offers behind a
    link that nothing came; of an archive, first that it came, then what it held."""
    opened = f"{deposit.id}/packed" if is_packed else str(deposit.id)
    notify(
        session,
        campaign,
        NoticeKind.completion_received,
        [application.id or 0],
        at=at,
        occurrence=opened,
        in_reply_to=deposit.message_id,
        deposit_id=deposit.id,
        of_each={"files": {application.id or 0: deposit_files(session, campaign.rules, deposit.id)}},
        answered_at=deposit.received_at,
        is_packed=is_packed,
        offered=offered,
        void=() if is_packed else void_letters(session, campaign, application, deposit),
    )


def join_standing(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime
) -> None:
    """Join to a carried-over dossier what its organisation deposits anew: flagged for a person, never doubled (S0: no
    new deposit is asked of it). Its sender is told that the dossier stands already."""
    flag(application, Flag.possible_duplicate)
    _close_answered(session, campaign, application, deposit, at=at)
    await_people(campaign, at=at)
    ids, occurrence = [application.id or 0], str(deposit.id)
    refresh_clock(session, campaign, ids, at=at)
    notify(
        session,
        campaign,
        NoticeKind.duplicate,
        ids,
        at=at,
        occurrence=occurrence,
        in_reply_to=deposit.message_id,
        joined=None,
    )


def undo(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    *,
    at: datetime,
    cause: Cause = _UNUSABLE,
) -> None:
    """Undo what an answer had settled by the names of its files, where one of them turns out to be unusable, or not to
    be of this dossier: the request that it had answered is open again, and the dossier incomplete."""
    ids = [application.id or 0]
    is_blocked = blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))
    if is_blocked and application.status is Status.under_examination:
        advance(session, ids, cause.event, Status.incomplete, at=at, by=cause.by, reason=cause.reason)
    for request in answered_at(session, application, deposit.received_at):
        if not is_answered(campaign.rules, request, lacking_of(session, ids).get(ids[0], set())):
            request.answered_at = None
            move(campaign, request, request.due_on, at=at)
    await_people(campaign, at=at)
    refresh_clock(session, campaign, ids, at=at)


def _close_answered(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, *, at: datetime
) -> None:
    """Close the requests whose pieces have come; a mail is late by the latest of them. What counts is when our server
    received it: in time though read late is in time; past the due date, a request that had expired stays so."""
    awaited = awaited_requests(session, application)
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
