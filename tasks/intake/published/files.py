"""The files to fill in of a session: those that the Région gave when it opened, and our own form for the dossier."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.notices import Document
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import deposit_last_day
from models.sessions.published import PublishedFile
from notifications.documents.application_form import application_form, filename, model_of
from notifications.outbox.enclosures import Enclosure, keep
from tasks.intake.published.templates import Given
from tasks.intake.published.traces import Traced

_OOXML, _OPEN_DOCUMENT = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "odt": f"{_OPEN_DOCUMENT}text",
    "ods": f"{_OPEN_DOCUMENT}spreadsheet",
}
"""What the files of a call are told to be, by the ends of their names; of any other, nothing is told."""


class Fillable(NamedTuple):
    """A file to fill in: for which piece, in which version."""

    piece_id: str
    label: str
    version: str
    file: Enclosure

    @property
    def digest(self) -> str:
        """Return its SHA-256, in hexadecimal."""
        return sha256(self.file.content).hexdigest()


def publish(session: Session, campaign: Campaign, given: Sequence[Given]) -> None:
    """Keep the files that a session opens with, as they are now."""
    if not given:
        return
    named = {sha256(one.content).hexdigest(): _enclosure(one.name, one.content) for one in given}
    documents = keep(session, named)
    session.add_all(
        PublishedFile(
            campaign_id=campaign.id or 0,
            piece_id=one.piece_id,
            name=one.name,
            version=one.version,
            document_id=documents[sha256(one.content).hexdigest()] or 0,
            marks=sorted(one.traces),
        )
        for one in given
    )
    session.flush()


def _enclosure(name: str, content: bytes) -> Enclosure:
    return Enclosure(name, MEDIA_TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream"), content)


def files_of(session: Session, campaign: Campaign, pieces: Collection[str] | None = None) -> list[Fillable]:
    """Return the files to fill in of a session, or of some of its pieces, in their order: our own form where the Région
    gave none, with the last day as it is now."""
    region, year = campaign.rules, campaign.year
    kept = select(PublishedFile, Document).join(Document).where(PublishedFile.campaign_id == campaign.id)
    found = {
        row.piece_id: (row.version, _enclosure(row.name, document.content)) for row, document in session.exec(kept)
    }
    own = region.recognise(filename(year))
    if own and own not in found and (pieces is None or own in pieces):
        last_day = deposit_last_day(session, campaign)
        found[own] = model_of(region, year), _enclosure(filename(year), _own_form(campaign.region, year, last_day))
    wanted = (name for name in region.pieces if name in found and (pieces is None or name in pieces))
    return [Fillable(name, region.pieces[name].label, *found[name]) for name in wanted]


@lru_cache(maxsize=8)
def _own_form(region: str, year: int, last_day: date | None) -> bytes:
    return application_form(Region.model_validate_json(region), year=year, last_day=last_day)


def versions(session: Session, region_id: str) -> list[Traced]:
    """Return every version of a file to fill in that the sessions of a region gave, the latest last."""
    kept = (
        select(PublishedFile, Campaign.year, Document.digest)
        .join(Campaign, col(Campaign.id) == PublishedFile.campaign_id)
        .join(Document, col(Document.id) == PublishedFile.document_id)
        .where(Campaign.region_id == region_id, ~col(PublishedFile.piece_id).startswith("@"))
    )
    rows = session.exec(kept.order_by(col(Campaign.year)))
    return [Traced(row.piece_id, row.version, year, digest, frozenset(row.marks)) for row, year, digest in rows]
