"""What the system owes on its days: acknowledgements, reminders, expiries, carry-overs, the effect.

Each works on the whole set that is due at an instant, and finds nothing left when it is run again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select, update
from sqlmodel.sql.expression import SelectOfScalar

from models.calendar.business_days import (
    JUST_BEFORE,
    business_days,
    latest_sending_day,
    next_reminder,
    owed,
    reminders,
)
from models.columns import pages
from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, CompletionRequest, Piece
from models.dossiers.completeness import await_people, blocked, unflag, wanting
from models.dossiers.held import held_among, is_held, waits_for_us
from models.dossiers.lifecycle import advance, lock_in_status
from models.dossiers.requests import close, open_requests, plan_reminder, wishes
from models.intake.deposit import Deposit, is_unsorted
from models.intake.reading import unread_since
from models.sessions.announcing import declined_among
from models.sessions.campaign import Campaign, Prospect, Stage
from models.sessions.opening import stages
from models.vocabulary import (
    Event,
    Flag,
    NoticeKind,
    PieceState,
    RequestOutcome,
    RequestReason,
    StageKind,
    Status,
)
from notifications.outbox.enqueue import Letter, call_off, enqueue, notify
from tasks.implied_decision import refresh_clock
from tasks.intake.published.offer import Offer, offer, offers


def acknowledge(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Acknowledge the deposits whose time has come (CRPA R112-11-1), and judge whether they are complete.

    What lacks an indispensable piece is asked for it in the same notice (L114-5), unless it is held for
    a person; the others enter the queue.
    """
    due = lock_in_status(session, campaign, Status.registered, col(Application.acknowledge_at) <= at)
    return sum(_acknowledge(session, campaign, part, at=at) for part in pages(due))


def _acknowledge(session: Session, campaign: Campaign, due: Sequence[int], *, at: datetime) -> int:
    lacking = wanting(session, campaign.rules, due)
    incomplete = [i for i in due if blocked(campaign.rules, lacking.get(i, []))]
    complete = sorted(set(due) - set(incomplete))
    advance(session, complete, Event.acknowledge, Status.under_examination, at=at, by=SYSTEM)
    advance(session, incomplete, Event.acknowledge, Status.incomplete, at=at, by=SYSTEM)
    session.execute(update(Application).where(col(Application.id).in_(due)).values(acknowledge_at=None))
    lacking_for_sure = sorted(set(incomplete) - held_among(session, incomplete))
    asked = open_requests(session, campaign, wishes(session, campaign.rules, lacking_for_sure), at=at)
    for request in asked.values():
        if RequestReason.wrong_form in request.pieces.values():
            unflag(session.get_one(Application, request.application_id), Flag.old_form)
    refresh_clock(session, campaign, due, at=at)
    offered = dict.fromkeys(due, Offer()) | offers(session, campaign, asked.values(), at=at)
    return notify(
        session,
        campaign,
        NoticeKind.acknowledgement,
        due,
        at=at,
        files={i: one.files for i, one in offered.items()},
        of_each={"forms": {i: one.view for i, one in offered.items()}},
    )


