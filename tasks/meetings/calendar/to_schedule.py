"""The meetings that nobody has set, although dossiers wait for their body."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.meetings.agenda import READY, latest_meeting
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign, Stage
from models.vocabulary import MEETINGS, StageName, Status

SOON = timedelta(days=30)
"""How long before the month of a body its meeting is asked for, once a dossier waits for it."""


class Unset(NamedTuple):
    """A body that has to meet until a day, for a stage; for a second time where too few came."""

    stage: StageName
    body: str
    until: date
    is_second: bool


def to_set(
    session: Session,
    campaign: Campaign,
    stages: Mapping[StageName, Stage],
    awaiting: Collection[Status],
    *,
    at: datetime,
) -> Iterator[Unset]:
    """Yield the bodies whose meeting is to be set; `awaiting` are the statuses in which some dossier stands."""
    for name in (name for name in StageName if name.kind in MEETINGS):
        status = READY[name.kind]
        latest = latest_meeting(session, campaign, name)
        is_set = latest is not None and latest.closed_at is None and latest.on is not None
        if is_set or status not in awaiting or at < stages[name].opens_at - SOON:
            continue
        # Once its month is over, or its former meeting, a body may meet until the eve of the effect.
        ends = stages[name if stages[name].due_at > at else StageName.effect].due_at
        _, body = body_of(campaign.rules, name)
        is_second = latest is not None and latest.quorate is False
        yield Unset(name, body.label, business_days(campaign.rules).last_day(ends), is_second)
