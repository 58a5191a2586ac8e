"""The outbox: notices as they were written, in the transaction that caused them, the files that they carry, and acts on
their way to a signature."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum, auto
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple
from zlib import decompress
from zlib import error as zlib_error

from sqlalchemy import JSON, ColumnElement, Index, and_, exists, func, text
from sqlalchemy.orm import Mapped
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from models.columns import chunks, word
from models.vocabulary import NoticeKind, NoticeStatus

_AT_RISK = text("crashes > 0")
_NONE_YET = {"server_default": "0"}
_NOW = text("CURRENT_TIMESTAMP")


class Notice(SQLModel, table=True):
    """One notice to one address, rendered when it was caused and kept as it was sent.

    `key` is the business reason (application, kind, occurrence): the same reason never writes to anybody twice.
    `deposit_id` is the arrival that it tells of, where it does.
    `advice_id` is the request for advice that it speaks of to somebody else than the applicant.
    `sender` is the deposit mailbox, so that answers and reports of failure come back to where they are read; answers go
    to `reply_to` where that is another desk's. `in_reply_to` is the mail that it answers, `thread` those that it
    follows (RFC 5322, 3.6.4), separated by blanks, the latest last.
    `due_at` is when the next attempt may be made, empty once there will be none. `crashes` are the senders in a row
    that died on it, `put_off` the times in a row that it was put off without being tried.
    `doubted_at` is since when it may have left twice, `doubt_settled_at` when a person had looked at that.
    `seen_at` is when a person had dealt with one that reached nobody.
    `held_until` is when one that was held may first leave; where a person lets it go, it is due at no instant until
    then. `copy_of` is the notice that it sends again.
    `delivered_at` is when a server attested that it was delivered (RFC 3461). `attested_by` is the number of the
    arrival that says so, or that it came back.
    """

    __table_args__ = (
        # What senders died on, found without looking at all that waits.
        Index("ix_notice_at_risk", "crashes", sqlite_where=_AT_RISK, postgresql_where=_AT_RISK),
        # Each page of thousands of letters asks whether any of a few kinds still waits.
        Index("ix_notice_waiting", "status", "kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: NoticeKind = Field(sa_type=word(NoticeKind), index=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id")
    advice_id: int | None = Field(default=None, foreign_key="advice_request.id", index=True)
    sender: str
    recipient: str
    message_id: str = Field(unique=True)
    in_reply_to: str | None = None
    thread: str | None = None
    reply_to: str | None = None
    subject: str
    text: str
    html: str
    status: NoticeStatus = Field(default=NoticeStatus.queued, sa_type=word(NoticeStatus))
    enqueued_at: datetime
    due_at: datetime | None = Field(index=True)
    attempts: int = 0
    crashes: int = Field(default=0, sa_column_kwargs=_NONE_YET)
    put_off: int = Field(default=0, sa_column_kwargs=_NONE_YET)
    doubted_at: datetime | None = None
    doubt_settled_at: datetime | None = None
    sent_at: datetime | None = None
    last_error: str | None = None
    delivered_at: datetime | None = None
    attested_by: int | None = None
    seen_at: datetime | None = None
    seen_by: str | None = None
    held_until: datetime | None = None
    copy_of: int | None = Field(default=None, index=True)


class Letter(NamedTuple):
    """A notice as its sender needs it, and no more: plain values, under the names of its columns."""

    id: int
    kind: NoticeKind
    application_id: int | None
    enqueued_at: datetime
    held_until: datetime | None
    attempts: int
    sender: str
    recipient: str
    message_id: str
    in_reply_to: str | None
    thread: str | None
    copy_of: int | None
    reply_to: str | None
    subject: str
    text: str
    html: str


class SentMail(SQLModel, table=True):
    """The mail of a letter to an applicant as it left, `octets` compressed and `digest` the SHA-256 of the mail itself,
    dated `sent_at`, and the `answer` of the `server` that took it. `recorded_at` is by the database's clock."""

    __tablename__ = "sent_mail"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", unique=True, ondelete="CASCADE")
    sent_at: datetime
    server: str
    answer: str
    digest: str
    octets: bytes
    recorded_at: datetime | None = Field(default=None, sa_column_kwargs={"default": _NOW})

    @property
    def mail(self) -> bytes | None:
        """The mail as it went on the wire; None where what is kept cannot be unpacked any more."""
        try:
            return decompress(self.octets)
        except zlib_error:
            return None

    @property
    def is_whole(self) -> bool:
        """Whether it is still what its digest says."""
        mail = self.mail
        return mail is not None and sha256(mail).hexdigest() == self.digest


def last_queued(session: Session) -> int:
    """Return the number of the notice that was queued last, 0 before the first."""
    return session.exec(select(func.max(Notice.id))).one() or 0


def withhold(session: Session, *those: ColumnElement[bool]) -> list[int]:
    """Keep the notices that conditions name from senders until the transaction ends, and return their numbers. They are
    looked at again once they are locked: PostgreSQL shows who waited for a sender what there was before it."""
    locked = session.exec(select(Notice.id).where(*those).with_for_update()).all()
    again = select(Notice.id).where(*those)
    return [one or 0 for part in chunks(locked) for one in session.exec(again.where(col(Notice.id).in_(part)))]


