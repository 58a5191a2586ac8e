"""Which dossiers wait for which body of a session, where several may speak one after the other.

Opinions come in the order of the stages: a dossier that one body has studied waits for the next, and is `studied` after
the last. Decisions too: what a commission has left, once its stage is over, waits for the next one of the session."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, func, not_
from sqlmodel import Session, col, select

from models.columns import chunks
from models.dossiers.application import Application, Examination, Opinion, by_receipt
from models.meetings.meeting import Meeting
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import StageKind, StageName, Status

READY: dict[StageKind, Status] = {
    StageKind.opinion: Status.examined,
    StageKind.decision: Status.studied,
}
"""The status in which a dossier waits for a body of that kind, which has one to itself."""


def ready(session: Session, campaign: Campaign, stage: StageName) -> list[int]:
    """Return the dossiers that wait for a body, in order of receipt."""
    waits = is_ready(campaign, stage)
    return [i or 0 for i in session.exec(select(Application.id).where(waits).order_by(*by_receipt()))]


def ready_among(session: Session, campaign: Campaign, stage: StageName, ids: Sequence[int | None]) -> set[int | None]:
    """Return which of some dossiers wait for a body."""
    known = [i for i in ids if i]
    waits = select(Application.id).where(is_ready(campaign, stage))
    return {i for part in chunks(known) for i in session.exec(waits.where(col(Application.id).in_(part)))}


def is_ready(campaign: Campaign, stage: StageName) -> ColumnElement[bool]:
    """Return the condition that a dossier waits for a body."""
    kind = campaign.rules.stages.kind_of(stage)
    in_turn = _awaits_its_opinion if kind is StageKind.opinion else _is_its_turn
    status = col(Application.status) == READY[kind]
    return and_(col(Application.campaign_id) == campaign.id, status, *in_turn(campaign, stage))


def _awaits_its_opinion(campaign: Campaign, stage: StageName) -> Sequence[ColumnElement[bool]]:
    """SQL conditions: the bodies before have given their opinion since the latest finding, and this one has not."""
    stages = campaign.rules.stages
    given = [_has_studied(campaign, former) for former in stages.before(stage)[-1:]]
    return given if stages.is_last(stage) else [*given, not_(_has_studied(campaign, stage))]


def _has_studied(campaign: Campaign, stage: StageName) -> ColumnElement[bool]:
    found = (col(Examination.application_id) == col(Application.id), col(Examination.finding).is_not(None))
    since = select(func.max(Examination.at)).where(*found).scalar_subquery()
    counts = (
        col(Opinion.application_id) == col(Application.id),
        col(Opinion.campaign_id) == campaign.id,
        col(Opinion.stage) == stage,
        col(Opinion.mended_at).is_(None),
        col(Opinion.given_at) >= since,
    )
    return exists().where(*counts)


def _is_its_turn(campaign: Campaign, stage: StageName) -> Sequence[ColumnElement[bool]]:
    """SQL conditions: the commissions before are over, and this one is not, unless it is the last."""
    stages = campaign.rules.stages
    former = [_is_over(campaign, one) for one in stages.before(stage)]
    return former if stages.is_last(stage) else [*former, not_(_is_over(campaign, stage))]


def _is_over(campaign: Campaign, stage: StageName) -> ColumnElement[bool]:
    """SQL condition: a stage ended, and no meeting of its body has still to be held or recorded."""
    ended = exists().where(
        col(Stage.campaign_id) == campaign.id, col(Stage.name) == stage, col(Stage.done_at).is_not(None)
    )
    to_hold = exists().where(
        col(Meeting.campaign_id) == campaign.id, col(Meeting.stage) == stage, col(Meeting.closed_at).is_(None)
    )
    return and_(ended, not_(to_hold))
