"""Completion requests: at most one is open for a dossier, and none forgets what the one before still wanted."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, cast, exists, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.calendar.business_days import Term, business_days, next_reminder, reminders, term
from models.columns import chunks
from models.dossiers.application import REASON_LABELS, Application, CompletionRequest, Piece
from models.dossiers.completeness import wanting
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import ENDED, FORMAL, PieceState, RequestOutcome, RequestReason

_REASONS = {label: reason for reason, label in REASON_LABELS.items()}


class Wish(NamedTuple):
    """What is asked of one dossier: why, by piece id, and what is expected, where that is said."""

    pieces: Mapping[str, str]
    expected: Mapping[str, str]


def wishes(session: Session, region: Region, ids: Sequence[int]) -> dict[int, Wish]:
    """Return what to ask of the applications that lack a required piece, and why."""
    lacking = wanting(session, region, ids)
    asked = _last_asked(session, list(lacking))
    return {
        application_id: _wish(pieces, asked.get(application_id, Wish({}, {})))
        for application_id, pieces in lacking.items()
    }


def _wish(pieces: Collection[Piece], asked: Wish) -> Wish:
    reasons = {piece.piece_id: _reason(piece) for piece in pieces}
    still = {name for name, reason in reasons.items() if reason == asked.pieces.get(name)}
    of_forms = {piece.piece_id: what for piece in pieces if (what := _expected_form(piece))}
    return Wish(reasons, of_forms | {name: what for name, what in asked.expected.items() if name in still})


def _expected_form(piece: Piece) -> str:
    """Return which form is expected, where a dossier says of a piece that it is on another."""
    return (piece.reason or "").partition(" : ")[2] if _reason(piece) is RequestReason.wrong_form else ""


def _reason(piece: Piece) -> RequestReason:
    """Return the reason recorded on a piece, since it may have come again after the last request; `other` where its
    wording is no RequestReason label."""
    if piece.state is PieceState.missing:
        return RequestReason.missing
    said, _, _ = (piece.reason or "").partition(" : ")
    return _REASONS.get(said, RequestReason.other)


def _last_asked(session: Session, ids: Sequence[int]) -> dict[int, Wish]:
    found: dict[int, Wish] = {}
    for part in chunks(ids):
        statement = select(CompletionRequest).where(col(CompletionRequest.application_id).in_(part))
        for request in session.exec(statement.order_by(col(CompletionRequest.id))):
            former = found.get(request.application_id, Wish({}, {}))
            found[request.application_id] = Wish(
                {**former.pieces, **request.pieces},
                {name: what for name, what in former.expected.items() if name not in request.pieces} | request.expected,
            )
    return found


def open_requests(
    session: Session,
    campaign: Campaign,
    wanted: Mapping[int, Wish],
    *,
    at: datetime,
    by: str = "system",
    end: Term | None = None,
    message: str | None = None,
    set_aside: Sequence[str] = (),
) -> dict[int, CompletionRequest]:
    """Open a request for each application, until `end` (None: the policy's delay), and return them by application.

    What the one before still wanted is asked again, whether it is open or had expired: nothing is forgotten. One that
    is open is closed by it, and its delay is never cut short.
    """
    end = end or term(business_days(campaign.rules), at, length=campaign.rules.policies.completion.days)
    said: dict[str, Any] = {"by": by, "message": message, "asked_at": at, "due_on": end.last_day, "due_at": end.due_at}
    made: dict[int, CompletionRequest] = {}
    lacking = lacking_of(session, list(wanted))
    for application_id, former in _awaited(session, list(wanted)).items():
        wish = wanted[application_id]
        made[application_id] = request = CompletionRequest(
            application_id=application_id,
            pieces=dict(wish.pieces),
            expected=dict(wish.expected),
            set_aside=list(set_aside),
            **said,
        )
        if former:
            _take_over(former, request, lacking.get(application_id, set()), at=at)
        plan_reminder(campaign, request, after=at)
    session.add_all(made.values())
    session.flush()
    return made


def _awaited(session: Session, ids: Sequence[int]) -> dict[int, CompletionRequest | None]:
    """Return the latest request of each application that nothing has answered, over or not."""
    found: dict[int, CompletionRequest | None] = dict.fromkeys(ids)
    for part in chunks(ids):
        for request in session.exec(_made().where(col(CompletionRequest.application_id).in_(part))):
            if is_awaited(request):
                found[request.application_id] = request
    return found


def _made() -> SelectOfScalar[CompletionRequest]:
    """Return the look-up of requests, in the order in which they were made; the one that is open comes last. Whoever
    would change them at the same time waits."""
    is_open = col(CompletionRequest.outcome) == RequestOutcome.open
    return select(CompletionRequest).order_by(is_open, col(CompletionRequest.id)).with_for_update()


def _take_over(former: CompletionRequest, request: CompletionRequest, lacking: set[str], *, at: datetime) -> None:
    still = {name: why for name, why in former.pieces.items() if name in lacking and name not in request.pieces}
    request.expected = {name: what for name, what in former.expected.items() if name in still} | request.expected
    request.pieces = still | request.pieces
    there_before = dict.fromkeys([*former.set_aside, *request.set_aside])
    request.set_aside = [name for name in there_before if name in request.pieces]
    if former.outcome is not RequestOutcome.open:
        return
    if former.due_on > request.due_on:
        request.due_on, request.due_at = former.due_on, former.due_at
    close(former, RequestOutcome.cancelled, at=at)


def plan_reminder(campaign: Campaign, request: CompletionRequest, *, after: datetime) -> None:
    """Set when the next reminder of a request is owed."""
    policies = campaign.rules.policies
    schedule = reminders(
        business_days(campaign.rules), request.due_on, before=policies.completion.remind_before, hour=policies.send_hour
    )
    request.next_reminder_at = next_reminder(schedule, after=after)


def close(request: CompletionRequest, outcome: RequestOutcome, *, at: datetime) -> None:
    """End a request: nobody is reminded of it any more."""
    request.outcome, request.closed_at, request.next_reminder_at = outcome, at, None


def move(campaign: Campaign, request: CompletionRequest, to: date, *, at: datetime) -> None:
    """Give a request another last day, and open it again if it had expired."""
    request.due_on, request.due_at = to, business_days(campaign.rules).after(to)
    request.outcome, request.closed_at = RequestOutcome.open, None
    plan_reminder(campaign, request, after=at)


def is_awaited(request: CompletionRequest) -> bool:
    """Return True if an answer to a request may still come: it is open, or it expired without one."""
    is_expired = request.outcome is RequestOutcome.expired and request.answered_at is None
    return is_expired or request.outcome is RequestOutcome.open


@cache
def expired_unanswered() -> ColumnElement[bool]:
    """SQL condition: the request expired, nothing answered it later, and no other was made after it."""
    request, other = CompletionRequest, aliased(CompletionRequest)
    later = or_(col(other.id) > col(request.id), col(other.outcome) == RequestOutcome.open)
    is_superseded = exists().where(col(other.application_id) == col(request.application_id), later)
    # As another type, it is not looked up by its index, where all that ever expired is.
    is_expired = cast(col(request.outcome), Text) == RequestOutcome.expired.value
    return is_expired & col(request.answered_at).is_(None) & ~is_superseded


def awaited_requests(session: Session, application: Application) -> list[CompletionRequest]:
    """Return the requests of a dossier that an answer may still come to, the latest last; none of what has ended."""
    if application.status in ENDED:
        return []
    made = session.exec(_made().where(CompletionRequest.application_id == application.id))
    return [request for request in made if is_awaited(request)]


def answered_at(session: Session, application: Application, instant: datetime) -> list[CompletionRequest]:
    """Return the requests of a dossier that a mail received at that instant answered."""
    made = session.exec(_made().where(CompletionRequest.application_id == application.id))
    return [request for request in made if request.answered_at == instant]


@cache
def is_living() -> ColumnElement[bool]:
    """SQL condition: a request that a person may extend or cancel, the latest of a dossier unless it was answered or
    cancelled. What expired before another was made is that other's matter."""
    return (col(CompletionRequest.outcome) == RequestOutcome.open) | expired_unanswered()


def living_request(session: Session, application: Application) -> CompletionRequest | None:
    """Return the living request of a dossier, if it has one; none of what has ended. Whoever would change it at the
    same time waits."""
    return _living(session, application, _made())


def look_at_living_request(session: Session, application: Application) -> CompletionRequest | None:
    """Return the same for whoever only looks: that waits for nobody, and nobody waits for it."""
    return _living(session, application, select(CompletionRequest))


def _living(
    session: Session, application: Application, made: SelectOfScalar[CompletionRequest]
) -> CompletionRequest | None:
    if application.status in ENDED:
        return None
    return session.exec(made.where(CompletionRequest.application_id == application.id, is_living())).one_or_none()


def with_living_request(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    """Return the applications of some conditions that have a living request."""
    is_over = col(Application.status).in_(ENDED)
    living = select(CompletionRequest.application_id).join(Application).where(~is_over, is_living(), *conditions)
    return set(session.exec(living))


def lacking_of(session: Session, ids: Sequence[int]) -> dict[int, set[str]]:
    """Return, for the applications that lack one, the ids of their pieces, required or not, that are not there or not
    usable."""
    lacking: dict[int, set[str]] = {}
    for part in chunks(ids):
        statement = select(Piece.application_id, Piece.piece_id).where(
            col(Piece.application_id).in_(part), Piece.state != PieceState.received
        )
        for application_id, name in session.exec(statement):
            lacking.setdefault(application_id, set()).add(name)
    return lacking


def is_formal(request: CompletionRequest) -> bool:
    """Return True if a request is about defects of form alone: an invitation to put them right (CRPA L114-6), which
    leaves the clock of silence as it is."""
    return set(request.pieces.values()) <= FORMAL


def is_answered(region: Region, request: CompletionRequest, lacking: set[str]) -> bool:
    """Return True if what a request asked for has come: what is indispensable, or all of it where nothing is."""
    blocking = [name for name in request.pieces if name in region.blocking_pieces]
    return not lacking & set(blocking or request.pieces)
