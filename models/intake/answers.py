"""What applicants answer to the commitments and services that the form asks about, and which answer counts."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum, auto
from typing import TypeVar

from sqlmodel import Field, SQLModel

from models.columns import word


class Answer(StrEnum):
    """What is said of a commitment: a bare yes, no, or how it is kept."""

    yes = auto()
    no = auto()
    how = auto()


class CommitmentAnswer(SQLModel, table=True):
    """What was said of a commitment of the region file: read in the form that a deposit brought, or typed by a person
    who read it (`application_id`), as a correction or from paper. Empty, it says that nothing was answered. None is
    ever changed."""

    __tablename__ = "commitment_answer"

    id: int | None = Field(default=None, primary_key=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    commitment: str
    answer: Answer | None = Field(default=None, sa_type=word(Answer))
    how: str | None = None
    evidence: str | None = None
    by: str
    at: datetime

    @property
    def asked(self) -> str:
        """Return what it answers."""
        return self.commitment

    @property
    def said(self) -> tuple[object, ...]:
        """Return what it says."""
        return self.answer, self.how, self.evidence


class ServiceAnswer(SQLModel, table=True):
    """Whether a level of service of the region file, or the conseil en évolution professionnelle (`CEP`), is offered:
    read or typed like the answer to a commitment."""

    __tablename__ = "service_answer"

    id: int | None = Field(default=None, primary_key=True)
    deposit_id: int | None = Field(default=None, foreign_key="deposit.id", index=True)
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    service: str
    offered: bool | None = None
    by: str
    at: datetime

    @property
    def asked(self) -> str:
        """Return what it answers."""
        return self.service

    @property
    def said(self) -> tuple[object, ...]:
        """Return what it says."""
        return (self.offered,)


CEP = "cep"
"""The service that only operators named by the law give (code du travail L6111-6)."""

Row = TypeVar("Row", CommitmentAnswer, ServiceAnswer)


def level(number: int) -> str:
    """Return the service that a level is."""
    return f"level-{number}"


def counted(rows: Sequence[Row]) -> dict[str, Row]:
    """Return, of answers in the order in which they were recorded, the one that counts to each question: the last, but
    that a form sent once more, which says what the one before it said, takes back nothing that a person typed since."""
    counting: dict[str, Row] = {}
    read: dict[str, tuple[object, ...]] = {}
    for row in rows:
        if row.deposit_id is None or read.get(row.asked) != row.said:
            counting[row.asked] = row
        if row.deposit_id is not None:
            read[row.asked] = row.said
    return counting
