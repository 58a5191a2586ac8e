"""A text of reference: its versions, and the opinions given on them before they were adopted."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.columns import word
from models.region.policies.membership import TextKey


class DocumentStatus(StrEnum):
    """Where a version of a text stands; only the adopted one is signed."""

    draft = auto()
    proposed = auto()
    adopted = auto()
    superseded = auto()


class TextSense(StrEnum):
    """What a body says of a version that was proposed."""

    favourable = auto()
    reserved = auto()
    unfavourable = auto()


class ReferenceDocument(SQLModel, table=True):
    """A version of a text, told by the SHA-256 of its file; `format` is that of the file, where the store has it.

    A text has one adopted version at most: the one that is signed. It is in force from `in_force_from` until the day
    before `superseded_on`, if any. Members must accept it by `accept_by` where that is told; they were asked at
    `asked_at`, and people told of those late at `late_told_at`. Where they need not, a signature of `since_id`, or of a
    version since, still engages them.
    """

    __tablename__ = "reference_document"
    __table_args__ = (
        UniqueConstraint("region_id", "document", "version"),
        Index(
            "one_adopted_version",
            "region_id",
            "document",
            unique=True,
            sqlite_where=text("status = 'adopted'"),
            postgresql_where=text("status = 'adopted'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    region_id: str
    document: TextKey = Field(sa_type=word(TextKey))
    version: str
    status: DocumentStatus = Field(sa_type=word(DocumentStatus))
    title: str
    sha256: str
    format: str | None = None
    proposed_on: date | None = None
    proposed_by: str | None = None
    adopted_on: date | None = None
    adopted_by: str | None = None
    in_force_from: date | None = None
    superseded_on: date | None = None
    accept_by: date | None = None
    asked_at: datetime | None = None
    late_told_at: datetime | None = None
    since_id: int | None = Field(default=None, foreign_key="reference_document.id")
    recorded_by: str
    recorded_at: datetime

    @property
    def key(self) -> str:
        """What a form calls it: « cahier_des_charges:2 »."""
        return f"{self.document}:{self.version}"

    def is_in_force(self, day: date) -> bool:
        """Return True if it is the version in force on a day."""
        begun = self.in_force_from is not None and self.in_force_from <= day
        return begun and (self.superseded_on is None or day < self.superseded_on)


class TextOpinion(SQLModel, table=True):
    """The opinion of a body on a version that was proposed."""

    __tablename__ = "text_opinion"
    __table_args__ = (UniqueConstraint("document_id", "body", "given_on"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="reference_document.id", index=True)
    body: str
    given_on: date
    sense: TextSense = Field(sa_type=word(TextSense))
    remarks: str | None = None
    by: str
    at: datetime


class AmendmentOutcome(StrEnum):
    """What became of an amendment."""

    open = auto()
    accepted = auto()
    partly = auto()
    rejected = auto()


class TextAmendment(SQLModel, table=True):
    """A change that an organisation proposes to a version that is not adopted yet: where, in which words; and what
    became of it, with the reason (S3 is such a draft, with the amendments of a union)."""

    __tablename__ = "text_amendment"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="reference_document.id", index=True)
    organisation: str
    place: str
    proposed: str
    outcome: AmendmentOutcome = Field(default=AmendmentOutcome.open, sa_type=word(AmendmentOutcome))
    reason: str | None = None
    by: str
    at: datetime
    ruled_by: str | None = None
    ruled_at: datetime | None = None

    @property
    def key(self) -> str:
        """What a form calls it: « amendement-3 »."""
        return f"amendement-{self.id}"


class TextSignatory(SQLModel, table=True):
    """Somebody who is to sign a version for all, as the State and the Region sign the convention: when it was sent to
    it, and its signature, with the signed file in the store where one was kept."""

    __tablename__ = "text_signatory"
    __table_args__ = (UniqueConstraint("document_id", "organisation"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="reference_document.id", index=True)
    organisation: str
    sent_on: date
    signed_on: date | None = None
    signatory_name: str | None = None
    signatory_capacity: str | None = None
    sha256: str | None = None
    by: str
    at: datetime


class DossierText(SQLModel, table=True):
    """A version that was in force when a dossier was deposited: a candidacy is judged by the texts that it was made
    against, whatever came since."""

    __tablename__ = "dossier_text"
    __table_args__ = (UniqueConstraint("application_id", "document_id"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    document_id: int = Field(foreign_key="reference_document.id")
