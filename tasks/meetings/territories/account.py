"""What an act about a territory did: read back from the rows that it wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.forms.membership.territories import (
    WORKS,
    AttachmentForm,
    CommitteeForm,
    CoordinationEndForm,
    CoordinatorForm,
)
from models.members.register import find_membership
from models.members.territories import Coordinated, coordinated, latest_rules, links, territories_of
from models.region.model import Region
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings


class TerritoryAccount(NamedTuple):
    """A territory after an act, in the words of its Région: whose coordination runs and since when, or since when there
    is none and when the Région is alerted of it; of how many members its committee is."""

    territory: str
    coordination: str
    committee: str
    members: int
    coordinator: str | None
    since: date | None
    vacant_since: date | None
    alert_after: int | None


class AttachmentAccount(NamedTuple):
    """The territories of a member after an act, by their names."""

    territories: tuple[str, ...]
    word: str


class CommitteeAccount(NamedTuple):
    """What a committee did, once it is recorded: which, when, of which committee; how many structures it proposes, and
    whether they are told of the session."""

    work: str
    on: date
    committee: str
    proposed: int
    is_agreed: bool


def read_committee(form: CommitteeForm, *, at: datetime) -> CommitteeAccount:  # noqa: ARG001
    """Return what a form recorded of a committee."""
    with reading(Settings().database) as session:
        region = latest_rules(session, find_campaign(session, form.session).region_id)
        territory = region.territories.get(form.territory or "")
        words = region.coordination
        named = f"{words.committee_label} ({territory.label})" if territory else words.technical_committee_label
        return CommitteeAccount(WORKS[form.work], form.on, named, len(form.prospects), form.is_agreed)


def read_attachment(form: AttachmentForm, *, at: datetime) -> AttachmentAccount:  # noqa: ARG001
    """Return the territories of the member of a form."""
    with reading(Settings().database) as session:
        membership = find_membership(session, form.dossiers[0])
        region = latest_rules(session, membership.region_id)
        found = territories_of(region, links(session, membership.region_id).get(membership.organisation_id))
        labels = tuple(region.territories[key].label for key in found)
        return AttachmentAccount(labels, region.coordination.territory_label)


def read_coordinator(form: CoordinatorForm, *, at: datetime) -> TerritoryAccount:
    """Return the territory of which a form designated the coordinator."""
    with reading(Settings().database) as session:
        region = latest_rules(session, find_membership(session, form.dossiers[0]).region_id)
        return _account(session, region, form.territory, at=at)


def read_end(form: CoordinationEndForm, *, at: datetime) -> TerritoryAccount:
    """Return the territory of which a form ended the coordination."""
    with reading(Settings().database) as session:
        region = latest_rules(session, find_campaign(session, form.session).region_id)
        return _account(session, region, form.territory, at=at)


def _account(session: Session, region: Region, key: str, *, at: datetime) -> TerritoryAccount:
    today = business_days(region).local(at)
    found: Coordinated = next(one for one in coordinated(session, region, today) if one.key == key)
    words, current = region.coordination, found.current
    return TerritoryAccount(
        territory=found.label,
        coordination=words.label,
        committee=words.committee_label,
        members=len(found.members),
        coordinator=next((name for one, name in found.history if one is current), None),
        since=current.starts_on if current else None,
        vacant_since=found.vacant_since,
        alert_after=words.vacancy_alert_days,
    )
