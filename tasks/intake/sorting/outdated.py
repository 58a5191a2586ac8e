"""What comes on the form of a former session: a defect of form that can be put right. Its applicant is invited to by
itself (CRPA L114-6), with the form of the session, and nothing is refused."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.dossiers.actor import SYSTEM
from models.dossiers.application import Application, Piece
from models.dossiers.completeness import unflag
from models.dossiers.held import held_among
from models.dossiers.lifecycle import note
from models.dossiers.requests import look_at_living_request, open_requests, wishes
from models.intake.deposit import Deposit, File
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Flag, PieceState, RequestOutcome, RequestReason, Status
from notifications.writing.wording import enumeration
from tasks.intake.published.offer import tell_request


def outdated_files(session: Session, application: Application, deposit: Deposit) -> list[File]:
    """Return the files of a deposit that would be a piece, had they been filled in on the form of the session."""
    waiting = select(Piece.file_id).where(Piece.application_id == application.id, Piece.state == PieceState.unusable)
    theirs = select(File).where(File.deposit_id == deposit.id, col(File.form_year).is_not(None))
    return list(session.exec(theirs.where(col(File.id).in_(waiting)).order_by(col(File.position))))


def regularise(
    session: Session,
    campaign: Campaign,
    application: Application,
    files: Sequence[File],
    *,
    at: datetime,
    was_settled: bool,
) -> None:
    """Journal the files that a deposit brings on a former form and, where its dossier is incomplete by it, ask for it
    anew. A dossier that is not acknowledged yet is asked by its acknowledgement. `was_settled` tells that its sender
    was told already, by the names of its files, that they count."""
    if not files:
        return
    labels = {name: piece.label for name, piece in campaign.rules.pieces.items()}
    told = enumeration(f"{labels[file.piece_id or '']} ({file.form_version})" for file in files)
    note(session, application, Event.set_aside, at=at, by=SYSTEM, reason=f"modèle d'une session précédente : {told}")
    is_asking = application.status is Status.incomplete and not held_among(session, [application.id or 0])
    if is_asking and (was_settled or not _is_asked(session, application, {file.piece_id or "" for file in files})):
        _ask(session, campaign, application, at=at)


def _is_asked(session: Session, application: Application, pieces: set[str]) -> bool:
    """Return True if a request that is open says of these pieces that they are on another form."""
    request = look_at_living_request(session, application)
    if request is None or request.outcome is not RequestOutcome.open:
        return False
    return all(request.pieces.get(name) == RequestReason.wrong_form for name in pieces)


def _ask(session: Session, campaign: Campaign, application: Application, *, at: datetime) -> None:
    i = application.id or 0
    made = open_requests(session, campaign, wishes(session, campaign.rules, [i]), at=at)
    unflag(application, Flag.old_form)
    for request in made.values():
        tell_request(session, campaign, request, at=at)
