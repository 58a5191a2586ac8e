"""What goes with a letter: pieces of its dossier, and files that desks of ours sent. Nobody types where a file is."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Piece
from models.errors import Refusal
from models.intake.deposit import File, infected, is_part_of
from models.intake.words import TROUBLE_LABELS, Trouble
from models.region.model import Region
from models.storage.settings import Settings
from notifications.documents.archive import distinct
from notifications.outbox.enclosures import Enclosure
from notifications.writing.wording import size
from tasks.decisions.record import must_be_known
from tasks.intake.desks.files import find_file
from tasks.intake.replies.pieces import pieces_of
from tasks.intake.store import Missing, Store
from tasks.reading.mail.text import file_name

PIECES, FILES = "Pièces du dossier à joindre", "Fichiers d'un service à joindre"
"""The fields of the form that say what is enclosed."""

_OFFICE, _OPEN = "application/vnd.openxmlformats-officedocument", "application/vnd.oasis.opendocument"
_MEDIA: Mapping[str | None, str] = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": f"{_OPEN}.text",
    "ods": f"{_OPEN}.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
}


class Chosen(NamedTuple):
    """A file to enclose, by what its content is."""

    field: str
    name: str
    size: int
    digest: str
    format: str | None


def piece_files(session: Session, application: Application, region: Region, names: Sequence[str]) -> list[Chosen]:
    """Return the files of some pieces of a dossier, in the version that counts, each once. Raises Refusal for a piece
    that has none, or whose file is in quarantine."""
    must_be_known(region, list(names))
    held = pieces_of(session, application)
    files = {one.digest: one for name in names for one in _files(session, name, held.get(name))}
    return [Chosen(PIECES, one.name, one.size, one.digest, one.format) for one in files.values()]


def _files(session: Session, name: str, piece: Piece | None) -> list[File]:
    latest = session.get(File, piece.file_id) if piece and piece.file_id else None
    if latest is None:
        raise Refusal(PIECES, name, "le dossier n'en a pas de fichier.")
    came = session.exec(select(File).where(File.deposit_id == latest.deposit_id).order_by(col(File.position)))
    files = [one for one in came if is_part_of(one, latest, name)]
    known = infected(session, [one.digest for one in files])
    for file in files:
        trouble = file.trouble or (Trouble.infected if file.digest in known else None)
        if trouble:
            raise Refusal(PIECES, name, f"{TROUBLE_LABELS[trouble]} : elle est gardée en quarantaine.")
    return files


def desk_files(session: Session, keys: Sequence[str]) -> list[Chosen]:
    """Return some files that desks sent. Raises Refusal for what is none, or is in quarantine."""
    found = (find_file(session, FILES, key) for key in dict.fromkeys(keys))
    return [Chosen(FILES, one.name, one.size, one.digest, one.format) for one in found]


def enclose(chosen: Sequence[Chosen], region: Region) -> tuple[Enclosure, ...]:
    """Return some files as a mail carries them, under names that no other has. Raises Refusal where they are more than
    a mail may carry, or one is not in the store any more."""
    policy, total = region.policies.in_hand, sum(one.size for one in chosen)
    if not policy.fits([total]):
        mend = f"une fois encodés, c'est plus que n'en porte un courriel ({policy.max_mb} Mo) : joignez-en moins."
        raise Refusal(chosen[-1].field, size(total), mend)
    names = distinct(file_name(one.name) or "fichier" for one in chosen)
    return tuple(
        Enclosure(name, _MEDIA.get(one.format, "application/octet-stream"), _content(one))
        for name, one in zip(names, chosen, strict=True)
    )


def _content(one: Chosen) -> bytes:
    try:
        return Store(Settings().store).get(one.digest)
    except Missing as error:
        raise Refusal(one.field, one.name, f"son contenu {error.said}.") from error
