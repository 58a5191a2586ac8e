"""An application and what is attached to it for life: its pieces, requests, findings, opinions and decisions."""

from datetime import date, datetime
from enum import StrEnum, auto

from sqlalchemy import JSON, ColumnElement, UniqueConstraint
from sqlalchemy.orm import Mapped
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models.calendar.business_days import BusinessDays
from models.columns import key, none, word
from models.intake.identifiers import legal_kind
from models.vocabulary import (
    Channel,
    DecisionSense,
    Finding,
    Ground,
    LegalKind,
    OpinionSense,
    PieceState,
    RequestOutcome,
    RequestReason,
    StageName,
    Status,
)

UNNAMED = "Organisme à identifier"
"""What an organisation is called while nothing that it sent says who it is: never by an address, nor a part of one."""


class Organisation(SQLModel, table=True):
    """A structure, known by one of the identifiers of CRPA R112-9-1 where it gave one; `legal_kind` is what a person
    said of it, and `head_id` the head of its group or federation, where it is of one."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    siret: str | None = Field(default=None, unique=True)
    siren: str | None = Field(default=None, index=True)
    rna: str | None = Field(default=None, unique=True)
    uai: str | None = Field(default=None, unique=True)
    legal_kind: LegalKind | None = Field(default=None, sa_type=word(LegalKind))
    head_id: int | None = Field(default=None, foreign_key="organisation.id", index=True)

    @property
    def is_of(self) -> LegalKind | None:
        """Return of which law it is, by what a person said, else by its number; None where neither tells."""
        return self.legal_kind or legal_kind(siren=self.siren, rna=self.rna)

    @property
    def is_public(self) -> bool:
        """Return True if it is a public body, whose demands silence does not decide (CRPA L100-3, L231-1). What is not
        known is held to be private."""
        return self.is_of is LegalKind.public


class Application(SQLModel, table=True):
    """One record for life under one reference. `campaign_id` is the session it is in now.

    `received_at` is the receiving server's stamp, on which deadlines are judged; `acknowledge_at`, the instant the
    acknowledgement is due to leave, is empty once it left or where another notice stands for it. `silence_at` is the
    last second of the delay after which silence decides (CRPA L231-1), empty where none runs; it is counted from
    `clock_from`, or from the receipt where that is empty. `next_alarm_at` is the next warning owed before it.
    Letters that come back from `contact` go to `second_contact`, where a person gave one.
    `joined_to_id` is the dossier of the same organisation that a person joined this one to: what comes is for that one.
    """

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    status: Status = Field(sa_type=word(Status), index=True)
    status_at: datetime
    circle: int
    network: str | None = None
    contact: str = Field(index=True)
    second_contact: str | None = None
    received_at: datetime = Field(index=True)
    registered_at: datetime
    acknowledge_by: datetime
    acknowledge_at: datetime | None = Field(default=None, index=True)
    clock_from: datetime | None = None
    silence_at: datetime | None = Field(default=None, index=True)
    next_alarm_at: datetime | None = Field(default=None, index=True)
    flags: list[str] = Field(default_factory=none, sa_type=JSON)
    joined_to_id: int | None = Field(default=None, foreign_key="application.id")


def by_receipt() -> tuple[Mapped[datetime], Mapped[int | None]]:
    """Return what puts dossiers in order of receipt: those received at one instant, in the order of registration."""
    return col(Application.received_at), col(Application.id)


class Passage(SQLModel, table=True):
    """An application's passage through one session; `represented_at` is when a person presented it again there.

    `left_at` is when it went on into another session, how it stood then (`left_as`), and what it held of each piece
    (`left_with`): what its session says of it from then on.
    """

    __table_args__ = (UniqueConstraint("application_id", "campaign_id"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    campaign_id: int = Field(foreign_key="campaign.id", index=True)
    entered_at: datetime
    represented_at: datetime | None = None
    represented_by: str | None = None
    left_at: datetime | None = None
    left_as: Status | None = Field(default=None, sa_type=word(Status))
    left_with: dict[str, str] | None = Field(default=None, sa_type=JSON)


class Piece(SQLModel, table=True):
    """What the dossier holds of one piece of the region file; `file_id` is the latest version received, of which all is
    a part that its mail tells to be the same piece (`is_part_of`), and `valid_until` its last day where the region file
    gives that piece a validity."""

    __table_args__ = (UniqueConstraint("application_id", "piece_id"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    piece_id: str
    state: PieceState = Field(sa_type=word(PieceState))
    reason: str | None = None
    file_id: int | None = Field(default=None, foreign_key="file.id")
    valid_until: date | None = None


REASON_LABELS: dict[RequestReason, str] = {
    RequestReason.missing: "manquante",
    RequestReason.unreadable: "illisible",
    RequestReason.unsigned: "non signée",
    RequestReason.expired: "périmée",
    RequestReason.wrong_form: "établie sur un autre modèle",
    RequestReason.other: "à reprendre",
}
"""Why a piece is asked for, as an applicant reads it: said of « la pièce »."""


class CompletionRequest(SQLModel, table=True):
    """What was asked of an applicant, and until when (CRPA L114-5): `due_on` is the last day, `due_at` its end.

    `pieces` maps a piece id to a RequestReason and `expected` some of them to what is awaited; `set_aside` are those
    that were there, and that the request holds to be unusable. `answered_at` is the receipt of the mail that brought
    the last of them, late or not; `next_reminder_at`, the next reminder owed while the request is open.
    """

    __tablename__ = "completion_request"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    pieces: dict[str, str] = Field(sa_type=JSON)
    expected: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    set_aside: list[str] = Field(default_factory=none, sa_type=JSON)
    message: str | None = None
    by: str
    asked_at: datetime
    due_on: date
    due_at: datetime = Field(index=True)
    outcome: RequestOutcome = Field(default=RequestOutcome.open, sa_type=word(RequestOutcome), index=True)
    closed_at: datetime | None = None
    answered_at: datetime | None = None
    next_reminder_at: datetime | None = Field(default=None, index=True)


class Examination(SQLModel, table=True):
    """What an examiner noted; without a finding, pieces only."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    finding: Finding | None = Field(default=None, sa_type=word(Finding))
    comment: str | None = None
    by: str
    at: datetime


