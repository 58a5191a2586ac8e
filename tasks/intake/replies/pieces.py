"""The files of a deposit become the pieces of its dossier: the latest version of each counts, and all are kept."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, plus_months
from models.dossiers.application import REASON_LABELS, Application, Passage, Piece
from models.intake.deposit import Deposit, File, pieces_in
from models.intake.words import TROUBLE_LABELS
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import PieceState, RequestReason

_FILES = select(File).where(col(File.deposit_id) == bindparam("deposit_id")).order_by(col(File.position))
_PIECES = select(Piece).where(col(Piece.application_id) == bindparam("application_id")).order_by(col(Piece.id))


_YEARS = (
    select(Campaign.year)
    .join(Passage)
    .where(col(Passage.application_id) == bindparam("application_id"))
    .order_by(col(Passage.id))
    .limit(1)
)


def files_of(session: Session, deposit: Deposit) -> Sequence[File]:
    """Return the files of a deposit, in order."""
    return session.exec(_FILES, params={"deposit_id": deposit.id}).all()


def pieces_of(session: Session, application: Application) -> dict[str, Piece]:
    """Return the pieces of a dossier, by their id in the region file."""
    return {piece.piece_id: piece for piece in session.exec(_PIECES, params={"application_id": application.id})}


def take_by_name(session: Session, region: Region, application: Application, deposit: Deposit) -> None:
    """Fill missing pieces with the files of an answer, by their names alone: its sender learns at once what is still
    wanted, and which files people will look at. A piece that is there already is replaced once they were inspected."""
    pieces, files = pieces_of(session, application), files_of(session, deposit)
    for file in files:
        file.piece_id = piece_by_name(region, file)
        piece = pieces.get(file.piece_id or "")
        if piece and (piece.state is not PieceState.received or _is_of(deposit, piece, session)):
            take(region, piece, file, deposit)
    loosen(session, region, pieces, files)


def loosen(session: Session, region: Region, pieces: Mapping[str, Piece], files: Sequence[File]) -> None:
    """Note which files of a deposit a person has still to look at: those that may be what its dossier lacks."""
    lacking = {name for name, piece in pieces.items() if piece.state is not PieceState.received}
    archives = {file.parent_id for file in files}
    for file in files:
        may_be = lacking if file.piece_id is None and _is_paper(region, file) else lacking & set(file.proposed or ())
        is_open = file.trouble is None and file.holds is None and file.id not in archives
        file.is_loose = is_open and not lacking.isdisjoint(may_be)
    session.flush()


def _is_paper(region: Region, file: File) -> bool:
    """Return True if a file may be a piece: one of a format that some piece takes, or too large for an ornament."""
    kind = file.format or file.name.rpartition(".")[2].lower()
    return file.size >= _ADORNS or any(kind in piece.formats for piece in region.pieces.values())


_ADORNS = 100_000
"""Octets from which a picture is no ornament of a signature: it may be a piece that was photographed."""


def _is_of(deposit: Deposit, piece: Piece, session: Session) -> bool:
    return piece.file_id is not None and session.get_one(File, piece.file_id).deposit_id == deposit.id


def take_pieces(session: Session, region: Region, application: Application, deposit: Deposit) -> None:
    """Take what came on paper, and the files that were looked at. A refused file leaves its piece to an earlier
    version, or refused where there is none; a piece that was taken from it by its name is taken back. One on the form
    of a former session likewise, to be asked for anew. What may be a piece that lacks is left to people."""
    pieces, files, year = pieces_of(session, application), files_of(session, deposit), _first_year(session, application)
    for piece_id in deposit.papers:
        take(region, pieces[piece_id], None, deposit)
    for file in files:
        if piece := pieces.get(file.piece_id or ""):
            _take_looked_at(region, piece, file, deposit, year=year)
    loosen(session, region, pieces, files)


def _take_looked_at(region: Region, piece: Piece, file: File, deposit: Deposit, *, year: int) -> None:
    if file.trouble is None and not _is_outdated(file, year):
        take(region, piece, file, deposit)
    elif file.trouble is None:
        _leave(piece, file, year)
    elif piece.file_id == file.id or piece.state is PieceState.missing:
        piece.state, piece.file_id, piece.valid_until = PieceState.refused, None, None
        piece.reason = TROUBLE_LABELS[file.trouble]


def _first_year(session: Session, application: Application) -> int:
    """Return the year of the session that a dossier was first deposited in: its form stays the right one."""
    first = session.exec(_YEARS, params={"application_id": application.id}).first()
    return first or session.get_one(Campaign, application.campaign_id).year


def _is_outdated(file: File, year: int) -> bool:
    """Return True if a file is on the form of a session before that of its dossier, and no person took it as it is."""
    return file.form_year is not None and file.form_year < year and file.holds is None


def _leave(piece: Piece, file: File, year: int) -> None:
    """Have a piece on a former form be asked for anew, unless another version of it counts."""
    if piece.file_id == file.id or piece.state is not PieceState.received:
        piece.state, piece.file_id, piece.valid_until = PieceState.unusable, file.id, None
        piece.reason = f"{REASON_LABELS[RequestReason.wrong_form]} : celui de la session {year}"


def take(region: Region, piece: Piece, file: File | None, deposit: Deposit) -> None:
    """Have a piece be what a file holds, or what came on paper."""
    piece.state, piece.file_id, piece.reason = PieceState.received, file.id if file else None, None
    piece.valid_until = _valid_until(region, piece, deposit.received_at)


def _valid_until(region: Region, piece: Piece, received_at: datetime) -> date | None:
    months = region.pieces[piece.piece_id].valid_months
    return plus_months(business_days(region).local(received_at), months) if months else None


def piece_by_name(region: Region, file: File) -> str | None:
    """Return the piece that a file is: by its name, with something in it, in a format that the region file takes."""
    piece_id = region.recognise(file.name) if file.size else None
    extension = file.name.rpartition(".")[2].lower()
    return piece_id if piece_id and extension in region.pieces[piece_id].formats else None


def brought_by(session: Session, deposit: Deposit) -> set[str]:
    """Return the pieces that a deposit brings, by their id in the region file."""
    files = {name for file in files_of(session, deposit) if not file.trouble for name in pieces_in(file)}
    return files | set(deposit.papers)


def is_whole(session: Session, region: Region, application: Application, brought: set[str]) -> bool:
    """Return True if what is brought looks like a whole dossier: an answer brings what lacks, and who deposits anew
    brings what was there too, or everything. Asked before its pieces are taken."""
    held = {name for name, piece in pieces_of(session, application).items() if piece.state is PieceState.received}
    return bool(held & brought) or is_everything(region, brought)


def is_everything(region: Region, brought: set[str]) -> bool:
    """Return True if what is brought holds all the pieces that are required."""
    return brought >= set(region.required_pieces)
