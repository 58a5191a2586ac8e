"""The letters of a batch as they are printed, read back from what was kept of each."""

from datetime import date

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.intake.postal import address_lines
from models.notices import Notice, NoticeFile, Posting
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from notifications.views.posted import PaperBlock, PaperLetter, PostedDocument
from notifications.writing.read_back import read_back


def read_batch(batch: int) -> PostedDocument | None:
    """Return the letters of a batch, None where there is none of that number."""
    with reading(Settings().database) as session:
        of_batch = (
            select(Posting, Notice, Application.reference)
            .join(Notice, col(Notice.id) == col(Posting.notice_id))
            .outerjoin(Application, col(Application.id) == col(Notice.application_id))
            .where(Posting.batch == batch)
        )
        rows = session.exec(of_batch.order_by(col(Posting.id))).all()
        if not rows:
            return None
        region = session.get_one(Campaign, rows[0][1].campaign_id).rules
        service = region.roles.examining_service
        return PostedDocument(
            region=region.region.name,
            sender=(service.label or "", *(service.postal or "").splitlines()),
            batch=batch,
            letters=tuple(_letter(session, place, *row) for place, row in enumerate(rows, start=1)),
        )


def _letter(
    session: Session,
    place: int,
    posting: Posting,
    notice: Notice,
    reference: str | None,
) -> PaperLetter:
    files = select(NoticeFile.name).where(NoticeFile.notice_id == notice.id)
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
