"""What waits for a person in a session: how many dossiers for each reason, and which come first.

References, names of organisations and dates only; a mail server's answer is shown without the addresses it quotes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, exists, func
from sqlmodel import Session, col, select

from models.application import Application, CompletionRequest, Organisation
from models.calendar import business_days
from models.campaign import Campaign, Stage
from models.outbox import Notice
from models.statuses import Flag, NoticeStatus, RequestOutcome, StageName, Status
from notifications.catalogue import KINDS

SHOWN = 5
"""How many dossiers are named for one reason; the table of dossiers holds the others."""

SOON = 2
"""Business days before the legal end of an acknowledgement's delay from which it is shown."""

_ADDRESS = re.compile(r'(?:"[^"]*"|\S*)@\S*')
_SETTLED = frozenset({Status.accepted, Status.member, Status.refused, Status.withdrawn})
_STOPPED = frozenset({NoticeStatus.failed, NoticeStatus.bounced, NoticeStatus.held})


class Reason(StrEnum):
    """Why a person is waited for; flags are reasons too."""

    late = auto()
    acknowledgement = auto()
    expired = auto()
    open_request = auto()
    examination = auto()
    opinion = auto()
    decision = auto()
    notice_failed = auto()
    notice_waiting = auto()


class Item(NamedTuple):
    """A dossier that waits, and the one thing to know about it. `name` is its organisation's, or what a notice is
    called; a notice about no dossier has no reference."""

    reference: str | None
    name: str
    detail: date | datetime | str


class Pending(NamedTuple):
    """The dossiers that wait for one reason: how many, and the first `SHOWN` of them."""

    reason: Reason | Flag
    total: int
    first: list[Item]


class Overdue(NamedTuple):
    """Dossiers of a status that should have left it once a stage's date is past."""

    status: Status
    stage: StageName
    reason: Reason


OVERDUE = (
    Overdue(Status.under_examination, StageName.examination, Reason.examination),
    Overdue(Status.examined, StageName.working_group, Reason.opinion),
    Overdue(Status.studied, StageName.commission, Reason.decision),
)
"""What each stage should leave behind it: nothing is closed by its end, so a person has to finish."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A session at an instant: what its look-ups have in common. `counts` is `count_dossiers`' answer."""

    session: Session
    campaign: Campaign
    stages: Mapping[StageName, Stage]
    counts: Mapping["Group", int]
    at: datetime


class Group(NamedTuple):
    """Dossiers alike: status, circle, and flags as they are stored."""

    status: Status
    circle: int
    flags: str


def without_addresses(text: str) -> str:
    """Return a text in which each mail address is hidden: mail servers quote them in their answers."""
    return _ADDRESS.sub("(adresse masquée)", text)


def count_dossiers(session: Session, campaign: Campaign) -> dict[Group, int]:
    """Return how many dossiers of a session there are of each status, circle and set of flags: one look-up."""
    flags = cast(col(Application.flags), Text)
    alike = (col(Application.status), col(Application.circle), flags)
    counted = select(*alike, func.count()).where(Application.campaign_id == campaign.id).group_by(*alike)
    return {Group(status, circle, stored): total for status, circle, stored, total in session.exec(counted)}


def pending(scope: Scope) -> list[Pending]:
    """Return what waits for a person, the most pressing first; reasons for which nothing waits are left out."""
    found = (*_stopped(scope), *_delays(scope), *_overdue(scope), *_flagged(scope))
    return [one for one in found if one.total]


def _stopped(scope: Scope) -> Iterator[Pending]:
    waiting = (col(Notice.status) == NoticeStatus.queued) & col(Notice.last_error).is_not(None)
    yield _notices(scope, Reason.notice_failed, col(Notice.status).in_(_STOPPED))
    yield _notices(scope, Reason.notice_waiting, waiting)


def _delays(scope: Scope) -> Iterator[Pending]:
    yield _acknowledgements(scope)
    yield from _standing(scope, {Status.late: Reason.late})
    yield _expired(scope)
    yield _open_requests(scope)


def _acknowledgements(scope: Scope) -> Pending:
    days = business_days(scope.campaign.rules)
    soon = days.after(days.add(days.local(scope.at), SOON))
    due = (col(Application.status) == Status.registered) & (col(Application.acknowledge_by) < soon)
    return _dossiers(scope, Reason.acknowledgement, Application.acknowledge_by, due)


