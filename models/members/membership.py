"""Who belongs to the SPRO, by which text, from when until when: signatures, memberships, formal notices."""

import secrets
from datetime import date, datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.columns import word


class Instrument(StrEnum):
    """The texts that engage members; which circle is engaged by which is in the region file."""

    convention = auto()
    cahier_des_charges = auto()


def new_code() -> str:
    """Return what nobody guesses, to be printed on a certificate: 64 bits of chance, « 4F0A-91C2-7B3D-E856 »."""
    mark = secrets.token_hex(8).upper()
    return "-".join(mark[start : start + 4] for start in range(0, 16, 4))


class NoticeOutcome(StrEnum):
    """How a formal notice ended, or that it has not."""

    open = auto()
    cured = auto()
    terminated = auto()
    left = auto()


class Signature(SQLModel, table=True):
    """An organisation's signature of a version of a text, by somebody named, in a capacity; with a dossier or not.
    `sha256` is the signed document in the store, where one was kept."""

    __table_args__ = (UniqueConstraint("organisation_id", "document_id"),)

    id: int | None = Field(default=None, primary_key=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id")
    document_id: int = Field(foreign_key="reference_document.id", index=True)
    signed_on: date
    signatory_name: str
    signatory_capacity: str
    sha256: str | None = None
    by: str
    at: datetime


class Membership(SQLModel, table=True):
    """A membership; both days included, and no last day where its term is not known. Who is a member on a day is told
    by these dates, and by nothing else: a dossier stays « membre » as a fact of its history.

    `document_id` is the version that engages it, empty until it is signed; `agreement_id` the convention that it signed
    itself, where one enters so. Its right to the logo begins and ends with it. `code` is what its certificate is
    checked by, empty where that was made before there were codes of chance. `end_law`, `end_reason`, `ended_by` and the
    signatory are those of the act that ended it before its term.
    """

    id: int | None = Field(default=None, primary_key=True)
    region_id: str = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    circle: int
    network: str | None = None
    instrument: Instrument = Field(sa_type=word(Instrument))
    document_id: int | None = Field(default=None, foreign_key="reference_document.id")
    agreement_id: int | None = Field(default=None, foreign_key="agreement.id", index=True)
    starts_on: date
    ends_on: date | None = None
    logo_granted_on: date
    logo_withdrawn_on: date | None = None
    code: str | None = Field(default_factory=new_code)
    end_law: str | None = None
    end_reason: str | None = None
    end_signatory: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    by: str
    at: datetime

    @property
    def number(self) -> str:
        """What its certificate is numbered, and what names it where there is no dossier: « ADH-2026-0012 »."""
        return f"ADH-{self.starts_on.year}-{self.id:04d}"

    def covers(self, day: date) -> bool:
        """Return True if it runs on a day."""
        return self.starts_on <= day <= (self.ends_on or date.max)


class MembershipCorrection(SQLModel, table=True):
    """An entry of the register that was typed wrong: the membership of a number as it was, and as it is since; None
    where it never was one, and is in the register no more. `named` is what the person called it by: its number, or the
    reference of its dossier."""

    __tablename__ = "membership_correction"

    id: int | None = Field(default=None, primary_key=True)
    number: str
    named: str
    former: dict[str, Any] = Field(sa_type=JSON)
    now: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    reason: str
    by: str
    at: datetime


class FormalNotice(SQLModel, table=True):
    """A formal notice to a member, which invites it to present observations (CRPA L121-1, L122-1).

    Its delay is counted from its sending: the day on which its mail really left (`notice_id`), or on which the letter
    was posted, where there is one (`posted_on`).
    """

    __tablename__ = "formal_notice"

    id: int | None = Field(default=None, primary_key=True)
    membership_id: int = Field(foreign_key="membership.id", index=True)
    law: str | None = None
    reasons: str
    observations_until: date
    signatory_name: str
    signatory_capacity: str
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    posted_on: date | None = None
    outcome: NoticeOutcome = Field(default=NoticeOutcome.open, sa_type=word(NoticeOutcome), index=True)
    closed_at: datetime | None = None
    closed_by: str | None = None
    close_reason: str | None = None
    by: str
    at: datetime
