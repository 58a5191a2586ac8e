"""What a dossier holds, what it lacks, and where to find it."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists
from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days, next_morning
from models.columns import add_rows, among, chunks, locked
from models.dossiers.application import REASON_LABELS, Application, CompletionRequest, Piece
from models.dossiers.forgetting import Erasure
from models.errors import Refusal
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import UNDECIDED, Flag, PieceState, RequestOutcome, RequestReason, Status

_UNEXAMINED = frozenset({Status.registered, Status.late, Status.incomplete, Status.under_examination})
FLAG_WAITS: dict[Flag, frozenset[Status]] = {
    Flag.deadline_day: frozenset({Status.late}),
    Flag.same_legal_entity: _UNEXAMINED,
    Flag.possible_duplicate: _UNEXAMINED | {Status.carried_over},
    Flag.late_answer: _UNEXAMINED | {Status.carried_over, Status.adjourned},
    Flag.unidentified: UNDECIDED,
    Flag.identifier_invalid: UNDECIDED,
    Flag.old_form: frozenset({Status.incomplete, Status.under_examination}),
    Flag.postmark_unreadable: frozenset({Status.registered}),
    Flag.network_unsure: _UNEXAMINED | {Status.carried_over, Status.adjourned},
}
"""Until when a flag waits for a person: the act that takes account of it moves the dossier out of these."""


_NAMED = (
    select(Application)
    .where(col(Application.reference).in_(bindparam("references", expanding=True)))
    .order_by(col(Application.id))
)
_FORGOTTEN = select(Erasure).where(Erasure.of == "application", among(Erasure.row))


def find_applications(session: Session, references: Sequence[str]) -> list[Application]:
    """Return the applications of some references, in that order. Raises Refusal naming the first that does not exist.

    Whoever acts on one of them at the same time waits until we are done (see `locked`): the same form sent twice at
    once is done once.
    """
    named = session.exec(locked(session, _NAMED), params={"references": references})
    found = {application.reference: application for application in named}
    for reference in references:
        if reference not in found:
            raise Refusal(
                "Dossier", reference, "aucun dossier de cette référence ; elle se lit dans la liste des dossiers."
            )
    _must_be_remembered(session, list(found.values()))
    return [found[reference] for reference in dict.fromkeys(references)]


def add_missing(session: Session, pieces: Sequence[tuple[int, str]]) -> None:
    """Add pieces that are awaited: the number of a dossier, and the name of the piece, of each."""
    rows = [{"application_id": i, "piece_id": name, "state": PieceState.missing} for i, name in pieces]
    add_rows(session, Piece, rows)


def _must_be_remembered(session: Session, found: Sequence[Application]) -> None:
    for erasure in session.exec(_FORGOTTEN, params={"ids": [one.id for one in found]}):
        mend = f"il a été effacé au terme de sa durée de conservation (certificat n° {erasure.purge_id})."
        raise Refusal("Dossier", erasure.name, mend)


def wanting(session: Session, region: Region, ids: Sequence[int]) -> dict[int, list[Piece]]:
    """Return, for the applications that lack one, their required pieces that are not there or not usable."""
    required = [piece_id for piece_id, piece in region.pieces.items() if piece.required]
    lacking: dict[int, list[Piece]] = {}
    for part in chunks(ids):
        statement = select(Piece).where(
            col(Piece.application_id).in_(part),
            col(Piece.piece_id).in_(required),
            Piece.state != PieceState.received,
        )
        for piece in session.exec(statement.order_by(col(Piece.id))):
            lacking.setdefault(piece.application_id, []).append(piece)
    return lacking


def lacks(piece_ids: Sequence[str] | BindParameter[Any]) -> ColumnElement[bool]:
    """SQL condition: one of these pieces of the application is not there, or not usable."""
    of_dossier = col(Piece.application_id) == col(Application.id)
    return exists().where(of_dossier, col(Piece.piece_id).in_(piece_ids), col(Piece.state) != PieceState.received)


def blocked(region: Region, pieces: Collection[Piece]) -> bool:
    """Return True if one of these pieces stops the examination (CRPA L114-5-1: only what is indispensable does)."""
    return any(region.pieces[piece.piece_id].blocking for piece in pieces)


def set_aside_expired(session: Session, ids: Sequence[int], *, on: date) -> None:
    """Mark as unusable the pieces of some applications whose validity ended before a day."""
    for part in chunks(ids):
        over = (
            col(Piece.application_id).in_(part),
            col(Piece.state) == PieceState.received,
            col(Piece.valid_until) < on,
        )
        reason = REASON_LABELS[RequestReason.expired]
        session.execute(update(Piece).where(*over).values(state=PieceState.unusable, reason=reason))


def next_sending(campaign: Campaign, *, at: datetime) -> datetime:
    """Return when the letters that wait for a morning leave next: at the hour of the region file, on a business day."""
    return next_morning(business_days(campaign.rules), at, hour=campaign.rules.policies.send_hour)


def await_people(campaign: Campaign, *, at: datetime) -> None:
    """Have those who run the session told, on the next morning of a business day, that something waits for them."""
    if campaign.digest_at is None or campaign.digest_at <= at:
        campaign.digest_at = next_sending(campaign, at=at)


def flag(application: Application, *flags: Flag) -> None:
    """Add flags to an application, each once."""
    application.flags = list(dict.fromkeys([*application.flags, *flags]))


def unflag(application: Application, *flags: Flag) -> None:
    """Take flags away from an application: a person has taken account of them."""
    application.flags = [name for name in application.flags if name not in flags]


def close_requests(session: Session, ids: Sequence[int], outcome: RequestOutcome, *, at: datetime) -> None:
    """Close the open requests of some applications: nothing more is asked, nobody is reminded."""
    for part in chunks(ids):
        statement = update(CompletionRequest).where(
            col(CompletionRequest.application_id).in_(part), col(CompletionRequest.outcome) == RequestOutcome.open
        )
        session.execute(statement.values(outcome=outcome, closed_at=at, next_reminder_at=None))
