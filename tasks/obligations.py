"""What the system owes on its days: acknowledgements, reminders, expiries, carry-overs, the effect.

Each works on the whole set that is due at an instant, and finds nothing left when it is run again.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, insert
from sqlmodel import Session, col, select, update

from models.application import Application, CompletionRequest
from models.calendar import business_days, next_reminder, owed, reminders, term
from models.campaign import Campaign, Prospect, Stage
from models.dossier import blocked, wanting
from models.lifecycle import advance, chunks
from models.opening import stages
from models.statuses import Event, RequestOutcome, StageName, Status
from notifications.outbox import Letter, enqueue, notify

_JUST_BEFORE = timedelta(microseconds=1)


def acknowledge(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Acknowledge the deposits whose time has come (CRPA R112-11-1), and judge whether they are complete.

    What lacks an indispensable piece is asked for it in the same notice (L114-5); the others enter the queue.
    """
    due = _applications(session, campaign, Status.registered, col(Application.acknowledge_at) <= at)
    lacking = wanting(session, campaign.rules, due)
    incomplete = [i for i in due if blocked(campaign.rules, lacking.get(i, []))]
    complete = sorted(set(due) - set(incomplete))
    advance(session, complete, Event.acknowledge, Status.under_examination, at=at, by="system")
    advance(session, incomplete, Event.acknowledge, Status.incomplete, at=at, by="system")
    for part in chunks(due):
        session.execute(update(Application).where(col(Application.id).in_(part)).values(acknowledge_at=None))
    _ask(session, campaign, {i: [piece.piece_id for piece in lacking[i]] for i in incomplete}, at=at)
    return notify(session, campaign, "acknowledgement", due, at=at)


def _ask(session: Session, campaign: Campaign, wanted: dict[int, list[str]], *, at: datetime) -> None:
    policy, days = campaign.rules.policies, business_days(campaign.rules)
    end = term(days, at, length=policy.completion.days)
    schedule = reminders(days, end.last_day, before=policy.completion.remind_before, hour=policy.send_hour)
    rows = [
        {
            "application_id": application_id,
            "pieces": dict.fromkeys(pieces, "missing"),
            "by": "system",
            "asked_at": at,
            "due_on": end.last_day,
            "due_at": end.due_at,
            "outcome": RequestOutcome.open,
            "next_reminder_at": next_reminder(schedule, after=at),
        }
        for application_id, pieces in wanted.items()
    ]
    if rows:
        session.execute(insert(CompletionRequest), rows)


def remind_of_requests(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind of the requests that are still open. Of several reminders missed only the latest leaves; none once the
    last day is over."""
    due = _requests(session, campaign, col(CompletionRequest.next_reminder_at) <= at)
    days, policy = business_days(campaign.rules), campaign.rules.policies
    sent = 0
    by_days_left: dict[int, list[CompletionRequest]] = defaultdict(list)
    for request in due:
        schedule = reminders(days, request.due_on, before=policy.completion.remind_before, hour=policy.send_hour)
        request.next_reminder_at = next_reminder(schedule, after=at)
        session.add(request)
        if at < request.due_at:
            by_days_left[(request.due_on - days.local(at)).days].append(request)
    for days_left, requests in by_days_left.items():
        occurrences = {request.application_id: f"{request.id}/{days_left}" for request in requests}
        ids = list(occurrences)
        sent += notify(
            session, campaign, "completion_reminder", ids, at=at, occurrence=occurrences, days_left=days_left
        )
    return sent


def expire_requests(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Close the requests whose last day is over, and tell the applicants: the dossier stays, a person may extend."""
    due = _requests(session, campaign, col(CompletionRequest.due_at) <= at)
    for request in due:
        request.outcome, request.closed_at, request.next_reminder_at = RequestOutcome.expired, at, None
        session.add(request)
    occurrences = {request.application_id: request.id for request in due}
    is_over = stages(session, campaign)[StageName.examination].due_at <= at
    ids = list(occurrences)
    return notify(session, campaign, "completion_expired", ids, at=at, occurrence=occurrences, examination_over=is_over)


def carry_over(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Carry over what is incomplete once the instruction is over; a request that still runs keeps its whole delay."""
    if campaign.rules.policies.incomplete_at_end != "carry_over":
        return 0
    if stages(session, campaign)[StageName.examination].due_at > at:
        return 0
    still_asked = exists().where(
        col(CompletionRequest.application_id) == col(Application.id),
        col(CompletionRequest.outcome) == RequestOutcome.open,
    )
    left = _applications(session, campaign, Status.incomplete, ~still_asked)
    reason = "incomplet à la fin de l'instruction"
    advance(session, left, Event.carry_over, Status.carried_over, at=at, by="system", reason=reason)
    return notify(session, campaign, "carried_over", left, at=at, occurrence=campaign.code)


def remind_of_deposit(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Remind the prospects that have not deposited of the last day, by the latest reminder that is due."""
    stage = stages(session, campaign)[StageName.deposit]
    if stage.next_reminder_at is None or stage.next_reminder_at > at:
        return 0
    days, policy = business_days(campaign.rules), campaign.rules.policies
    last_day = days.last_day(stage.due_at)
    schedule = reminders(days, last_day, before=policy.deposit_reminders, hour=policy.send_hour)
    latest = owed(schedule, since=stage.next_reminder_at - _JUST_BEFORE, at=at)
    stage.next_reminder_at = next_reminder(schedule, after=at)
    session.add(stage)
    if latest is None or at >= stage.due_at:
        return 0
    occurrence = f"{campaign.code}/deposit_reminder/{stage.revision}/{latest.days_left}"
    said = {"days_left": (last_day - days.local(at)).days}
    letters = [Letter(f"{occurrence}/{address}", address, said) for address in silent_prospects(session, campaign)]
    return enqueue(session, campaign, "deposit_reminder", letters, at=at)


def silent_prospects(session: Session, campaign: Campaign) -> Sequence[str]:
    """Return the addresses told of the opening from which nothing has come."""
    return session.exec(
        select(Prospect.address)
        .where(Prospect.campaign_id == campaign.id, col(Prospect.deposited_at).is_(None))
        .order_by(col(Prospect.id))
    ).all()


def take_effect(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Make members of those accepted, from the effective date on."""
    if stages(session, campaign)[StageName.effect].due_at > at:
        return 0
    accepted = _applications(session, campaign, Status.accepted)
    advance(session, accepted, Event.effect, Status.member, at=at, by="system")
    return notify(session, campaign, "effective", accepted, at=at)


def close_stage(session: Session, stage: Stage, *, at: datetime) -> None:
    """Note that a stage's closing work is done. Nothing is refused for coming after it."""
    stage.done_at = at
    session.add(stage)


def _applications(session: Session, campaign: Campaign, status: Status, *conditions: ColumnElement[bool]) -> list[int]:
    statement = select(Application.id).where(
        Application.campaign_id == campaign.id, Application.status == status, *conditions
    )
    return [i or 0 for i in session.exec(statement.order_by(col(Application.received_at), col(Application.id)))]


def _requests(session: Session, campaign: Campaign, condition: ColumnElement[bool]) -> Sequence[CompletionRequest]:
    return session.exec(
        select(CompletionRequest)
        .join(Application)
        .where(
            Application.campaign_id == campaign.id,
            CompletionRequest.outcome == RequestOutcome.open,
            condition,
        )
        .order_by(col(CompletionRequest.id))
    ).all()