def remind_of_requests(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind of the requests that are still open, unless a person, or we, have still to look at what came. Of several
    reminders missed only the latest leaves; none once the last day is over."""
    due = _requests(session, campaign, col(CompletionRequest.next_reminder_at), at=at)
    return sum(_remind(session, campaign, part, at=at) for part in _paged(session, due))


def _remind(session: Session, campaign: Campaign, due: Sequence[CompletionRequest], *, at: datetime) -> int:
    days = business_days(campaign.rules)
    for request in due:
        plan_reminder(campaign, request, after=at)
        session.add(request)
    left = {r.application_id: (r.due_on - days.local(at)).days for r in due if at < r.due_at}
    occurrences = {r.application_id: f"{r.id}/{r.due_on}/{left[r.application_id]}" for r in due if at < r.due_at}
    said = {"days_left": left}
    return notify(
        session, campaign, NoticeKind.completion_reminder, list(left), at=at, occurrence=occurrences, of_each=said
    )


def expire_requests(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Close the requests whose last day is over, from the sending hour of the next day on, and tell the applicants: the
    dossier stays, a person may extend."""
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    told = days.at(latest_sending_day(days, at, hour=hour))
    due = _requests(session, campaign, col(CompletionRequest.due_at), at=told)
    if due:
        # Told at the hour that strikes, they wait for the next one on a day off only.
        await_people(campaign, at=at - JUST_BEFORE)
    return sum(_expire(session, campaign, part, at=at) for part in _paged(session, due))


def _expire(session: Session, campaign: Campaign, due: Sequence[CompletionRequest], *, at: datetime) -> int:
    for request in due:
        close(request, RequestOutcome.expired, at=at)
        session.add(request)
    occurrences = {request.application_id: f"{request.id}/{request.due_on}" for request in due}
    examination = stages(session, campaign).examination
    is_over = examination is not None and examination.due_at <= at
    ids = list(occurrences)
    return notify(
        session, campaign, NoticeKind.completion_expired, ids, at=at, occurrence=occurrences, examination_over=is_over
    )


def carry_over(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Carry over what is incomplete once the instruction is over; a request that still runs keeps its whole delay, and
    what came waits until a person has looked at it; what may have come, until we have read it. Where nothing ends the
    instruction, nothing is."""
    if campaign.rules.policies.incomplete_at_end != "carry_over":
        return 0
    examination = stages(session, campaign).examination
    if examination is None or examination.due_at > at:
        return 0
    ends = examination.due_at
    still_asked = exists().where(
        col(CompletionRequest.application_id) == col(Application.id),
        col(CompletionRequest.outcome) == RequestOutcome.open,
    )
    left = lock_in_status(session, campaign, Status.incomplete, ~still_asked, ~is_held(), ~waits_for_us(ends))
    return sum(_carry_over(session, campaign, part, at=at) for part in pages(left))


def _carry_over(session: Session, campaign: Campaign, left: Sequence[int], *, at: datetime) -> int:
    reason = "incomplet à la fin de l'instruction"
    moved = advance(session, left, Event.carry_over, Status.carried_over, at=at, by=SYSTEM, reason=reason)
    refresh_clock(session, campaign, left, at=at)
    ids, occurrence = [standing.application_id for standing in moved], f"{campaign.code}/{at.isoformat()}"
    return notify(session, campaign, NoticeKind.carried_over, ids, at=at, occurrence=occurrence, decision=None)


def remind_of_deposit(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind of the last day the prospects that have not written, and the organisations that wrote and sent no piece
    yet, by the latest reminder that is due."""
    stage = stages(session, campaign).deposit
    if stage is None or stage.next_reminder_at is None or stage.next_reminder_at > at:
        return 0
    if _is_unread(session, stage.next_reminder_at):
        return 0
    days, policy = business_days(campaign.rules), campaign.rules.policies
    last_day = days.last_day(stage.due_at)
    schedule = reminders(days, last_day, before=policy.deposit_reminders, hour=policy.send_hour)
    latest = owed(schedule, since=stage.next_reminder_at - JUST_BEFORE, at=at)
    stage.next_reminder_at = next_reminder(schedule, after=at)
    session.add(stage)
    if latest is None or at >= stage.due_at:
        return 0
    occurrence = f"{campaign.code}/deposit_reminder/{stage.revision}/{latest.days_left}"
    left = (last_day - days.local(at)).days
    offered = offer(session, campaign, at=at)
    told = {"days_left": left, "application": None, "forms": offered.view}
    letters = [
        Letter(f"{occurrence}/{address}", address, told, files=offered.files)
        for address in silent_prospects(session, campaign)
    ]
    announced = _announced(session, campaign)
    return enqueue(session, campaign, NoticeKind.deposit_reminder, letters, at=at) + notify(
        session,
        campaign,
        NoticeKind.deposit_reminder,
        announced,
        at=at,
        occurrence=occurrence,
        files=dict.fromkeys(announced, offered.files),
        days_left=left,
        forms=offered.view,
    )


def _is_unread(session: Session, instant: datetime) -> bool:
    return session.exec(select(unread_since(instant))).one()


_WRITERS = (col(Deposit.sender), col(Deposit.reply_to))


def silent_prospects(session: Session, campaign: Campaign) -> Sequence[str]:
    """Return the addresses told of the opening from which no dossier has come, nor anything that is still to be sorted,
    and that have none in the session: one may have come from a former session, or before the address was told. Those
    that want no announcement any more are left out."""
    has_a_dossier = exists().where(
        col(Application.campaign_id) == campaign.id, col(Application.contact) == col(Prospect.address)
    )
    wrote = exists().where(is_unsorted(), or_(*(one == col(Prospect.address) for one in _WRITERS)))
    silent = session.exec(
        select(Prospect.address)
        .where(Prospect.campaign_id == campaign.id, col(Prospect.deposited_at).is_(None), ~has_a_dossier, ~wrote)
        .order_by(col(Prospect.id))
    ).all()
    declined = declined_among(session, silent)
    return [address for address in silent if address not in declined]


def _announced(session: Session, campaign: Campaign) -> list[int]:
    """Return the applications of organisations that wrote, in time, and of whose dossier nothing has come that is or
    may be a piece."""
    came = (col(Piece.file_id).is_not(None), col(Piece.state) == PieceState.received)  # a paper is in no file
    has_a_piece = exists().where(col(Piece.application_id) == col(Application.id), or_(*came))
    return [
        i
        for status in (Status.registered, Status.incomplete)
        for i in lock_in_status(session, campaign, status, ~has_a_piece, ~is_held())
    ]


LEAVES: dict[StageKind, Status] = {
    StageKind.examination: Status.under_examination,
    StageKind.opinion: Status.examined,
    StageKind.decision: Status.studied,
}
"""The status that a stage's end should leave nobody in: a person has to finish."""


def close_stage(session: Session, campaign: Campaign, stage: Stage, *, at: datetime) -> None:
    """Note that a stage's closing work is done, and have people told of what it leaves to finish. Nothing is refused
    for coming after it."""
    stage.done_at = at
    session.add(stage)
    if stage.kind is StageKind.deposit:
        call_off(session, campaign, NoticeKind.deposit_reminder)
    if stage.kind in LEAVES and lock_in_status(session, campaign, LEAVES[stage.kind]):
        await_people(campaign, at=at)


def _requests(
    session: Session, campaign: Campaign, due: Mapped[datetime] | Mapped[datetime | None], *, at: datetime
) -> list[int]:
    """Return the ids of the open requests that something is owed about, unless that waits for a person, or because of
    us; locked until the transaction ends."""
    found = session.exec(_owed_about(due), params={"campaign_id": campaign.id, "at": at})
    return [i or 0 for i in found]


@cache
def _owed_about(due: Mapped[datetime] | Mapped[datetime | None]) -> SelectOfScalar[Any]:
    return (
        select(CompletionRequest.id)
        .join(Application)
        .where(
            col(Application.campaign_id) == bindparam("campaign_id"),
            CompletionRequest.outcome == RequestOutcome.open,
            ~is_held(),
            due <= bindparam("at"),
            ~waits_for_us(due),
        )
        .order_by(col(CompletionRequest.id))
        .with_for_update(of=CompletionRequest)
    )


def _paged(session: Session, ids: Sequence[int]) -> Iterator[Sequence[CompletionRequest]]:
    """Yield some requests, page by page."""
    for part in pages(ids):
        chosen = select(CompletionRequest).where(col(CompletionRequest.id).in_(part))
        yield session.exec(chosen.order_by(col(CompletionRequest.id))).all()
