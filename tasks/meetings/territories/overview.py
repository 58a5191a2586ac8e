"""The territories of a Région as its page shows them: persons too, which Prefect must not hold."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import col, select

from models.calendar.business_days import business_days
from models.members.territories import (
    CommitteeRecord,
    Coordinated,
    Local,
    committee_records,
    coordinated,
    latest_rules,
    unattached,
)
from models.region.place import Coordination
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.meetings.territories.committee import state_of_play_due


class TerritoriesPage(NamedTuple):
    """The territories of a region on a day, None before the first session: its own words for them, each with its
    members and coordinations, the members of none, what committees did, and when a state of play is due."""

    on: date
    code: str
    words: Coordination | None
    territories: tuple[Coordinated, ...]
    unattached: tuple[Local, ...]
    records: Mapping[str, Sequence[CommitteeRecord]]
    state_of_play_on: date | None


def read_territories(code: str, *, at: datetime) -> TerritoriesPage:
    """Return the territories of the region of a session, of the latest without a code. Raises Refusal for a code that
    is no session's."""
    with reading(Settings().database) as session:
        latest = select(Campaign).order_by(col(Campaign.opens_at).desc(), col(Campaign.id).desc())
        campaign = find_campaign(session, code) if code else session.exec(latest).first()
        if campaign is None:
            return TerritoriesPage(at.date(), "", None, (), (), {}, None)
        region = latest_rules(session, campaign.region_id)
        today = business_days(region).local(at)
        found = tuple(coordinated(session, region, today))
        return TerritoriesPage(
            on=today,
            code=campaign.code,
            words=region.coordination,
            territories=found,
            unattached=tuple(unattached(session, region, today)),
            records=committee_records(session, region.region.id),
            state_of_play_on=state_of_play_due(session, region),
        )
