"""The conventions by which others engage members: signed for a time, amended, denounced (S4, articles 6 and 7)."""

from datetime import date, datetime

from sqlalchemy import JSON, ColumnElement, UniqueConstraint, and_, bindparam, or_
from sqlmodel import Field, Session, SQLModel, col, select

from models.columns import locked, none, nothing
from models.errors import Refusal
from models.members.membership import Instrument, Membership
from models.region.model import Region


class Agreement(SQLModel, table=True):
    """A convention. It takes effect on the day of its signature (S4, article 6), and `ends_on` is its last day: that of
    its latest amendment, or the one on which its denunciation takes effect.

    `signatories` are keys of the region file: a prefect, a rector, never a person. `sha256` is the signed text in the
    store, where one was kept. The fields of the denunciation are those of the letter that was sent; `former_ends_on` is
    what the last day would have been without it, and `shortened` the memberships that it shortens, by their numbers in
    the table, each with the last day that it had.
    """

    __table_args__ = (UniqueConstraint("region_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    region_id: str
    name: str
    signed_on: date
    ends_on: date
    signatories: list[str] = Field(default_factory=none, sa_type=JSON)
    sha256: str | None = None
    denounced_by: str | None = None
    denounced_on: date | None = None
    denounced_because: str | None = None
    former_ends_on: date | None = None
    shortened: dict[str, str | None] = Field(default_factory=nothing, sa_type=JSON)
    by: str
    at: datetime

    def covers(self, day: date) -> bool:
        """Return True if it is in force on a day."""
        return self.signed_on <= day <= self.ends_on


class Amendment(SQLModel, table=True):
    """An amendment of a convention, at the request of one of its parties, after the opinion of the CREFOP (S4, article
    6). `ends_on` is the new last day, where it moves that; `former_ends_on` what it was before."""

    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: int = Field(foreign_key="agreement.id")
    number: int
    subject: str
    asked_by: str
    opinion_on: date
    signed_on: date
    ends_on: date | None = None
    former_ends_on: date
    sha256: str | None = None
    by: str
    at: datetime


def agreements_of(session: Session, region: Region) -> list[Agreement]:
    """Return the conventions of a region, the latest signed first."""
    return list(session.exec(_OF_REGION, params={"region_id": region.region.id}))


_OF_REGION = (
    select(Agreement)
    .where(col(Agreement.region_id) == bindparam("region_id"))
    .order_by(col(Agreement.signed_on).desc(), col(Agreement.id).desc())
)


def agreement_named(session: Session, region: Region, name: str) -> Agreement | None:
    """Return the convention of a name, if it is recorded; whoever acts on it at the same time waits until we are
    done."""
    named = select(Agreement).where(Agreement.region_id == region.region.id, Agreement.name == name)
    return session.exec(locked(session, named)).one_or_none()


def find_agreement(session: Session, region: Region, name: str) -> Agreement:
    """Return the convention of a name. Raises Refusal where none is recorded under it."""
    found = agreement_named(session, region, name)
    if found is None:
        mend = "aucune convention n'est enregistrée sous ce nom ; formulaire enregistrer-convention."
        raise Refusal("Nom de la convention", name, mend)
    return found


def engaged_by(agreement: Agreement) -> ColumnElement[bool]:
    """SQL condition: a convention alone engages a membership: by it as those of all, or as the one that they signed."""
    own = col(Membership.agreement_id)
    by_all = own.is_(None) & (col(Membership.instrument) == Instrument.convention)
    return and_(col(Membership.region_id) == agreement.region_id, or_(by_all, own == agreement.id))


def amendments_of(session: Session, agreement: Agreement) -> list[Amendment]:
    """Return the amendments of a convention, in their order."""
    of_it = select(Amendment).where(Amendment.agreement_id == agreement.id)
    return list(session.exec(of_it.order_by(col(Amendment.number))))


def agreement_on(session: Session, region: Region, day: date) -> Agreement | None:
    """Return the convention in force on a day: of two, the one that was signed last."""
    return next((one for one in agreements_of(session, region) if one.covers(day)), None)
