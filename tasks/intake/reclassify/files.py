"""Which file of an arrival is which piece, by a person's word; and what a dossier's pieces are without an arrival."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import REASON_LABELS, Application, CompletionRequest, Piece
from models.errors import Refusal
from models.forms.arrivals import NONE, FilePiece, ReclassificationForm
from models.intake.deposit import Deposit, File, pieces_in
from models.intake.words import TROUBLE_LABELS
from models.region.model import Region
from models.vocabulary import PieceState, RequestOutcome, RequestReason
from tasks.intake.replies.pieces import files_of, pieces_of, take

_FIELD = "Fichiers et pièces"


class _Version(NamedTuple):
    """What came of a piece: in a file, or on paper."""

    deposit: Deposit
    file: File | None


def hold(session: Session, region: Region, deposit: Deposit, form: ReclassificationForm) -> dict[str, File]:
    """Note which pieces the files of an arrival hold, as a person says, and return these files by piece. No piece is
    held twice: another file that was taken for it is it no more. Raises Refusal for what cannot be."""
    files = files_of(session, deposit)
    said: dict[int, list[str]] = {}
    given: dict[str, File] = {}
    for line in form.pieces:
        file = _named(files, line)
        pieces = said.setdefault(file.id or 0, [])
        if line.piece != NONE:
            _refuse_piece(region, file, line, files)
            given[line.piece] = file
            pieces.append(line.piece)
    for file in files:
        _note(file, said.get(file.id or 0), given.keys())
        session.add(file)
    session.flush()
    return given


def _named(files: Sequence[File], line: FilePiece) -> File:
    """Return the file of a line: by its name, else by its place on the page of the arrival."""
    found = [file for file in files if file.name == line.name]
    if not found and line.name.isdecimal() and 0 < int(line.name[:9]) <= len(files):
        found = [files[int(line.name[:9]) - 1]]
    if len(found) > 1:
        raise Refusal(_FIELD, line.name, "plusieurs fichiers de cet envoi ont ce nom : écrivez leur rang sur sa page.")
    if not found:
        mend = f"aucun fichier de ce nom dans cet envoi, qui en a {len(files)} : écrivez son rang sur sa page."
        raise Refusal(_FIELD, line.name, mend)
    return found[0]


def _refuse_piece(region: Region, file: File, line: FilePiece, files: Sequence[File]) -> None:
    region.need_pieces(_FIELD, [line.piece])
    if file.trouble:
        mend = f"{TROUBLE_LABELS[file.trouble]} : il ne peut être une pièce ; demandez-la au candidat."
        raise Refusal(_FIELD, line.name, mend)
    if any(other.parent_id == file.id for other in files):
        raise Refusal(_FIELD, line.name, "c'est une archive : dites-le des fichiers qu'elle contient.")


def _note(file: File, said: Sequence[str] | None, given: AbstractSet[str]) -> None:
    if said is not None:
        file.holds, file.is_loose = list(said), False
    elif not given.isdisjoint(pieces_in(file)):
        file.holds = [name for name in pieces_in(file) if name not in given]
    if file.holds is not None:
        file.piece_id = next(iter(file.holds), None)


def supplied(session: Session, application: Application, deposit: Deposit) -> set[str]:
    """Return the pieces of a dossier that are what an arrival brought, or could not bring."""
    files = {file.id: file for file in files_of(session, deposit)}
    brought = {name for file in files.values() for name in pieces_in(file)} | set(deposit.papers)
    return {
        name
        for name, piece in pieces_of(session, application).items()
        if piece.file_id in files
        or (piece.file_id is None and name in brought and piece.state is not PieceState.missing)
    }


def restore(
    session: Session, region: Region, application: Application, names: Collection[str], given: Mapping[str, File]
) -> None:
    """Have each of some pieces be the file that a person said; else the latest version among the arrivals of the
    dossier, as it stood; else missing. A piece whose version stays is left as people judged it."""
    pieces = pieces_of(session, application)
    for name in [name for name in pieces if name in names]:
        piece, versions = pieces[name], list(_versions(session, application, name))
        sound = [one for one in versions if one.file is None or not one.file.trouble]
        chosen = next((one for one in sound if name in given and one.file is given[name]), None)
        latest = chosen or (sound[-1] if sound else None)
        if latest is None:
            _empty(piece, versions)
        elif chosen or latest.file is None or latest.file.id != piece.file_id:
            take(region, piece, latest.file, latest.deposit)
            if not chosen:
                _judge_as_before(session, piece, latest)
        session.add(piece)
    session.flush()


def _versions(session: Session, application: Application, name: str) -> Iterator[_Version]:
    """Yield what came of a piece for a dossier, in the order of its receipt."""
    came = select(Deposit).where(Deposit.application_id == application.id)
    for deposit in session.exec(came.order_by(col(Deposit.received_at), col(Deposit.id))).all():
        if name in deposit.papers:
            yield _Version(deposit, None)
        for file in files_of(session, deposit):
            if name in pieces_in(file):
                yield _Version(deposit, file)


def _empty(piece: Piece, versions: Sequence[_Version]) -> None:
    trouble = next((one.file.trouble for one in reversed(versions) if one.file and one.file.trouble), None)
    piece.state = PieceState.refused if trouble else PieceState.missing
    piece.reason = TROUBLE_LABELS[trouble] if trouble else None
    piece.file_id = piece.valid_until = None


def _judge_as_before(session: Session, piece: Piece, version: _Version) -> None:
    """Hold a version for unusable again that a request made after it came had set aside."""
    requests = select(CompletionRequest).where(
        CompletionRequest.application_id == piece.application_id,
        col(CompletionRequest.asked_at) >= version.deposit.processed_at,
        CompletionRequest.outcome != RequestOutcome.cancelled,
    )
    for request in session.exec(requests.order_by(col(CompletionRequest.id))):
        reason = request.pieces.get(piece.piece_id)
        if reason and reason != RequestReason.missing:
            said = (REASON_LABELS[RequestReason(reason)], request.expected.get(piece.piece_id))
            piece.state, piece.reason = PieceState.unusable, " : ".join(filter(None, said))
