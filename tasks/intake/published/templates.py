"""The files that the Région gives to be filled in, read from the folder of its region file and looked at as if others
had sent them: whoever opens one trusts the Région."""

from pathlib import Path
from typing import NamedTuple

from models.intake.words import TROUBLE_LABELS, Trouble
from models.region.faults import Fault, Saying
from models.region.file import RegionFile
from models.region.pieces import Piece, Template
from models.region.yaml_file import FileError
from tasks.intake.published.traces import traces
from tasks.reading.files.documents import READABLE, read_document
from tasks.reading.files.inspect import Limits, inspect_file
from tasks.reading.mail.mail import Attachment

_MB = 1_000_000


class Given(NamedTuple):
    """A file to fill in for a piece, sound, with the traces of its words."""

    piece_id: str
    name: str
    version: str
    content: bytes
    traces: frozenset[str]


class _WrongError(Exception):
    """A file that cannot be given to applicants: what is wrong with it, and how to mend it."""

    def __init__(self, problem: str, mend: str) -> None:
        super().__init__(problem)
        self.said = Saying(problem, mend)


def read_templates(read: RegionFile) -> list[Given]:
    """Return the files that a region file names, in the order of its pieces. Raises FileError with every fault: a file
    that is absent, too large, of another format, with macros, or that would not be recognised when it comes back."""
    found: list[Given] = []
    faults: list[Fault] = []
    for piece_id, piece in read.region.pieces.items():
        if piece.template is None:
            continue
        try:
            found.append(_given(read, piece_id, piece, piece.template))
        except _WrongError as wrong:
            faults.append(read.source.fault(f"pieces.{piece_id}.template.file", piece.template.file, wrong.said))
    if faults:
        raise FileError(faults)
    return found


def _given(read: RegionFile, piece_id: str, piece: Piece, template: Template) -> Given:
    path = read.folder / template.file
    if read.region.told(path.name) != (piece_id,):
        mend = f"Renvoyé sous ce nom, il ne serait pas rattaché à « {piece.label} » : nommez-le par exemple {piece_id}"
        raise _WrongError("son nom ne dit pas de quelle pièce il s'agit", f"{mend}{path.suffix}.")
    content = _content(path, piece)
    kind = _format(read, piece, path.name, content)
    return Given(piece_id, path.name, template.version, content, _traces(content, kind))


def _traces(content: bytes, kind: str) -> frozenset[str]:
    return traces(read_document(content, kind).text) if kind in READABLE else frozenset()


def _content(path: Path, piece: Piece) -> bytes:
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= piece.max_mb * _MB else b""
    except OSError:
        raise _WrongError("fichier introuvable, ou illisible", f"Placez-le ici, lisible : {path}.") from None
    if size > piece.max_mb * _MB:
        raise _WrongError("fichier trop volumineux", f"Réduisez-le à {piece.max_mb} Mo, ce que cette pièce accepte.")
    return content


def _format(read: RegionFile, piece: Piece, name: str, content: bytes) -> str:
    formats = frozenset(piece.formats)
    limits = Limits(piece.max_mb * _MB, read.region.intake.archives, formats)
    look = inspect_file(Attachment.of(name, content), limits, scanner=None)
    if look.trouble is Trouble.executable:
        raise _WrongError("le fichier contient des macros, ou un programme", "Enregistrez-le sans elles.")
    if look.trouble or look.format not in formats:
        label = TROUBLE_LABELS[look.trouble or Trouble.wrong_format]
        raise _WrongError(
            label, f"Donnez un fichier sain, d'un format que cette pièce accepte : {', '.join(piece.formats)}."
        )
    if not name.lower().endswith(f".{look.format}"):
        raise _WrongError("son nom annonce un autre format", f"Nommez-le .{look.format}, ce qu'il est.")
    return look.format or ""
