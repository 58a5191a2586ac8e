"""A candidacy is withdrawn, or was recorded so by mistake."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.completeness import close_requests, find_applications, flag
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import advance
from models.dossiers.requests import move
from models.dossiers.workflow import EVENT_LABELS, LABELS
from models.errors import Refusal
from models.forms.dossiers import WithdrawalForm
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, Event, Flag, NoticeKind, RequestOutcome, Status
from notifications.loading.variables import request_views
from notifications.outbox.enqueue import notify
from notifications.outbox.untold import call_off_unread
from notifications.views.notices import RequestView
from tasks.implied_decision import refresh_clock
from tasks.intake.identity.matching import twins
from tasks.members.joining.effect import take_effect


def withdraw(session: Session, form: WithdrawalForm, *, at: datetime) -> list[Application]:
    """Withdraw a candidacy, close what was asked of it, and confirm it to the applicant."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    if advance(session, ids, Event.withdraw, Status.withdrawn, at=at, by=Person(form.by), reason=form.reason):
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
        refresh_clock(session, campaign, ids, at=at)
        on, occurrence = business_days(campaign.rules).local(at), str(_times(session, application))
        notify(session, campaign, NoticeKind.withdrawn, ids, at=at, occurrence=occurrence, withdrawn_on=on)
    return [application]


def undo_withdrawal(session: Session, application: Application, *, reason: str, by: str, at: datetime) -> None:
    """Give a dossier back what it had before it was recorded as withdrawn: its status, its place, what was asked of it,
    with the days that were lost. Its applicant is told, unless the confirmation has not left: that one then never does.
    Undone already, nothing changes. Raises Refusal where it was not withdrawn, or ended otherwise."""
    if is_undone(session, application):
        return
    former, since = _before(session, application)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    target = Status.carried_over if campaign.cancelled_at and former in UNDECIDED else former
    advance(session, ids, Event.undo_withdrawal, target, at=at, by=Person(by), reason=reason)
    asked = ask_again(session, campaign, application, since=since, at=at)
    if twins(session, application):
        flag(application, Flag.possible_duplicate)
        session.add(application)
    refresh_clock(session, campaign, ids, at=at)
    if not _is_called_off(session, application):
        on, occurrence = business_days(campaign.rules).local(since), str(_times(session, application))
        said: dict[str, Any] = {"withdrawn_on": on, "reason": reason, "of_each": {"request": asked}}
        notify(session, campaign, NoticeKind.withdrawal_undone, ids, at=at, occurrence=occurrence, **said)
    take_effect(session, campaign, at=at)


def is_undone(session: Session, application: Application) -> bool:
    """Return True if the last that moved a dossier is that its withdrawal was undone."""
    last = last_move(session, application)
    return last is not None and last.event is Event.undo_withdrawal


def _times(session: Session, application: Application) -> int:
    """Return how often a dossier was withdrawn."""
    lines = select(func.count()).select_from(JournalLine).where(JournalLine.application_id == application.id)
    return session.exec(lines.where(JournalLine.event == Event.withdraw)).one()


def last_move(session: Session, application: Application) -> JournalLine | None:
    """Return the line of what last moved a dossier; None for one that has no journal."""
    moves = select(JournalLine).where(
        JournalLine.application_id == application.id, col(JournalLine.former).is_distinct_from(JournalLine.status)
    )
    return session.exec(moves.order_by(col(JournalLine.id).desc()).limit(1)).first()


def _before(session: Session, application: Application) -> tuple[Status, datetime]:
    """Return how a dossier stood before it was withdrawn, and when that was."""
    last = last_move(session, application)
    if application.status is not Status.withdrawn or last is None:
        mend = f"ce dossier est « {LABELS[application.status]} » : aucun retrait n'y est enregistré."
        raise Refusal("Dossier", application.reference, mend)
    if last.event is not Event.withdraw or last.former is None:
        mend = (
            f"ce n'est pas un retrait qui l'a clos, mais : {EVENT_LABELS[last.event]}. Un rapprochement se corrige par "
            "ce même formulaire ; un envoi, par reclasser-envoi."
        )
        raise Refusal("Dossier", application.reference, mend)
    return last.former, last.at


def ask_again(
    session: Session, campaign: Campaign, application: Application, *, since: datetime, at: datetime
) -> dict[int, RequestView | None]:
    """Ask again for what a mistake had closed, give back the days that it took, and return what is asked as the letter
    shows it."""
    days = business_days(campaign.rules)
    closed = select(CompletionRequest).where(
        CompletionRequest.application_id == application.id,
        CompletionRequest.outcome == RequestOutcome.cancelled,
        CompletionRequest.closed_at == since,
    )
    asked = session.exec(closed).all()
    for request in asked:
        move(campaign, request, days.roll(request.due_on + (days.local(at) - days.local(since))), at=at)
        session.add(request)
    session.flush()
    return {application.id or 0: None} | request_views(session, campaign.rules, asked)


def _is_called_off(session: Session, application: Application) -> bool:
    """Drop the confirmation that still waits, and return True if there was one: nobody was told otherwise."""
    return call_off_unread(
        session, col(Notice.application_id) == application.id, col(Notice.kind) == NoticeKind.withdrawn
    )
