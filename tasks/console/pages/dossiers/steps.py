"""How far a dossier came: six steps, each with its day, and what is to come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from typing import NamedTuple

from models.calendar.business_days import BusinessDays
from models.dossiers.application import Application
from models.dossiers.journal import JournalLine
from models.sessions.campaign import Stage
from models.sessions.opening import Calendar
from models.vocabulary import MEETINGS, StageKind, Status


class StepName(StrEnum):
    """What a dossier goes through, in order."""

    deposited = auto()
    complete = auto()
    examined = auto()
    opinion = auto()
    decision = auto()
    effect = auto()


class Step(NamedTuple):
    """A step: since when it is done, None where it is not; and the day on which it is planned, where that is known. A
    step `is_called_off` where the dossier ended before it."""

    name: StepName
    done_at: datetime | None
    planned_on: date | None
    is_called_off: bool


REACHES: Mapping[Status, StepName] = {
    Status.registered: StepName.deposited,
    Status.late: StepName.deposited,
    Status.not_required: StepName.deposited,
    Status.incomplete: StepName.deposited,
    Status.under_examination: StepName.complete,
    Status.examined: StepName.examined,
    Status.studied: StepName.opinion,
    Status.validated: StepName.opinion,
    Status.adjourned: StepName.decision,
    Status.accepted: StepName.decision,
    Status.refused: StepName.decision,
    Status.member: StepName.effect,
}
"""The step that each status reaches. A dossier that is carried over keeps what it had, except what bodies said of it;
one that is withdrawn goes no further."""

_ENDS = frozenset({Status.refused, Status.withdrawn, Status.not_required})
_ORDER = list(StepName)

_STAGES: Mapping[StepName, StageKind] = {
    StepName.examined: StageKind.examination,
    StepName.opinion: StageKind.opinion,
    StepName.decision: StageKind.decision,
    StepName.effect: StageKind.effect,
}
"""The kind of the stages that a step is planned by: by the first of them that is not over, else by the last."""


_OF_BODIES = frozenset({StepName.opinion, StepName.decision})


def steps_of(
    application: Application,
    lines: Iterable[JournalLine],
    stages: Calendar,
    days: BusinessDays,
    *,
    due_on: date | None,
    member_since: date | None,
) -> tuple[Step, ...]:
    """Return the steps of a dossier by its journal, but those of bodies where a session has none; `due_on` is the last
    day of what is asked of its applicant, `member_since` the first of its membership, which may be recorded later."""
    done = _done(application, lines)
    if member_since and StepName.effect in done:
        done[StepName.effect] = days.at(member_since)
    planned = {name: _planned(stages.of_kind(kind), days) for name, kind in _STAGES.items()}
    planned[StepName.complete] = due_on
    over = application.status in _ENDS
    return tuple(
        Step(name, done.get(name), None if name in done or over else planned.get(name), over and name not in done)
        for name in StepName
        if name in done or not _is_skipped(name, application, stages)
    )


def _is_skipped(name: StepName, application: Application, stages: Calendar) -> bool:
    """Return True for what a dossier does not go through: a body that a session has not, or anything once it is in."""
    return application.status is Status.member or (name in _OF_BODIES and not stages.has(_STAGES[name]))


def _planned(stages: Sequence[Stage], days: BusinessDays) -> date | None:
    stage = next((one for one in stages if one.done_at is None), stages[-1] if stages else None)
    if stage is None:
        return None
    if stage.kind in MEETINGS:
        return stage.meeting_on
    return days.local(stage.due_at) if stage.kind is StageKind.effect else days.last_day(stage.due_at)


def _done(application: Application, lines: Iterable[JournalLine]) -> dict[StepName, datetime]:
    done = {StepName.deposited: application.received_at}
    for line in lines:
        if line.status is not line.former:
            done = _moved(done, line.status, line.at)
    if (reached := REACHES.get(application.status)) and reached not in done:
        done[reached] = application.status_at
    return done


def _moved(done: Mapping[StepName, datetime], status: Status, at: datetime) -> dict[StepName, datetime]:
    """Return the steps that are done once a status is reached: those beyond it are to be done again."""
    if status is Status.withdrawn:
        return dict(done)
    reached = REACHES.get(status, StepName.complete)
    left = {name: since for name, since in done.items() if _ORDER.index(name) <= _ORDER.index(reached)}
    return left if status is Status.carried_over or reached is StepName.deposited else left | {reached: at}