def _expired(scope: Scope) -> Pending:
    asked_again = exists().where(
        col(CompletionRequest.application_id) == col(Application.id),
        col(CompletionRequest.outcome) == RequestOutcome.open,
    )
    last = (
        select(CompletionRequest.application_id, func.max(CompletionRequest.due_on).label("due_on"))
        .where(CompletionRequest.outcome == RequestOutcome.expired)
        .group_by(col(CompletionRequest.application_id))
        .subquery()
    )
    waits = (last.c.application_id == col(Application.id)) & (col(Application.status) == Status.incomplete)
    return _dossiers(scope, Reason.expired, last.c.due_on, waits, ~asked_again)


def _open_requests(scope: Scope) -> Pending:
    waits = col(CompletionRequest.application_id) == col(Application.id)
    is_open = col(CompletionRequest.outcome) == RequestOutcome.open
    return _dossiers(scope, Reason.open_request, CompletionRequest.due_on, waits, is_open)


def _overdue(scope: Scope) -> Iterator[Pending]:
    ended = {row.status: row.reason for row in OVERDUE if scope.stages[row.stage].due_at <= scope.at}
    yield from _standing(scope, ended)


def _standing(scope: Scope, reasons: Mapping[Status, Reason]) -> Iterator[Pending]:
    """Yield the dossiers of some statuses; each waits for the reason of its own."""
    totals: Counter[Status] = Counter()
    for group, total in scope.counts.items():
        totals[group.status] += total
    for status in reasons:
        if totals[status]:
            first = _first(scope, Application.received_at, Application.status == status)
            yield Pending(reasons[status], totals[status], first)


def _flagged(scope: Scope) -> Iterator[Pending]:
    """Yield the dossiers of each flag; those that are settled wait for nobody."""
    alive: Counter[str] = Counter()
    for group, total in scope.counts.items():
        if group.status not in _SETTLED:
            alive[group.flags] += total
    for flag in Flag:
        total = sum(number for flags, number in alive.items() if f'"{flag}"' in flags)
        if total:
            raised = cast(col(Application.flags), Text).contains(f'"{flag}"')
            unsettled = col(Application.status).not_in(_SETTLED)
            yield Pending(flag, total, _first(scope, Application.received_at, raised, unsettled))


def _first(scope: Scope, detail: Any, *conditions: ColumnElement[bool] | bool) -> list[Item]:  # noqa: ANN401
    return [Item(*row) for row in scope.session.exec(_chosen(scope, detail, *conditions))]


def _dossiers(scope: Scope, reason: Reason, detail: Any, *conditions: ColumnElement[bool] | bool) -> Pending:  # noqa: ANN401
    counted = _chosen(scope, detail, *conditions).add_columns(func.count().over())
    rows = scope.session.execute(counted).all()
    return Pending(reason, rows[0][3] if rows else 0, [Item(*row[:3]) for row in rows])


def _chosen(scope: Scope, detail: Any, *conditions: ColumnElement[bool] | bool) -> Any:  # noqa: ANN401
    return (
        select(Application.reference, Organisation.name, detail)
        .select_from(Application)
        .join(Organisation)
        .where(Application.campaign_id == scope.campaign.id, *conditions)
        .order_by(detail, col(Application.id))
        .limit(SHOWN)
    )


def _notices(scope: Scope, reason: Reason, condition: ColumnElement[bool]) -> Pending:
    # Added to zero, the column cannot be looked up by its index: the few notices of these statuses are found by theirs.
    of_session = col(Notice.campaign_id) + 0 == scope.campaign.id
    rows = scope.session.exec(
        select(Application.reference, Notice.kind, Notice.last_error, func.count().over())
        .select_from(Notice)
        .outerjoin(Application)
        .where(of_session, condition)
        .order_by(col(Notice.id))
        .limit(SHOWN)
    ).all()
    first = [Item(reference, _title(kind), without_addresses(error or "")) for reference, kind, error, _ in rows]
    return Pending(reason, rows[0][3] if rows else 0, first)


def _title(kind: str) -> str:
    return KINDS[kind].title if kind in KINDS else kind
