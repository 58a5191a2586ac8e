"""From rows to what templates see. Each variable of the catalogue has one loader, for a set of applications at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, and_, col, func, select

from models.calendar.business_days import BusinessDays, business_days
from models.columns import among, chunks
from models.dossiers.application import (
    REASON_LABELS,
    Application,
    CompletionRequest,
    Decision,
    Organisation,
    Piece,
)
from models.dossiers.held import with_loose_files
from models.intake.deposit import Deposit, File, number_of, pieces_in
from models.intake.identifiers import grouped_siret
from models.meetings.recusals import body_of
from models.region.model import Region
from models.sessions.campaign import Campaign, Stage
from models.sessions.opening import stages
from models.vocabulary import FORMAL, PieceState, RequestOutcome, RequestReason, StageKind
from notifications.loading.consulted import consulted
from notifications.loading.in_charge import load_in_charge
from notifications.loading.members import load_member_until, load_memberships
from notifications.loading.proof_of_notification import load_former_decisions
from notifications.loading.sites import load_sites, with_sites
from notifications.views.notices import (
    ATTACHING,
    ApplicationView,
    BodyView,
    ConsultedView,
    DecisionView,
    FileView,
    PieceView,
    RequestView,
    SessionView,
)
from notifications.writing.wording import long_date, month

Loader = Callable[[Session, Region, Sequence[int]], Mapping[int, Any]]

GROUNDS = {reason: "L114-6" if reason in FORMAL else "L114-5" for reason in RequestReason}
"""The article of the CRPA on which a piece is asked for."""


DOES: Mapping[StageKind, str] = {StageKind.opinion: "Avis", StageKind.decision: "Validation"}
"""What a body does of a candidacy, as the calendar of a session tells it."""


def session_view(session: Session, campaign: Campaign, *, at: datetime) -> SessionView:
    """Return the calendar of a session in the words of a notice that is written at an instant."""
    days = business_days(campaign.rules)
    calendar = stages(session, campaign)
    examination = calendar.examination
    return SessionView(
        code=campaign.code,
        label=campaign.label,
        year=campaign.year,
        deposit_last_day=days.last_day(calendar.deposit.due_at) if calendar.deposit else None,
        examination_last_day=days.last_day(examination.due_at) if examination else None,
        bodies=tuple(_bodies(campaign.rules, days, calendar.meetings, at=at)),
        effect_on=days.local(calendar.effect_at),
        past=past_of(campaign.rules, [stage.kind for stage in calendar.values() if stage.due_at > at]),
    )


def past_of(region: Region, ahead: Iterable[StageKind]) -> frozenset[StageKind]:
    """Return the kinds of stage that are over where some are ahead: a deposit without end never is."""
    endless = {StageKind.deposit} if region.stages.take_all_year else set[StageKind]()
    return frozenset(StageKind) - endless - set(ahead)


def _bodies(region: Region, days: BusinessDays, meetings: Iterable[Stage], *, at: datetime) -> Iterator[BodyView]:
    """Yield the bodies that are still to meet, and when: those that meet all year are."""
    for stage in meetings:
        is_ahead, within = stage.due_at > at, region.stages.bodies[stage.name].within
        if is_ahead and stage.meeting_on:
            when = f"le {long_date(stage.meeting_on)}"
        else:
            when = f"dans les {within} jours" if within else month(days.local(stage.opens_at))
        if is_ahead or within:
            yield BodyView(does=DOES[stage.kind], body=body_of(region, stage.name)[1].label, when=when)


def _identifier(organisation: Organisation) -> str | None:
    if organisation.siret:
        return f"SIRET {grouped_siret(organisation.siret)}"
    if organisation.rna:
        return f"RNA {organisation.rna}"
    return f"UAI {organisation.uai}" if organisation.uai else None


_BROUGHT = and_(
    col(Deposit.application_id) == col(Application.id),
    func.coalesce(Deposit.came_at, Deposit.received_at) == col(Application.received_at),
)
_DEPOSITED = (
    select(Application, Organisation, Deposit)
    .join(Organisation)
    .outerjoin(Deposit, _BROUGHT)
    .where(among(Application.id))
    .order_by(col(Application.id), col(Deposit.id).desc())
)
"""Applications with the arrivals that they were deposited by, the first of each last."""


def load_applications(session: Session, region: Region, ids: Sequence[int]) -> dict[int, ApplicationView]:
    """Return the view of each application, by id."""
    days = business_days(region)
    members, in_charge = load_member_until(session, region, ids), load_in_charge(session, ids)
    return {
        application.id or 0: ApplicationView(
            reference=application.reference,
            organisation=organisation.name,
            identifier=_identifier(organisation),
            status=application.status,
            circle=application.circle,
            network=region.networks[application.network].label if application.network else None,
            received_at=application.received_at,
            registered_at=application.registered_at,
            acknowledge_by=days.local(application.acknowledge_by),
            silence_on=days.local(application.silence_at) if application.silence_at else None,
            legal_kind=organisation.is_of,
            is_against=application.silence_at is not None and region.silence.effect != "acceptance",
            flags=frozenset(application.flags),
            member_until=members.get(application.id or 0),
            in_charge=in_charge.get(application.id or 0),
            **_arrival(deposit, days),
        )
        for application, organisation, deposit in session.exec(_DEPOSITED, params={"ids": ids})
    }


def _arrival(deposit: Deposit | None, days: BusinessDays) -> dict[str, Any]:
    """Return how an application was deposited, and what its first arrival is called."""
    if deposit is None:
        return {}
    return {"way": deposit.way, "postmark": deposit.postmark, "number": number_of(deposit, days.zone)}


def _piece_view(region: Region, piece_id: str, state: str, reason: str | None) -> PieceView:
    is_blocking = piece_id in region.blocking_pieces
    return PieceView(id=piece_id, label=region.pieces[piece_id].label, blocking=is_blocking, state=state, reason=reason)


_PIECES = select(Piece).where(among(Piece.application_id))


def load_pieces(session: Session, region: Region, ids: Sequence[int]) -> dict[int, tuple[PieceView, ...]]:
    """Return the pieces of each application, in the order of the region file."""
    held: dict[int, dict[str, Piece]] = {application_id: {} for application_id in ids}
    for piece in session.exec(_PIECES, params={"ids": ids}):
        held[piece.application_id][piece.piece_id] = piece
    lacking = [i for i, those in held.items() if any(one.state is PieceState.missing for one in those.values())]
    loose = with_loose_files(session, lacking)
    return {
        application_id: tuple(
            _piece_view(
                region,
                piece_id,
                _state(pieces[piece_id], may_be_there=application_id in loose),
                pieces[piece_id].reason,
            )
            for piece_id in region.pieces
            if piece_id in pieces
        )
        for application_id, pieces in held.items()
    }


def _state(piece: Piece, *, may_be_there: bool) -> str:
    return ATTACHING if may_be_there and piece.state is PieceState.missing else piece.state


# A request that a person extends is open again, however many came after it.
_STANDING = (
    select(CompletionRequest)
    .where(among(CompletionRequest.application_id), CompletionRequest.outcome != RequestOutcome.cancelled)
    .order_by(col(CompletionRequest.outcome) == RequestOutcome.open, col(CompletionRequest.id))
)


def load_requests(session: Session, region: Region, ids: Sequence[int]) -> dict[int, RequestView | None]:
    """Return the completion request of each application that is open, or its latest one if it expired; None where
    nothing is asked."""
    latest = {request.application_id: request for request in session.exec(_STANDING, params={"ids": ids})}
    living = [request for request in latest.values() if request.outcome is not RequestOutcome.answered]
    return dict.fromkeys(ids) | request_views(session, region, living)


def request_views(session: Session, region: Region, requests: Sequence[CompletionRequest]) -> dict[int, RequestView]:
    """Return the view of some requests, at most one per application, by application. What came since is left out, but
    for a cancelled one, which shows all that it asked."""
    if not requests:
        return {}
    days = business_days(region)
    ids = [request.application_id for request in requests]
    pieces, replaced = load_pieces(session, region, ids), _replaced(session, requests)
    return {
        request.application_id: RequestView(
            pieces=tuple(_asked_pieces(request, pieces[request.application_id])),
            asked_on=days.local(request.asked_at),
            due_on=request.due_on,
            message=request.message,
            grounds=frozenset(GROUNDS[RequestReason(reason)] for reason in request.pieces.values()),
            replaces=days.local(replaced[request.id]) if request.id in replaced else None,
        )
        for request in requests
    }


def _asked_pieces(request: CompletionRequest, pieces: Sequence[PieceView]) -> Iterator[PieceView]:
    for piece in pieces:
        is_there = piece.state == PieceState.received and request.outcome is not RequestOutcome.cancelled
        if piece.id in request.pieces and not is_there:
            expected = request.expected.get(piece.id)
            yield replace(
                piece, reason=_why(RequestReason(request.pieces[piece.id]), expected, piece), expected=expected
            )


def _why(reason: RequestReason, expected: str | None, piece: PieceView) -> str | None:
    """Return why a piece is asked for. What the system asks for by itself is « missing » or « other »: of a piece that
    came and cannot be used, or that may be among the files that came, the dossier says more."""
    if piece.state == ATTACHING and reason is RequestReason.missing:
        return None
    is_vague = reason is RequestReason.missing or (reason is RequestReason.other and not expected)
    if is_vague and piece.state not in {PieceState.missing, PieceState.received} and piece.reason:
        return piece.reason
    return REASON_LABELS[reason]


_CANCELLED = (
    select(CompletionRequest)
    .where(among(CompletionRequest.application_id), CompletionRequest.outcome == RequestOutcome.cancelled)
    .order_by(col(CompletionRequest.id))
)


def _replaced(session: Session, requests: Sequence[CompletionRequest]) -> dict[int | None, datetime]:
    """Return when the request that each of these takes over was made: it was closed as the new one was asked."""
    asked: dict[tuple[int, datetime | None], int | None] = {
        (request.application_id, request.asked_at): request.id for request in requests
    }
    found: dict[int | None, datetime] = {}
    for former in session.exec(_CANCELLED, params={"ids": [request.application_id for request in requests]}):
        successor = asked.get((former.application_id, former.closed_at), former.id)
        if successor != former.id:
            found[successor] = former.asked_at
    return found


def load_decisions(session: Session, region: Region, ids: Sequence[int]) -> dict[int, DecisionView]:
    """Return the latest decision on each application."""
    days = business_days(region)
    found: dict[int, DecisionView] = {}
    for part in chunks(ids):
        statement = select(Decision).where(col(Decision.application_id).in_(part)).order_by(col(Decision.version))
        latest = {decision.application_id: decision for decision in session.exec(statement)}
        bodies = consulted(session, region, days, part, latest.values())
        sites = load_sites(session, part)
        for application_id, decision in latest.items():
            view = decision_view(region, days, decision, bodies.get(decision.id, ()))
            found[application_id] = with_sites(view, sites.get(application_id, ()))
    return found


def decision_view(
    region: Region, days: BusinessDays, decision: Decision, bodies: tuple[ConsultedView, ...]
) -> DecisionView:
    """Return the view of a decision that some bodies came before."""
    return DecisionView(
        sense=decision.decision,
        decided_on=decision.taken_on(days),
        reasons=decision.reasons,
        pieces=tuple(_piece_view(region, piece, PieceState.missing, None) for piece in decision.pieces),
        signatory_name=decision.signatory_name,
        signatory_capacity=decision.signatory_capacity,
        law=decision.law,
        reach=decision.reach,
        ground=decision.ground,
        observations=decision.observations,
        consulted=bodies,
    )


def load_files(session: Session, region: Region, ids: Sequence[int]) -> dict[int, tuple[FileView, ...]]:
    """Return the files of the latest mail of each application."""
    of_each = {i: select(Deposit.id).where(Deposit.application_id == i).order_by(col(Deposit.id).desc()) for i in ids}
    return {i: deposit_files(session, region, session.exec(latest).first()) for i, latest in of_each.items()}


def deposit_files(session: Session, region: Region, deposit_id: int | None) -> tuple[FileView, ...]:
    """Return the files of an arrival, in order."""
    files = select(File).where(File.deposit_id == deposit_id).order_by(col(File.position))
    return tuple(
        FileView(
            name=file.name,
            size=file.size,
            digest=file.digest,
            piece=", ".join(region.pieces[name].label for name in pieces_in(file)) or None,
            is_refused=file.trouble is not None,
            is_loose=bool(file.is_loose),
        )
        for file in session.exec(files)
    )


LOADERS: dict[str, Loader] = {
    "application": load_applications,
    "pieces": load_pieces,
    "request": load_requests,
    "decision": load_decisions,
    "former": load_former_decisions,
    "files": load_files,
    "membership": load_memberships,
}
"""The variables of the catalogue that come from rows; the others are given by whoever causes the notice."""
