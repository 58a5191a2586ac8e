"""Members in their territories: where each belongs, who coordinates, what the local committees meet for and hand in.

A committee has no seats of its own: each signatory of the territory is represented there (S2, § 6), so that its members
are the members of the day. Persons are not recorded, but the contact of a coordination.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from sqlalchemy import JSON, UniqueConstraint, bindparam
from sqlalchemy import select as columns
from sqlmodel import Field, Session, SQLModel, col, select

from models.calendar.business_days import business_days, next_morning
from models.columns import none, word
from models.dossiers.application import Organisation
from models.errors import Refusal
from models.members.membership import Membership
from models.members.register import runs_on
from models.region.file_names import fold
from models.region.model import Region
from models.region.place import of_place
from models.sessions.campaign import Campaign


class TerritoryLink(SQLModel, table=True):
    """Where a person says that an organisation belongs: the commune or the département that it is in, or territories by
    their keys, which prevail. The latest holds; the others are its history."""

    __tablename__ = "territory_link"

    id: int | None = Field(default=None, primary_key=True)
    region_id: str = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    place: str | None = None
    territories: list[str] = Field(default_factory=none, sa_type=JSON)
    by: str
    at: datetime


class Coordination(SQLModel, table=True):
    """The coordination of a territory by an organisation, both days included, and no last day while it lasts: whom to
    write to there, since when the Région was informed of it (S2, § 6), and why it ended."""

    id: int | None = Field(default=None, primary_key=True)
    region_id: str = Field(index=True)
    territory: str = Field(index=True)
    organisation_id: int = Field(foreign_key="organisation.id", index=True)
    contact_name: str
    contact_email: str
    starts_on: date
    informed_on: date
    ends_on: date | None = None
    end_reason: str | None = None
    ended_by: str | None = None
    ended_at: datetime | None = None
    by: str
    at: datetime

    def covers(self, day: date) -> bool:
        """Return True if it runs on a day."""
        return self.starts_on <= day <= (self.ends_on or date.max)


class CommitteeWork(StrEnum):
    """What a committee does that is recorded: it meets, adopts its programme of the year; the technical committee draws
    up a state of play."""

    meeting = auto()
    programme = auto()
    state_of_play = auto()


class CommitteeRecord(SQLModel, table=True):
    """What a committee did on a day, or is to: of a territory, or of the whole region where `territory` is empty. Its
    minutes or document and the letter that convened it by their digests, the needs that it tells, and the structures
    that it proposes, who are told of a session once a person agrees."""

    __tablename__ = "committee_record"
    __table_args__ = (UniqueConstraint("region_id", "territory", "work", "on"),)

    id: int | None = Field(default=None, primary_key=True)
    region_id: str
    territory: str = ""
    work: CommitteeWork = Field(sa_type=word(CommitteeWork))
    on: date
    place: str | None = None
    sha256: str | None = None
    convening_sha256: str | None = None
    needs: str | None = None
    prospects: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    is_agreed: bool = False
    by: str
    at: datetime


class Local(NamedTuple):
    """A member where it belongs: the keys of its territories, none where nobody has said."""

    membership: Membership
    organisation: str
    territories: tuple[str, ...]


class Coordinated(NamedTuple):
    """A territory on a day: its key, what it is called, the members that its committee is of, its coordinations, the
    latest first, the one that runs, and since when there is none though it has members."""

    key: str
    label: str
    members: tuple[Local, ...]
    history: tuple[tuple[Coordination, str], ...]
    current: Coordination | None
    vacant_since: date | None


def latest_rules(session: Session, region_id: str) -> Region:
    """Return the region file of the latest session of a region: territories are as it has them."""
    of_region = select(Campaign).where(Campaign.region_id == region_id)
    latest = of_region.order_by(col(Campaign.opens_at).desc(), col(Campaign.id).desc()).limit(1)
    return session.exec(latest).one().rules


def need_territories(region: Region, keys: Iterable[str]) -> None:
    """Raise Refusal, with those there are, for what is no territory of a region."""
    for key in keys:
        if key not in region.territories:
            known = ", ".join(region.territories) or "aucun dans le fichier de région"
            raise Refusal("Territoire", key, f"inconnu ; territoires de la région : {known}.")


def links(session: Session, region_id: str) -> dict[int, TerritoryLink]:
    """Return where each organisation was last said to belong, by organisation."""
    return {link.organisation_id: link for link in session.exec(_LINKS, params={"region_id": region_id})}


_LINKS = (
    select(TerritoryLink).where(col(TerritoryLink.region_id) == bindparam("region_id")).order_by(col(TerritoryLink.id))
)


def territories_of(region: Region, link: TerritoryLink | None) -> tuple[str, ...]:
    """Return the keys of the territories of an organisation, in the order of the region file."""
    if link is None:
        return ()
    said = link.territories or of_place(region.territories, link.place or "")
    return tuple(key for key in region.territories if key in said)


def locals_of(session: Session, region: Region, day: date) -> list[Local]:
    """Return the members of a day where they belong, by name."""
    said = links(session, region.region.id)
    found = [
        Local(one, name, territories_of(region, said.get(one.organisation_id)))
        for one, name in session.execute(_RUNNING, {"region_id": region.region.id, "day": day})
    ]
    return sorted(found, key=lambda one: fold(one.organisation).casefold())


_RUNNING = (
    columns(Membership, col(Organisation.name))
    .join(Organisation, col(Organisation.id) == col(Membership.organisation_id))
    .where(col(Membership.region_id) == bindparam("region_id"), runs_on(bindparam("day")))
    .order_by(col(Membership.id))
)


def coordinations(session: Session, region_id: str) -> dict[str, list[tuple[Coordination, str]]]:
    """Return the coordinations of each territory with the name of whose they are, the latest first."""
    found: dict[str, list[tuple[Coordination, str]]] = {}
    for one, name in session.execute(_COORDINATIONS, {"region_id": region_id}):
        found.setdefault(one.territory, []).append((one, name))
    return found


_COORDINATIONS = (
    columns(Coordination, col(Organisation.name))
    .join(Organisation, col(Organisation.id) == col(Coordination.organisation_id))
    .where(col(Coordination.region_id) == bindparam("region_id"))
    .order_by(col(Coordination.starts_on).desc(), col(Coordination.id).desc())
)


def coordinated(session: Session, region: Region, day: date) -> list[Coordinated]:
    """Return the territories of a region on a day, in the order of its file."""
    members, told = locals_of(session, region, day), coordinations(session, region.region.id)
    return [
        _coordinated(key, one.label, [each for each in members if key in each.territories], told.get(key, ()), day)
        for key, one in region.territories.items()
    ]


def _coordinated(
    key: str, label: str, members: Sequence[Local], history: Sequence[tuple[Coordination, str]], day: date
) -> Coordinated:
    current = next((one for one, _ in history if one.covers(day)), None)
    vacant = _vacant_since(members, [one for one, _ in history], day) if current is None else None
    return Coordinated(key, label, tuple(members), tuple(history), current, vacant)


def _vacant_since(members: Sequence[Local], history: Sequence[Coordination], day: date) -> date | None:
    """Return since when nobody coordinates: the day after the last one left, or since the first member is one; None
    where there is no member that might."""
    if not members:
        return None
    ended = [one.ends_on for one in history if one.ends_on and one.ends_on < day]
    first = min(one.membership.starts_on for one in members)
    return max(ended) + timedelta(days=1) if ended else first


def vacancies(session: Session, region: Region, day: date) -> Iterator[Coordinated]:
    """Yield the territories that nobody has coordinated for as long as the region file bears."""
    bears = region.coordination.vacancy_alert_days
    for one in coordinated(session, region, day) if bears is not None else ():
        if one.vacant_since and (day - one.vacant_since).days >= (bears or 0):
            yield one


def next_alert(session: Session, region: Region, at: datetime) -> datetime | None:
    """Return the next morning on which people read that a territory has been without anybody for too long."""
    bears, days = region.coordination.vacancy_alert_days, business_days(region)
    if bears is None or not region.territories:
        return None
    found = coordinated(session, region, days.local(at))
    ends = (one.current.ends_on for one in found if one.current and one.current.ends_on)
    since = [*(day + timedelta(days=1) for day in ends), *(one.vacant_since for one in found if one.vacant_since)]
    hour = region.policies.send_hour
    mornings = (next_morning(days, days.at(day + timedelta(days=bears)), hour=hour) for day in since)
    return min((morning for morning in mornings if morning > at), default=None)


def committee_records(session: Session, region_id: str) -> dict[str, list[CommitteeRecord]]:
    """Return what the committees did, by territory, the latest first; under no name, the technical committee's."""
    told = select(CommitteeRecord).where(CommitteeRecord.region_id == region_id)
    found: dict[str, list[CommitteeRecord]] = {}
    for one in session.exec(told.order_by(col(CommitteeRecord.on).desc(), col(CommitteeRecord.id).desc())):
        found.setdefault(one.territory, []).append(one)
    return found


def unattached(session: Session, region: Region, day: date) -> list[Local]:
    """Return the members of no territory, where the region has some."""
    return [one for one in locals_of(session, region, day) if not one.territories] if region.territories else []