class Met(StrEnum):
    """How far a commitment is kept, as an examiner finds it."""

    met = auto()
    partly = auto()
    not_met = auto()
    not_applicable = auto()


class GridLine(SQLModel, table=True):
    """What an examiner found of one commitment of the region file; the latest counts, and one without `met` takes the
    former back."""

    __tablename__ = "grid_line"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    commitment: str
    met: Met | None = Field(default=None, sa_type=word(Met))
    comment: str | None = None
    by: str
    at: datetime


class Opinion(SQLModel, table=True):
    """What a body said of an application at one stage of a session, at one of its meetings. One typed wrong stays, and
    counts no more since `mended_at`: another stands in its place, or none."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    stage: StageName = Field(sa_type=key())
    body: str
    opinion: OpinionSense = Field(sa_type=word(OpinionSense))
    reasons: str | None = None
    by: str
    given_at: datetime
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    mended_at: datetime | None = None


def standing_opinions(*conditions: ColumnElement[bool]) -> SelectOfScalar[Opinion]:
    """Return the look-up of the opinions that count, in the order in which they were recorded."""
    counts = select(Opinion).where(col(Opinion.mended_at).is_(None), *conditions)
    return counts.order_by(col(Opinion.id))


class Reach(StrEnum):
    """How far a decision that takes another back reaches (CRPA L240-1): what it granted never was, or ends."""

    withdrawn = auto()
    repealed = auto()


class Decision(SQLModel, table=True):
    """A decision and its author (CRPA L211-2, L212-1). A later version never erases a former one.

    An acceptance that silence gave (`by_silence`, CRPA L231-1) has no author: it is of the last second of its delay.

    `signed_on` is the day that it bears, where that was said: it may be recorded later.

    `reasons` are those in fact; `law`, those in law, None where they are the texts of the region file alone (L211-5).

    Where it takes back what a former one granted, `reach` is how far (L240-1), `ground` on what, and `observations` how
    its applicant was heard before (CRPA L121-1).
    """

    __table_args__ = (UniqueConstraint("application_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    version: int
    decision: DecisionSense = Field(sa_type=word(DecisionSense))
    law: str | None = None
    reasons: str | None = None
    pieces: list[str] = Field(default_factory=none, sa_type=JSON)
    signatory_name: str
    signatory_capacity: str
    by_silence: bool | None = None
    reach: Reach | None = Field(default=None, sa_type=word(Reach))
    ground: Ground | None = Field(default=None, sa_type=word(Ground))
    observations: str | None = None
    by: str
    decided_at: datetime
    signed_on: date | None = None
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)

    def taken_on(self, days: BusinessDays) -> date:
        """Return the day that the decision bears."""
        return self.signed_on or days.local(self.decided_at)


class Validation(SQLModel, table=True):
    """What a commission said of an application that the Région has then to decide on, where it signs its decisions on
    its own: with the same columns as a decision, of which it is none. One typed wrong stays, and counts no more since
    `mended_at`: another stands in its place, or none."""

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    campaign_id: int = Field(foreign_key="campaign.id")
    decision: DecisionSense = Field(sa_type=word(DecisionSense))
    law: str | None = None
    reasons: str | None = None
    pieces: list[str] = Field(default_factory=none, sa_type=JSON)
    signatory_name: str
    signatory_capacity: str
    by: str
    given_at: datetime
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    mended_at: datetime | None = None


def standing_validations(*conditions: ColumnElement[bool]) -> SelectOfScalar[Validation]:
    """Return the look-up of what commissions said that counts, in the order in which it was recorded."""
    counts = select(Validation).where(col(Validation.mended_at).is_(None), *conditions)
    return counts.order_by(col(Validation.id))


class Handover(SQLModel, table=True):
    """A decision that reached its applicant otherwise than by our mail, on a day (CRPA L221-8). The latest counts."""

    id: int | None = Field(default=None, primary_key=True)
    decision_id: int = Field(foreign_key="decision.id", index=True)
    channel: Channel = Field(sa_type=word(Channel))
    on: date
    by: str
    recorded_at: datetime
