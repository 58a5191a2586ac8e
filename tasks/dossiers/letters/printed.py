"""The letters of a batch as they are printed, read back from what was kept of each."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.intake.postal import address_lines
from models.notices import Document, Notice, NoticeFile, Posting
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.catalogue import KINDS
from notifications.documents.typeset import typeset
from notifications.views.posted import PaperBlock, PaperLetter, PostedDocument
from notifications.writing.acts import house_of
from notifications.writing.read_back import read_back
from tasks.reading.files.binding import bound

_OURS = frozenset({"decisions", "members"})
"""The rooms whose letters carry documents that we made: acts, certificates."""


class Printed(NamedTuple):
    """What of a batch is printed: its list and letters, and the documents of ours that go with them, each with its
    name on that list."""

    document: PostedDocument
    enclosed: tuple[tuple[str, bytes], ...]

    @property
    def pdf(self) -> bytes:
        """All of it, as one PDF."""
        letters = typeset("letters", self.document)
        return bound(letters, self.enclosed) if self.enclosed else letters


def read_batch(batch: int) -> Printed | None:
    """Return the letters of a batch, None where there is none of that number."""
    with reading(Settings().database) as session:
        of_batch = (
            select(Posting, Notice, Application.reference)
            .join(Notice, col(Notice.id) == col(Posting.notice_id))
            .outerjoin(Application, col(Application.id) == col(Notice.application_id))
            .where(Posting.batch == batch)
        )
        rows = list(enumerate(session.exec(of_batch.order_by(col(Posting.id))).all(), start=1))
        if not rows:
            return None
        region = session.get_one(Campaign, rows[0][1][1].campaign_id).rules
        service = region.roles.examining_service
        document = PostedDocument(
            region=region.region.name,
            house=house_of(region),
            sender=(service.label or "", *(service.postal or "").splitlines()),
            batch=batch,
            letters=tuple(_letter(session, place, *row) for place, row in rows),
        )
        enclosed = (one for place, (_, notice, _) in rows for one in _enclosed(session, place, notice))
        return Printed(document, tuple(enclosed))


def _enclosed(session: Session, place: int, notice: Notice) -> Iterator[tuple[str, bytes]]:
    """Yield the documents of ours that go with a letter; what came from elsewhere is opened by nobody here."""
    if KINDS[notice.kind].room not in _OURS:
        return
    kept = select(NoticeFile.name, Document.content).join(Document, col(Document.id) == col(NoticeFile.document_id))
    ours = kept.where(NoticeFile.notice_id == notice.id, Document.media_type == "application/pdf")
    for name, content in session.exec(ours.order_by(col(NoticeFile.position))):
        yield f"N° {place}, {name}", content


def _letter(session: Session, place: int, posting: Posting, notice: Notice, reference: str | None) -> PaperLetter:
    files = select(NoticeFile.name).where(NoticeFile.notice_id == notice.id, ~col(NoticeFile.name).endswith(".ics"))
    return PaperLetter(
        number=place,
        reference=reference or "",
        address=tuple(address_lines(posting.addressed_to)),
        is_registered=posting.is_registered,
        posted_on=posting.posted_on,
        mailed_on=_mailed_on(session, notice),
        blocks=tuple(PaperBlock(mark, said) for mark, said in read_back(notice.text)),
        enclosed=tuple(session.exec(files.order_by(col(NoticeFile.position)))),
    )


def _mailed_on(session: Session, notice: Notice) -> date | None:
    """Return the day on which a letter left by mail that leaves once more on paper; None for one that never did."""
    if notice.copy_of is None:
        return None
    region = session.get_one(Campaign, notice.campaign_id).rules
    first = session.get_one(Notice, notice.copy_of)
    return business_days(region).local(first.sent_at or first.enqueued_at)
