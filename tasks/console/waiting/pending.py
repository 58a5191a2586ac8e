"""What waits for a person in a session: how many dossiers for each reason, and which come first.

References, names of organisations and dates only; a mail server's answer is shown without the addresses it quotes.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, exists, func
from sqlalchemy import select as columns
from sqlmodel import col, select

from models.calendar.business_days import business_days
from models.calendar.legal_delays import SORTING, acknowledgement, near_until
from models.dossiers.advice import AdviceRequest, is_late
from models.dossiers.application import Application, CompletionRequest, Organisation
from models.dossiers.completeness import FLAG_WAITS, lacks
from models.dossiers.held import carried_over_at, is_retained
from models.dossiers.journal import JournalLine
from models.dossiers.requests import expired_unanswered, is_living
from models.forms.dossiers import stage_choice
from models.intake.reading import unread_from, unread_since
from models.meetings.queue import is_ready
from models.notices import ActFile, SignedAct, waits_for_its_signature
from models.vocabulary import UNDECIDED, Event, RequestOutcome, StageKind, Status
from notifications.outbox.doubts import is_doubted
from notifications.outbox.hold import is_held, to_post
from notifications.writing.wording import instant
from tasks.console.waiting import arrivals
from tasks.console.waiting.appeals import appeals
from tasks.console.waiting.faulty import set_aside
from tasks.console.waiting.over import to_forget
from tasks.console.waiting.reasons import AT, LIMIT, SESSION, Item, Pending, Reason, Scope, about
from tasks.console.waiting.reports import of_reports
from tasks.console.waiting.territories import of_territories
from tasks.console.waiting.undelivered import (
    Stopped,
    decisions_not_notified,
    digests_not_read,
    others_not_read,
    read_notices,
    stopped_notices,
    waiting_for_another_try,
)
from tasks.dossiers.seen import notice_key
from tasks.meetings.calendar.to_schedule import to_set
from tasks.members.lasting.late import agreement_near_its_end, awaited
from tasks.members.missing_signatures import late_to_accept, to_sign, to_sign_again

_UNSIGNED = {
    Reason.acceptance_late: late_to_accept,
    Reason.signature: to_sign,
    Reason.signature_again: to_sign_again,
}
_TO_REPRESENT = frozenset({Status.carried_over, Status.adjourned})
_LACKING = _TO_REPRESENT | {Status.incomplete, Status.accepted}


class Overdue(NamedTuple):
    """Dossiers of a status that should have left it once the date of the last stage of a kind is past."""

    status: Status
    stage: StageKind
    reason: Reason


OVERDUE = (
    Overdue(Status.under_examination, StageKind.examination, Reason.examination),
    Overdue(Status.examined, StageKind.opinion, Reason.opinion),
    Overdue(Status.studied, StageKind.decision, Reason.decision),
)
"""What each stage should leave behind it: nothing is closed by its end, so a person has to finish."""


class Waits(NamedTuple):
    """The dossiers that wait for a reason: what is told of each, and the SQL conditions by which they are found."""

    detail: Any
    conditions: tuple[ColumnElement[bool], ...]


# As another type, the status cannot be looked up by its index: the few that have a date are found by it.
_IS_UNDECIDED = cast(col(Application.status), Text).in_([status.value for status in UNDECIDED])
_IS_INCOMPLETE = col(Application.status) == Status.incomplete
_OF_REQUEST = col(CompletionRequest.application_id) == col(Application.id)
# What was carried over because its request had expired waits for the next opening, which asks afresh.
_ASKED_SINCE = _IS_INCOMPLETE | (col(CompletionRequest.asked_at) >= col(Application.status_at))
_OF_ADVICE = col(AdviceRequest.application_id) == col(Application.id)
_OF_ACT = col(ActFile.application_id) == col(Application.id)
_LACKS_A_PIECE = lacks(bindparam("blocking", expanding=True))
"""SQL condition: a piece keeps the dossier from being examined, and so from being presented again."""

# Added to zero, the column cannot be looked up by its index: a dossier has few lines, a session has all of them.
_IS_LEFT = exists().where(
    col(JournalLine.application_id) == col(Application.id),
    col(JournalLine.campaign_id) + 0 == SESSION,
    col(JournalLine.event) == Event.leave,
)
"""SQL condition: a person left the late dossier for the next session."""

DOSSIERS: Mapping[Reason, Waits] = {
    Reason.silence_past: Waits(Application.silence_at, (col(Application.silence_at) <= AT, _IS_UNDECIDED)),
    Reason.silence_near: Waits(
        Application.silence_at,
        (
            col(Application.silence_at) > AT,
            col(Application.silence_at) < bindparam("alarmed_until"),
            _IS_UNDECIDED,
        ),
    ),
    Reason.acknowledgement: Waits(
        Application.acknowledge_by,
        (col(Application.status) == Status.registered, col(Application.acknowledge_by) < bindparam("soon")),
    ),
    Reason.retained: Waits(Application.status_at, (is_retained(),)),
    Reason.late: Waits(Application.received_at, (col(Application.status) == Status.late, ~_IS_LEFT)),
    Reason.expired: Waits(
        CompletionRequest.due_on,
        (_OF_REQUEST, expired_unanswered(), col(Application.status).in_(_LACKING), _ASKED_SINCE),
    ),
    Reason.unasked: Waits(Application.status_at, (_IS_INCOMPLETE, ~exists().where(_OF_REQUEST, is_living()))),
    Reason.to_represent: Waits(Application.status_at, (col(Application.status).in_(_TO_REPRESENT), ~_LACKS_A_PIECE)),
    Reason.open_request: Waits(
        CompletionRequest.due_on, (_OF_REQUEST, col(CompletionRequest.outcome) == RequestOutcome.open)
    ),
    Reason.advice_late: Waits(AdviceRequest.due_on, (_OF_ADVICE, is_late(AT))),
    Reason.act_to_sign: Waits(
        ActFile.at, (_OF_ACT, col(ActFile.kind) != SignedAct.decision, waits_for_its_signature())
    ),
}
"""The reasons for which dossiers wait, whatever the rules of their session."""

NOTICES: Mapping[Reason, ColumnElement[bool]] = {
    Reason.decision_unserved: decisions_not_notified(),
    Reason.notice_failed: others_not_read(),
    Reason.digest_failed: digests_not_read(),
    Reason.notice_waiting: waiting_for_another_try(),
    Reason.notice_doubted: is_doubted(),
    Reason.letter_to_post: is_held(AT) & to_post(),
    Reason.letter_held: is_held(AT) & ~to_post(),
}
"""The reasons for which notices wait, each with the SQL condition by which they are found."""


def pending(scope: Scope) -> tuple[Pending, ...]:
    """Return what waits for a person, the most pressing first; reasons for which nothing waits are left out."""
    found = (
        *_urgent(scope),
        *_requests(scope),
        *_meetings(scope),
        *_overdue(scope),
        *_flagged(scope),
        *of_territories(scope),
        *_lasting(scope),
        *of_reports(scope),
        to_forget(scope),
    )
    return tuple(one for one in found if one.total)


def _urgent(scope: Scope) -> Iterator[Pending]:
    """Yield what the law, or an applicant who was not reached, cannot wait for."""
    yield set_aside(scope)
    yield _dossiers(scope, Reason.silence_past)
    yield _notices(scope, Reason.decision_unserved)
    yield arrivals.unregistered(scope)
    yield _notices(scope, Reason.notice_failed)
    yield _notices(scope, Reason.digest_failed)
    yield _notices(scope, Reason.notice_waiting)
    yield _notices(scope, Reason.notice_doubted)
    yield _notices(scope, Reason.letter_to_post)
    yield _notices(scope, Reason.letter_held)
    yield _acknowledgements(scope)
    yield _dossiers(scope, Reason.silence_near, alarmed_until=_alarmed_until(scope))
    yield arrivals.appeals_to_record(scope)
    yield from appeals(scope)
    yield from arrivals.to_settle(scope)
    yield _retained(scope)
    yield _dossiers(scope, Reason.late)


def _retained(scope: Scope) -> Pending:
    """Return the dossiers of which something should have lapsed, and waits because of us."""
    found = _dossiers(scope, Reason.retained, ends=carried_over_at(scope.campaign, scope.stages))
    why = _why_retained(scope) if found.total else ""
    return found._replace(first=tuple(replace(item, detail=why) for item in found.first))


def _why_retained(scope: Scope) -> str:
    """Return what is to be caught up first, in French."""
    if not scope.session.exec(select(unread_since(scope.at - SORTING))).one():
        return "échéance retenue : un envoi n'est pas encore classé"
    since = unread_from(scope.session)
    until = f"depuis le {instant(since, scope.campaign.rules.zone)}" if since else "jusqu'ici"
    return f"échéance retenue : boîte non relevée {until}"


def _alarmed_until(scope: Scope) -> datetime:
    """Return the end of the days that the first alarm announces."""
    days = business_days(scope.campaign.rules)
    return days.after(days.local(scope.at) + timedelta(max(scope.campaign.rules.silence.alarms, default=0)))


def _acknowledgements(scope: Scope) -> Pending:
    """Return the dossiers whose acknowledgement is near its end, and the arrivals that have none yet."""
    days, delay = business_days(scope.campaign.rules), acknowledgement(scope.campaign.rules)
    registered = _dossiers(scope, Reason.acknowledgement, soon=near_until(days, delay, days.local(scope.at)))
    unsorted = arrivals.unacknowledged(scope)
    both = sorted([*registered.first, *unsorted.first], key=attrgetter("detail"))
    return Pending(Reason.acknowledgement, registered.total + unsorted.total, tuple(both[: scope.limit]))


def _requests(scope: Scope) -> Iterator[Pending]:
    """Yield what became of what was asked: only an open request goes on by itself."""
    yield _dossiers(scope, Reason.expired)
    yield _dossiers(scope, Reason.unasked)
    yield _dossiers(scope, Reason.to_represent, blocking=scope.campaign.rules.blocking_pieces)
    yield _dossiers(scope, Reason.open_request)
    yield _dossiers(scope, Reason.advice_late)


def _meetings(scope: Scope) -> Iterator[Pending]:
    """Yield the bodies whose meeting nobody has set."""
    awaiting = {group.status for group, total in scope.counts.items() if total}
    for one in to_set(scope.session, scope.campaign, scope.stages, awaiting, at=scope.at):
        reason = Reason.second_meeting if one.is_second else Reason.meeting_unset
        yield Pending(
            reason,
            1,
            (Item(None, one.body, one.until, known={"stage": stage_choice(scope.campaign.rules, one.stage)}),),
        )


def _overdue(scope: Scope) -> Iterator[Pending]:
    ended = {
        row.status: row.reason
        for row in OVERDUE
        if (stages := scope.stages.of_kind(row.stage))
        and stages[-1].due_at <= scope.at
        and not _meets_all_year(scope, row)
    }
    yield from _standing(scope, ended)
    yield from _not_seen_in_time(scope)
    yield from _standing(scope, {Status.validated: Reason.to_sign})
    yield _dossiers(scope, Reason.act_to_sign)
    yield from _unsigned(scope)


def _meets_all_year(scope: Scope, row: Overdue) -> bool:
    stages = scope.campaign.rules.stages
    return any(map(stages.meets_all_year, stages.of_kind(row.stage)))


def _not_seen_in_time(scope: Scope) -> Iterator[Pending]:
    """Yield the dossiers that a body which meets all year has not seen within its days, and what the text says of
    that."""
    days, reasons = business_days(scope.campaign.rules), {row.stage: row.reason for row in OVERDUE}
    for name, stage in scope.campaign.rules.stages.bodies.items():
        if stage.within is None:
            continue
        since = days.at(days.local(scope.at) - timedelta(stage.within))
        waits = Waits(Application.status_at, (is_ready(scope.campaign, name), col(Application.status_at) < since))
        found = _counted(scope, reasons[stage.kind], _with_total(waits, of_one=scope.of_one))
        yield found._replace(first=tuple(replace(one, detail=stage.lapse or one.detail) for one in found.first))


def _unsigned(scope: Scope) -> Iterator[Pending]:
    """Yield those who have to sign the text that engages them, or its new version."""
    for reason, read in _UNSIGNED.items():
        total, first = read(scope.session, scope.campaign, at=scope.at, limit=scope.limit)
        yield Pending(reason, total, tuple(Item(*one, since=one.since) for one in first))


def _lasting(scope: Scope) -> Iterator[Pending]:
    """Yield who has not answered whether it renews, and the convention that nothing follows yet."""
    for reason in (Reason.renewal_late, Reason.renewal_awaited):
        found = awaited(scope.session, scope.campaign, at=scope.at, is_late=reason is Reason.renewal_late)
        first = (Item(one.reference, one.organisation, one.answer_by, since=one.since) for one in found)
        yield Pending(reason, len(found), tuple(first)[: scope.limit])
    near = agreement_near_its_end(scope.session, scope.campaign, at=scope.at) if scope.only is None else None
    if near:
        yield Pending(Reason.agreement_near, 1, (Item(None, near.name, near.ends_on, known={"name": near.name}),))


def _standing(scope: Scope, reasons: Mapping[Status, Reason]) -> Iterator[Pending]:
    """Yield the dossiers of some statuses; each waits for the reason of its own."""
    totals: Counter[Status] = Counter()
    for group, total in scope.counts.items():
        totals[group.status] += total
    for status in reasons:
        if totals[status]:
            first = _first(scope, col(Application.status) == status)
            yield Pending(reasons[status], totals[status], first)


def _flagged(scope: Scope) -> Iterator[Pending]:
    """Yield the dossiers of each flag that a person has not taken account of yet."""
    for flag, statuses in FLAG_WAITS.items():
        raised = f'"{flag}"'
        total = sum(n for group, n in scope.counts.items() if raised in group.flags and group.status in statuses)
        if total:
            is_raised = cast(col(Application.flags), Text).contains(raised)
            conditions = (col(Application.campaign_id) == SESSION, col(Application.status).in_(statuses))
            yield Pending(flag, total, _first(scope, is_raised, *conditions))


def _first(scope: Scope, *conditions: ColumnElement[bool]) -> tuple[Item, ...]:
    chosen = _chosen(Waits(Application.received_at, conditions), of_one=scope.of_one)
    return tuple(_item(*row) for row in scope.session.execute(chosen, scope.asked()))


def _dossiers(scope: Scope, reason: Reason, **asked: object) -> Pending:
    return _counted(scope, reason, _waiting(reason, of_one=scope.of_one), **asked)


@cache
def _waiting(reason: Reason, *, of_one: bool) -> Select[Any]:
    return _with_total(DOSSIERS[reason], of_one=of_one)


def _counted(scope: Scope, reason: Reason, query: Select[Any], **asked: object) -> Pending:
    rows = scope.session.execute(query, scope.asked(**asked)).all()
    return Pending(reason, rows[0][-1] if rows else 0, tuple(_item(*row[:-1]) for row in rows))


def _with_total(waits: Waits, *, of_one: bool) -> Select[Any]:
    return _chosen(waits, of_one=of_one).add_columns(func.count().over())


def _item(*row: Any) -> Item:  # noqa: ANN401
    reference, name, detail, since = row
    return Item(reference, name, detail, since)


def _chosen(waits: Waits, *, of_one: bool) -> Select[Any]:
    # Added to zero, the column cannot be looked up by its index: the few that wait are found by their status.
    of_session = col(Application.campaign_id) + 0 == SESSION
    return (
        columns(col(Application.reference), col(Organisation.name), waits.detail, _since(waits.detail))
        .select_from(Application)
        .join(Organisation)
        .where(of_session, *waits.conditions, *about(of_one=of_one))
        .order_by(waits.detail, col(Application.id))
        .limit(LIMIT)
    )


def _since(detail: Any) -> Any:  # noqa: ANN401
    """Return since when a dossier waits: the detail itself, unless that is the end of a delay."""
    ends = {"silence_at": Application.received_at, "acknowledge_by": Application.received_at}
    return ends.get(detail.key, detail)


def _notices(scope: Scope, reason: Reason) -> Pending:
    total, first = read_notices(scope.session, _waiting_notices(reason, of_one=scope.of_one), scope.asked())
    return Pending(reason, total, tuple(_notice(one) for one in first))


@cache
def _waiting_notices(reason: Reason, *, of_one: bool) -> Select[Any]:
    return stopped_notices(NOTICES[reason], *about(of_one=of_one))


def _notice(one: Stopped) -> Item:
    return Item(
        one.reference,
        one.name,
        one.said,
        one.since,
        known=dict.fromkeys(("what", "letter", "letters"), notice_key(one.id)),
        letter=one.id,
    )
