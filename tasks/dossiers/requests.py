"""What people ask of an applicant: named pieces by a date, more time, or nothing after all (CRPA L114-5, L114-6)."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import Term, business_days, term
from models.dossiers.actor import Person
from models.dossiers.application import REASON_LABELS, Application, CompletionRequest, Piece
from models.dossiers.completeness import await_people, blocked, find_applications, unflag, wanting
from models.dossiers.held import release
from models.dossiers.lifecycle import advance, note
from models.dossiers.requests import (
    Wish,
    awaited_requests,
    close,
    is_answered,
    lacking_of,
    living_request,
    move,
    open_requests,
)
from models.dossiers.workflow import BY_MOVE, LABELS
from models.errors import Refusal
from models.forms.requests import CancellationForm, CompletionForm, ExtensionForm, RequestedPiece
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Flag, NoticeKind, PieceState, RequestOutcome, RequestReason, Status
from notifications.loading.variables import request_views
from notifications.outbox.enqueue import notify
from notifications.views.notices import ChangeView
from tasks.implied_decision import refresh_clock
from tasks.intake.published.offer import tell_request

BECOMES_INCOMPLETE = BY_MOVE[Event.request_completion, Status.incomplete].sources
"""Those that wait for what is asked, where it is indispensable."""

ASKABLE = BECOMES_INCOMPLETE | {Status.incomplete, Status.carried_over, Status.adjourned}
"""Whom something may be asked of. Before the acknowledgement, it is the acknowledgement that asks."""

_DELAY = "le délai pour compléter votre dossier"


def ask(session: Session, form: CompletionForm, *, at: datetime) -> list[Application]:
    """Ask for named pieces, each with its reason, by a date: whoever asks has looked at what came. Asked again in the
    same words, nothing changes."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    _must_be(application, ASKABLE, "demander des compléments")
    held = _held(session, application, campaign, form)
    release(session, application, at=at)
    wish = Wish(
        {line.piece: line.reason for line in form.pieces},
        {line.piece: line.expected for line in form.pieces if line.expected},
    )
    end = end_of(campaign, form.due, length=campaign.rules.policies.completion.days, at=at)
    set_aside = [line.piece for line in form.pieces if held[line.piece].state is PieceState.received]
    if not set_aside and _is_asked_already(session, application, form, wish, end):
        return [application]
    request = open_requests(
        session,
        campaign,
        {application.id or 0: wish},
        at=at,
        by=form.by,
        end=end,
        message=form.message,
        set_aside=set_aside,
    )[application.id or 0]
    for line in form.pieces:
        _mark(held[line.piece], line)
    if any(line.reason is RequestReason.wrong_form for line in form.pieces):
        unflag(application, Flag.old_form)
    _make_incomplete(session, campaign, application, form, at=at)
    refresh_clock(session, campaign, [application.id or 0], at=at)
    tell_request(session, campaign, request, at=at)
    return [application]


