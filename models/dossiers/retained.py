"""What waits because of us: nothing lapses, and nobody is reminded, while a mail that may answer is unread or unsorted.
It is done once we have caught up; a person may do it all the same."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, false, or_
from sqlmodel import Session, col, select

from models.dossiers.advice import AdviceRequest
from models.dossiers.application import Application, CompletionRequest
from models.dossiers.held import is_held
from models.intake.deposit import Deposit, is_unsorted
from models.intake.reading import Instant, unread_since
from models.intake.words import Nature
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import UNDECIDED, AdviceOutcome, RequestOutcome, StageKind, StageName, Status

MOVED_BY_MAILS = frozenset(name for name in StageName if name.kind in {StageKind.deposit, StageKind.examination})
"""The stages whose end a mail that came before it may belie."""


def waits_for_us(instant: Instant) -> ColumnElement[bool]:
    """SQL condition: a mail received before an instant, of a dossier or of nobody knows which yet, is unread, or its
    files were not looked at."""
    of_dossier = or_(col(Deposit.application_id) == col(Application.id), col(Deposit.application_id).is_(None))
    came = exists().where(
        is_unsorted(), col(Deposit.nature) == Nature.written, of_dossier, col(Deposit.received_at) < instant
    )
    return or_(unread_since(instant), came)


def is_retained(campaign: Campaign, ends: datetime, *, at: datetime) -> ColumnElement[bool]:
    """SQL condition: what was asked of a dossier is over, or it should be carried over since its instruction `ends`,
    but for what waits because of us."""
    request = CompletionRequest
    asked = (col(request.application_id) == col(Application.id), col(request.outcome) == RequestOutcome.open)
    is_over = exists().where(*asked, col(request.due_at) <= at, waits_for_us(col(request.due_at)))
    is_left = and_(col(Application.status) == Status.incomplete, ~exists().where(*asked), waits_for_us(ends))
    carries_over = ends <= at and campaign.rules.policies.incomplete_at_end == "carry_over"
    return and_(or_(is_over, is_left if carries_over else false()), ~is_held())


def holds_back(session: Session, campaign: Campaign, *, at: datetime) -> bool:
    """Return True if something that a session owes at an instant waits because of us."""
    ends = {stage.name: stage.due_at for stage in session.exec(select(Stage).where(Stage.campaign_id == campaign.id))}
    of_session, request, advice = Application.campaign_id == campaign.id, CompletionRequest, AdviceRequest
    asked = (request.outcome == RequestOutcome.open, col(request.next_reminder_at) <= at, ~is_held())
    advised = (advice.outcome == AdviceOutcome.open, col(Application.status).in_(UNDECIDED))
    of_stage = (Stage.campaign_id == campaign.id, is_stage_retained(at) | is_reminder_retained(at))
    waiting = (
        select(Stage.id).where(*of_stage),
        select(Application.id).where(of_session, is_retained(campaign, ends[StageName.examination], at=at)),
        select(request.id).join(Application).where(of_session, *asked, waits_for_us(col(request.next_reminder_at))),
        select(advice.id)
        .join(Application)
        .where(
            of_session,
            *advised,
            col(advice.next_reminder_at) <= at,
            unread_since(col(advice.next_reminder_at)),
        ),
    )
    return any(session.exec(one.limit(1)).first() is not None for one in waiting)


def is_stage_retained(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a stage is over whose end a mail that is unread may belie."""
    is_over = (col(Stage.done_at).is_(None), col(Stage.due_at) <= at)
    return and_(*is_over, col(Stage.name).in_(MOVED_BY_MAILS), unread_since(col(Stage.due_at)))


def is_reminder_retained(at: datetime) -> ColumnElement[bool]:
    """SQL condition: a stage owes a reminder that a mail that is unread may make needless."""
    return and_(col(Stage.next_reminder_at) <= at, unread_since(col(Stage.next_reminder_at)))
