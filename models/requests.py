"""Completion requests: at most one is open for a dossier, and none forgets what the one before still wanted."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.application import Application, CompletionRequest, Piece
from models.calendar import Term, business_days, next_reminder, reminders, term
from models.campaign import Campaign
from models.dossier import wanting
from models.lifecycle import chunks
from models.region import Region
from models.statuses import PieceState, RequestOutcome, RequestReason


class Wish(NamedTuple):
    """What is asked of one dossier: why, by piece id, and what is expected, where that is said."""

    pieces: Mapping[str, str]
    expected: Mapping[str, str]


def wishes(session: Session, region: Region, ids: Sequence[int]) -> dict[int, Wish]:
    """Return what to ask of the applications that lack a required piece, each for the reason it was last asked for."""
    lacking = wanting(session, region, ids)
    asked = _last_asked(session, list(lacking))
    return {
        application_id: _wish(pieces, asked.get(application_id, Wish({}, {})))
        for application_id, pieces in lacking.items()
    }


def _wish(pieces: Iterable[Piece], asked: Wish) -> Wish:
    names = [piece.piece_id for piece in pieces]
    first = {piece.piece_id: _first_reason(piece) for piece in pieces}
    return Wish(
        {name: asked.pieces.get(name, first[name]) for name in names},
        {name: asked.expected[name] for name in names if name in asked.expected},
    )


def _first_reason(piece: Piece) -> RequestReason:
    """Return why a piece that nobody asked for yet is asked for; where it is unusable, its own reason says more."""
    return RequestReason.missing if piece.state is PieceState.missing else RequestReason.other


def _last_asked(session: Session, ids: Sequence[int]) -> dict[int, Wish]:
    found: dict[int, Wish] = {}
    for part in chunks(ids):
        statement = select(CompletionRequest).where(col(CompletionRequest.application_id).in_(part))
        for request in session.exec(statement.order_by(col(CompletionRequest.id))):
            former = found.get(request.application_id, Wish({}, {}))
            found[request.application_id] = Wish(
                {**former.pieces, **request.pieces}, {**former.expected, **request.expected}
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

    One that was open is closed by it: what it still wanted is asked again, and its delay is never cut short.
    """
    end = end or term(business_days(campaign.rules), at, length=campaign.rules.policies.completion.days)
    made: dict[int, CompletionRequest] = {}
    for application_id, former in _open(session, list(wanted)).items():
        wish = wanted[application_id]
        made[application_id] = request = CompletionRequest(
            application_id=application_id,
            pieces=dict(wish.pieces),
            expected=dict(wish.expected),
            set_aside=list(set_aside),
            message=message,
            by=by,
            asked_at=at,
            due_on=end.last_day,
            due_at=end.due_at,
        )
        if former:
            _take_over(session, former, request, at=at)
        plan_reminder(campaign, request, after=at)
    session.add_all(made.values())
    session.flush()
    return made


def _open(session: Session, ids: Sequence[int]) -> dict[int, CompletionRequest | None]:
    found: dict[int, CompletionRequest | None] = dict.fromkeys(ids)
    for part in chunks(ids):
        statement = select(CompletionRequest).where(
            col(CompletionRequest.application_id).in_(part), CompletionRequest.outcome == RequestOutcome.open
        )
        found |= {request.application_id: request for request in session.exec(statement)}
    return found


def _take_over(session: Session, former: CompletionRequest, request: CompletionRequest, *, at: datetime) -> None:
    lacking = lacking_of(session, former.application_id)
    request.pieces = {name: why for name, why in former.pieces.items() if name in lacking} | request.pieces
    request.expected = {name: what for name, what in former.expected.items() if name in lacking} | request.expected
    request.set_aside = list(dict.fromkeys([*former.set_aside, *request.set_aside]))
    if former.due_on > request.due_on:
        request.due_on, request.due_at = former.due_on, former.due_at
    close(former, RequestOutcome.cancelled, at=at)
    session.add(former)


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


def living_request(session: Session, application: Application) -> CompletionRequest | None:
    """Return the latest request of a dossier that is open, or expired without an answer; None where it has none."""
    living = (RequestOutcome.open, RequestOutcome.expired)
    statement = select(CompletionRequest).where(
        CompletionRequest.application_id == application.id,
        col(CompletionRequest.outcome).in_(living),
        col(CompletionRequest.answered_at).is_(None),
    )
    return session.exec(statement.order_by(col(CompletionRequest.id).desc())).first()


def lacking_of(session: Session, application_id: int) -> set[str]:
    """Return the ids of the pieces of a dossier, required or not, that are not there or not usable."""
    statement = select(Piece.piece_id).where(Piece.application_id == application_id, Piece.state != PieceState.received)
    return set(session.exec(statement))


def is_answered(region: Region, request: CompletionRequest, lacking: set[str]) -> bool:
    """Tell whether what a request asked for has come: what is indispensable, or all of it where nothing is."""
    blocking = [name for name in request.pieces if name in region.blocking_pieces]
    return not lacking & set(blocking or request.pieces)
