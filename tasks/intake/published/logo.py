"""The logo that members receive as they join: a file beside the region file, kept as it was when the session opened."""

from collections.abc import Iterator

from sqlmodel import Session, col, select

from models.notices import Document
from models.region.faults import Saying
from models.region.file import RegionFile
from models.region.yaml_file import FileError
from models.sessions.campaign import Campaign
from models.sessions.published import PublishedFile
from notifications.outbox.enclosures import Enclosure
from tasks.intake.published.templates import Given

LOGO = "@logo"
"""Where it stands among the files of a session: no piece is called so."""

MEDIA = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
}
"""What it may be, by the end of its name."""

_MOST = 2_000_000
_KEY = "documents.members_logo"


def read_logo(read: RegionFile) -> Iterator[Given]:
    """Yield the logo that a region file names. Raises FileError where it is absent, too large, or no picture."""
    name = read.region.documents.members_logo
    if name is None:
        return
    path = read.folder / name
    try:
        content = path.read_bytes() if path.stat().st_size <= _MOST else b""
    except OSError:
        said = Saying("fichier introuvable, ou illisible", f"Placez-le ici, lisible : {path}.")
        raise FileError([read.source.fault(_KEY, name, said)]) from None
    if not content or path.suffix.lower().lstrip(".") not in MEDIA:
        said = Saying(
            "ce n'est pas un logo que l'on puisse envoyer", f"Donnez un fichier {', '.join(MEDIA)}, de 2 Mo au plus."
        )
        raise FileError([read.source.fault(_KEY, name, said)])
    yield Given(LOGO, path.name, "1", content, frozenset())


def logo_of(session: Session, campaign: Campaign) -> tuple[Enclosure, ...]:
    """Return the logo of a session, alone; nothing where its region gave none."""
    kept = (
        select(PublishedFile.name, Document.content)
        .join(Document, col(Document.id) == col(PublishedFile.document_id))
        .where(PublishedFile.campaign_id == campaign.id, PublishedFile.piece_id == LOGO)
    )
    found = session.exec(kept).one_or_none()
    return (Enclosure(found[0], MEDIA[found[0].rpartition(".")[2].lower()], found[1]),) if found else ()