def sent_mails(session: Session, ids: Sequence[int]) -> dict[int, SentMail]:
    """Return the mails of those of some letters of which one is kept."""
    kept = select(SentMail).where(col(SentMail.notice_id).in_(ids))
    return {one.notice_id: one for one in session.exec(kept)} if ids else {}


class Posting(SQLModel, table=True):
    """A letter that left on paper, in a batch of so many that were printed together: `addressed_to` whom, registered or
    not, by whom it was printed, and when.

    `posted_on` is when it was handed to the post, `number` that of a registered one; `presented_on` is its first
    presentation, `delivered_on` the day of its acknowledgement of receipt (CRPA L221-8). `noted_by` said so last.
    """

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", unique=True, ondelete="CASCADE")
    batch: int = Field(index=True)
    addressed_to: str
    is_registered: bool
    by: str
    at: datetime
    posted_on: date
    number: str | None = None
    presented_on: date | None = None
    delivered_on: date | None = None
    noted_by: str | None = None

    @property
    def arrived_on(self) -> date | None:
        """Return the day on which it was notified: that of its delivery; else, where nobody came for it, that of its
        first presentation; None where nothing attests either."""
        return self.delivered_on or self.presented_on


class Attempt(SQLModel, table=True):
    """A notice in the hands of the sender `claimed_by`, and its attempt to send it, of which the notice does not tell
    yet: few and narrow rows, since each is written three times while it is made.

    `claimed_until` is the lease, by the database's clock, after which another may take the notice; `begun_at`, by the
    same, is written before the first octet leaves, and empty until then; `left_at` is when a server took the mail,
    empty as long as nobody knows what became of the attempt.
    """

    __tablename__ = "notice_attempt"

    notice_id: int = Field(primary_key=True, foreign_key="notice.id", ondelete="CASCADE")
    claimed_by: str
    claimed_until: datetime
    begun_at: datetime | None = None
    left_at: datetime | None = None


class SendingPace(SQLModel, table=True):
    """When the next letters may be taken, by the database's clock, where what leaves a minute is bounded: one row."""

    __tablename__ = "sending_pace"

    id: int | None = Field(default=None, primary_key=True)
    free_at: datetime


class Document(SQLModel, table=True):
    """Octets that notices carry, kept once however many their readers: `digest` is their SHA-256, in hexadecimal."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    media_type: str
    content: bytes


class NoticeFile(SQLModel, table=True):
    """A file of a notice, in its place from 1. It goes with its notice: a notice that is called off leaves nothing."""

    __tablename__ = "notice_file"
    __table_args__ = (UniqueConstraint("notice_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", ondelete="CASCADE")
    position: int
    name: str
    document_id: int = Field(foreign_key="document.id", index=True)


class SignedAct(StrEnum):
    """An act that is signed outside where the region file asks for it (`tasks.decisions.parapheur` has their table)."""

    decision = auto()
    rectification = auto()
    formal_notice = auto()
    termination = auto()
    appeal_answer = auto()


class ActFile(SQLModel, table=True):
    """An act as it was exported to be signed (CRPA L212-1, L212-3): its form as it was filled in, and its document.
    Exported again, the latest of its kind counts, unless a person took it back. `signed_by` is whom the certificate of
    its signature names, since it was deposited."""

    __tablename__ = "act_file"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    document_id: int = Field(foreign_key="document.id")
    kind: SignedAct = Field(sa_type=word(SignedAct))
    form: dict[str, Any] = Field(sa_type=JSON)
    signatory_name: str
    signatory_capacity: str
    by: str
    at: datetime
    signed_document_id: int | None = Field(default=None, foreign_key="document.id")
    signed_on: date | None = None
    signed_by: str | None = None
    taken_back_at: datetime | None = None


def exported_acts(session: Session, ids: Sequence[int]) -> dict[int, list[ActFile]]:
    """Return the acts that were last exported of each of some applications that has some: one of each kind, the latest
    last."""
    stands = (col(ActFile.application_id).in_(ids), col(ActFile.taken_back_at).is_(None))
    made = select(ActFile).where(*stands).order_by(col(ActFile.id))
    latest = {(act.application_id, act.kind): act for act in session.exec(made)}
    found: dict[int, list[ActFile]] = {}
    for act in sorted(latest.values(), key=lambda one: one.id or 0):
        found.setdefault(act.application_id, []).append(act)
    return found


@cache
def waits_for_its_signature() -> ColumnElement[bool]:
    """SQL condition: an exported act that was not deposited, nor exported again, nor taken back."""
    stands = col(ActFile.taken_back_at).is_(None)
    latest = select(func.max(ActFile.id)).where(stands).group_by(col(ActFile.application_id), col(ActFile.kind))
    return and_(stands, col(ActFile.signed_document_id).is_(None), col(ActFile.id).in_(latest))


def was_told(application_id: Mapped[int | None], kind: NoticeKind, occurrence: str) -> ColumnElement[bool]:
    """SQL condition: a dossier was written to of an occurrence already, by a notice of a kind."""
    return exists().where(
        col(Notice.application_id) == application_id,
        col(Notice.kind) == kind,
        col(Notice.key).endswith(occurrence),
    )


def with_act_to_sign(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    """Return the applications of some conditions of which an exported act waits for its signature."""
    return set(session.exec(select(ActFile.application_id).where(waits_for_its_signature(), *conditions)))
