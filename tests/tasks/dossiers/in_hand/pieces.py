"""Pieces of a dossier as they came, with their content in the store."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.dossiers.application import Application, Piece
from models.intake.deposit import File
from models.sessions.campaign import Campaign
from tasks.intake.store import Store
from tests.factories import arrival, file_of


def came(
    session: Session,
    store: Store,
    dossier: Application,
    piece_id: str | None,
    content: bytes,
    *,
    received_at: datetime | None = None,
    **fields: Any,  # noqa: ANN401
) -> File:
    """Return a file that came to a dossier: the version of a piece that counts from then on, unless it is in
    quarantine; without a piece, one that was recognised as none."""
    campaign = session.get_one(Campaign, dossier.campaign_id)
    mail = arrival(session, campaign, dossier, received_at=received_at)
    digest = store.put(content, is_quarantined="trouble" in fields)
    row: dict[str, Any] = {
        "name": f"{piece_id}.pdf",
        "format": "pdf",
        "size": len(content),
        "digest": digest,
        "piece_id": piece_id,
    }
    made = file_of(session, mail, **(row | fields))
    if piece_id and not made.trouble:
        piece_of(session, dossier, piece_id).file_id = made.id
        session.flush()
    return made


def piece_of(session: Session, dossier: Application, piece_id: str) -> Piece:
    """Return what a dossier holds of a piece."""
    held = select(Piece).where(Piece.application_id == dossier.id, Piece.piece_id == piece_id)
    return session.exec(held).one()