def extend(session: Session, form: ExtensionForm, *, at: datetime) -> list[Application]:
    """Give the applicant until a later day; a request that had expired is open again."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    request = _living(session, application)
    days = business_days(campaign.rules)
    _must_be_near("Nouveau dernier jour", form.to, today=days.local(at))
    to = days.roll(form.to)
    if to == request.due_on and request.outcome is RequestOutcome.open:
        return [application]
    _must_come_later(request, form.to)
    former = request.due_on
    move(campaign, request, to, at=at)
    session.add(request)
    reason = f"jusqu'au {to:%d/%m/%Y} au lieu du {former:%d/%m/%Y} : {form.reason}"
    note(session, application, Event.extend, at=at, by=Person(form.by), reason=reason)
    refresh_clock(session, campaign, [application.id or 0], at=at)
    change = ChangeView(stage=_DELAY, former_last_day=former, last_day=to, reason=form.reason)
    occurrence = f"request/{request.id}/{to.isoformat()}"
    ids = [application.id or 0]
    notify(session, campaign, NoticeKind.postponed, ids, at=at, occurrence=occurrence, change=change, admitted=False)
    return [application]


def cancel(session: Session, form: CancellationForm, *, at: datetime) -> list[Application]:
    """Cancel the open request of a dossier: what it had set aside counts again, and the applicant gets a notice."""
    [application] = find_applications(session, form.dossiers)
    campaign, ids = session.get_one(Campaign, application.campaign_id), [application.id or 0]
    if _was_cancelled(session, application):
        return [application]
    request = _living(session, application)
    close(request, RequestOutcome.cancelled, at=at)
    session.add(request)
    _restore(session, application, request)
    _close_what_wants_nothing(session, campaign, application, at=at)
    lacking = wanting(session, campaign.rules, ids).get(ids[0], [])
    if application.status is Status.incomplete and not blocked(campaign.rules, lacking):
        advance(
            session, ids, Event.cancel_request, Status.under_examination, at=at, by=Person(form.by), reason=form.reason
        )
    else:
        note(session, application, Event.cancel_request, at=at, by=Person(form.by), reason=form.reason)
        await_people(campaign, at=at)
    refresh_clock(session, campaign, ids, at=at)
    notify(
        session,
        campaign,
        NoticeKind.rectified,
        ids,
        at=at,
        occurrence=f"request/{request.id}",
        of_each={"request": request_views(session, campaign.rules, [request])},
        reason=form.reason,
        decision=None,
        former=None,
    )
    return [application]


def _must_be(application: Application, statuses: frozenset[Status], what: str) -> None:
    if application.status in statuses:
        return
    mend = f"ce dossier est « {LABELS[application.status]} » : on ne peut pas {what}."
    if application.status is Status.registered:
        mend += " L'accusé de réception, le matin du prochain jour ouvré, demandera ce qui manque ; revenez ensuite."
    raise Refusal("Dossier", application.reference, mend)


def _held(session: Session, application: Application, campaign: Campaign, form: CompletionForm) -> dict[str, Piece]:
    held = {p.piece_id: p for p in session.exec(select(Piece).where(Piece.application_id == application.id))}
    for line in form.pieces:
        if line.piece not in campaign.rules.pieces or line.piece not in held:
            mend = f"inconnue ; pièces de la région : {', '.join(campaign.rules.pieces)}."
            raise Refusal("Pièces demandées", line.piece, mend)
    return held


def end_of(campaign: Campaign, due: date | None, *, length: int, at: datetime) -> Term:
    """Return the end of a delay that a person gives, or else of one of so many days. Raises Refusal for a day that is
    not to come, or that is far."""
    days = business_days(campaign.rules)
    if due is None:
        return term(days, at, length=length)
    _must_be_near("Dernier jour", due, today=days.local(at))
    last_day = days.roll(due)
    return Term(last_day, days.after(last_day))


def _is_asked_already(session: Session, application: Application, form: CompletionForm, wish: Wish, end: Term) -> bool:
    former = living_request(session, application)
    if former is None or former.outcome is not RequestOutcome.open:
        return False
    asked = (former.by, former.message, former.due_on)
    is_same = wish.pieces.items() <= former.pieces.items() and wish.expected.items() <= former.expected.items()
    return is_same and asked == (form.by, form.message, max(end.last_day, former.due_on))


def _mark(piece: Piece, line: RequestedPiece) -> None:
    """Note on the dossier why a piece is asked for: a version that is there no longer counts until the piece comes
    again."""
    if piece.state is PieceState.received:
        piece.state = PieceState.missing if line.reason is RequestReason.missing else PieceState.unusable
    piece.reason = None if line.reason is RequestReason.missing else REASON_LABELS[line.reason]
    if line.expected:
        piece.reason = f"{piece.reason} : {line.expected}" if piece.reason else line.expected


def _make_incomplete(
    session: Session, campaign: Campaign, application: Application, form: CompletionForm, *, at: datetime
) -> None:
    reason = ", ".join(f"{line.piece} ({REASON_LABELS[line.reason]})" for line in form.pieces)
    is_blocking = any(line.piece in campaign.rules.blocking_pieces for line in form.pieces)
    if is_blocking and application.status in BECOMES_INCOMPLETE:
        ids = [application.id or 0]
        advance(session, ids, Event.request_completion, Status.incomplete, at=at, by=Person(form.by), reason=reason)
    else:
        note(session, application, Event.request_completion, at=at, by=Person(form.by), reason=reason)


def _living(session: Session, application: Application) -> CompletionRequest:
    request = living_request(session, application)
    if request is None:
        mend = "aucune demande de compléments n'y est en cours ; demander-complements en ouvre une."
        raise Refusal("Dossier", application.reference, mend)
    return request


def _must_come_later(request: CompletionRequest, to: date) -> None:
    if to <= request.due_on:
        mend = f"la demande court déjà jusqu'au {request.due_on:%d/%m/%Y} ; indiquez un jour plus tardif."
        raise Refusal("Nouveau dernier jour", f"{to:%d/%m/%Y}", mend)


def _must_be_near(field: str, day: date, *, today: date) -> None:
    if day <= today:
        mend = "il faut un jour à venir, qui laisse le temps de répondre."
        raise Refusal(field, f"{day:%d/%m/%Y}", mend)
    if day.year > today.year + 1:
        raise Refusal(field, f"{day:%d/%m/%Y}", "cette année est lointaine ; vérifiez-la.")


def _was_cancelled(session: Session, application: Application) -> bool:
    """Return True if the dossier's latest request is cancelled already."""
    statement = select(CompletionRequest).where(CompletionRequest.application_id == application.id)
    latest = session.exec(statement.order_by(col(CompletionRequest.id).desc())).first()
    return latest is not None and latest.outcome is RequestOutcome.cancelled


def _restore(session: Session, application: Application, request: CompletionRequest) -> None:
    """Count again the pieces that were there when the request was made, and that nothing has replaced; those on another
    form too, which a person takes as they are."""
    on_a_form = [name for name, why in request.pieces.items() if why == RequestReason.wrong_form]
    is_there = col(Piece.piece_id).in_(on_a_form) & col(Piece.file_id).is_not(None)
    asked = select(Piece).where(
        Piece.application_id == application.id,
        col(Piece.piece_id).in_(request.set_aside) | is_there,
        Piece.state != PieceState.received,
    )
    for piece in session.exec(asked):
        piece.state, piece.reason = PieceState.received, None
        session.add(piece)


def _close_what_wants_nothing(session: Session, campaign: Campaign, application: Application, *, at: datetime) -> None:
    """Cancel with a request those that had expired before it, where nothing that they asked for lacks any more."""
    ids = [application.id or 0]
    lacking = lacking_of(session, ids).get(ids[0], set())
    for request in awaited_requests(session, application):
        if is_answered(campaign.rules, request, lacking):
            close(request, RequestOutcome.cancelled, at=at)
            session.add(request)
