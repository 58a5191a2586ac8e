"""What is opened of a dossier or an arrival: a file that came, a letter that went out and the files that it carried.

A file is asked for by the number of its row: nothing that is typed names a place in the store.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.intake.deposit import Deposit, File, infected, number_of
from models.intake.postal import is_postal
from models.intake.words import Trouble
from models.notices import ActFile, Document, Notice, NoticeFile, Posting, SentMail
from models.sessions.campaign import Campaign
from models.storage.database import reading
from models.storage.settings import Settings
from models.vocabulary import NoticeKind, NoticeStatus
from notifications.outbox.hold import is_held
from tasks.dossiers.letters.kept import APPLICANTS, LEFT
from tasks.dossiers.letters.on_paper import told_of_post
from tasks.dossiers.seen import notice_key
from tasks.intake.store import Missing, Store
from tasks.reading.files.formats import detect_format

SHOWABLE: Mapping[str, str] = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
"""What a browser may show, by what its content is, whatever its name says."""


class FileView(NamedTuple):
    """A file that came: `reference` is the dossier that it is in, if any; `trouble`, why it is not to be opened, where
    the same content is in quarantine anywhere."""

    id: int
    name: str
    size: int
    trouble: Trouble | None
    arrival: str
    received_at: datetime
    reference: str | None
    zone: ZoneInfo
    digest: str


class Content(NamedTuple):
    """Octets, and the media type under which a browser may show them; None for what is only saved."""

    octets: bytes
    shown_as: str | None


class Letter(NamedTuple):
    """A notice as it was written and sent, with what the server that took it answered, and the files that it
    carried, by their places; `key` is how forms name it. One that is held may be let go, or stopped."""

    id: int
    kind: NoticeKind
    subject: str
    sender: str
    recipient: str
    reply_to: str | None
    text: str
    html: str
    status: NoticeStatus
    enqueued_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    doubted_at: datetime | None
    error: str | None
    answer: str | None
    reference: str | None
    zone: ZoneInfo
    key: str
    is_held: bool
    held_until: datetime | None
    may_be_copied: bool
    posting: Posting | None
    is_postal: bool
    files: tuple[tuple[int, str], ...]

    @property
    def posted(self) -> str | None:
        """How it went by post, in words."""
        return told_of_post(self.posting) if self.posting else None


def read_file(file_id: int) -> FileView | None:
    """Return a file that came, None where there is none of that number."""
    with reading(Settings().database) as session:
        found = session.exec(
            select(File, Deposit, Campaign, Application.reference)
            .join(Deposit, col(Deposit.id) == col(File.deposit_id))
            .join(Campaign, col(Campaign.id) == col(Deposit.campaign_id))
            .outerjoin(Application, col(Application.id) == col(Deposit.application_id))
            .where(File.id == file_id)
        ).first()
        if found is None:
            return None
        file, deposit, campaign, reference = found
        return FileView(
            id=file_id,
            name=file.name,
            size=file.size,
            trouble=_trouble(session, file),
            arrival=number_of(deposit, campaign.rules.zone),
            received_at=deposit.received_at,
            reference=reference,
            zone=campaign.rules.zone,
            digest=file.digest,
        )


def _trouble(session: Session, file: File) -> Trouble | None:
    """Return what is wrong with a file. What an antivirus knew later of the same content holds for it too."""
    return file.trouble or (Trouble.infected if infected(session, [file.digest]) else None)


def content_of(file: FileView) -> Content | None:
    """Return the content of a file; None where it is in quarantine, or the store does not have it: it was not looked at
    yet."""
    if file.trouble:
        return None
    try:
        octets = Store(Settings().store).get(file.digest)
    except Missing:
        return None
    return Content(octets, SHOWABLE.get(detect_format(octets, file.name) or ""))


def is_altered(file: FileView) -> bool:
    """Return True if a file is no more what it was when it came."""
    return Store(Settings().store).is_altered(file.digest)


def read_letter(notice_id: int, *, at: datetime) -> Letter | None:
    """Return a letter as it stands at an instant, None where there is none of that number."""
    with reading(Settings().database) as session:
        found = session.exec(
            select(Notice, Campaign, Application.reference)
            .join(Campaign, col(Campaign.id) == col(Notice.campaign_id))
            .outerjoin(Application, col(Application.id) == col(Notice.application_id))
            .where(Notice.id == notice_id)
        ).first()
        if found is None:
            return None
        notice, campaign, reference = found
        is_waiting = session.exec(select(Notice.id).where(Notice.id == notice_id, is_held(at))).first() is not None
        files = select(NoticeFile.position, NoticeFile.name).where(NoticeFile.notice_id == notice_id)
        return Letter(
            id=notice_id,
            kind=notice.kind,
            subject=notice.subject,
            sender=notice.sender,
            recipient=notice.recipient,
            reply_to=notice.reply_to,
            text=notice.text,
            html=notice.html,
            status=notice.status,
            enqueued_at=notice.enqueued_at,
            sent_at=notice.sent_at,
            delivered_at=notice.delivered_at,
            doubted_at=notice.doubted_at,
            error=notice.last_error,
            answer=session.exec(select(SentMail.answer).where(SentMail.notice_id == notice_id)).first(),
            reference=reference,
            zone=campaign.rules.zone,
            key=notice_key(notice_id),
            is_held=notice.status is NoticeStatus.held or is_waiting,
            held_until=notice.due_at if is_waiting else None,
            may_be_copied=notice.status in LEFT and notice.kind in APPLICANTS and notice.copy_of is None,
            is_postal=is_postal(notice.recipient),
            posting=session.exec(select(Posting).where(Posting.notice_id == notice_id)).first(),
            files=tuple((place, name) for place, name in session.exec(files.order_by(col(NoticeFile.position)))),
        )


def read_enclosure(notice_id: int, position: int) -> tuple[str, bytes] | None:
    """Return the name and the content of a file that a letter carried, None where there is none in that place."""
    with reading(Settings().database) as session:
        kept = (
            select(NoticeFile.name, Document.content)
            .join(Document, col(Document.id) == col(NoticeFile.document_id))
            .where(NoticeFile.notice_id == notice_id, NoticeFile.position == position)
        )
        found = session.exec(kept).first()
        return (found[0], found[1]) if found else None


def read_act(reference: str, number: int) -> tuple[str, bytes] | None:
    """Return the name and the content of an act that was exported of a dossier, as it is signed if it is; None where
    there is none of that number."""
    with reading(Settings().database) as session:
        of_it = select(ActFile).join(Application, col(Application.id) == col(ActFile.application_id))
        act = session.exec(of_it.where(Application.reference == reference, ActFile.id == number)).first()
        if act is None:
            return None
        document = session.get_one(Document, act.signed_document_id or act.document_id)
        return f"{act.kind}-{reference}{'-signe' if act.signed_document_id else ''}.pdf", document.content
