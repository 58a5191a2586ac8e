"""The meetings that nobody has set, although dossiers wait for their body."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.meetings.agenda import latest_meeting
from models.meetings.queue import READY, ready
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign
from models.sessions.opening import Calendar
from models.vocabulary import StageName, Status

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
    stages: Calendar,
    awaiting: Collection[Status],
    *,
    at: datetime,
) -> Iterator[Unset]:
    """Yield the bodies whose meeting is to be set; `awaiting` are the statuses in which some dossier stands."""
    for stage in stages.meetings:
        name, status = stage.name, READY[stage.kind]
        if status not in awaiting or at < stage.opens_at - SOON:
            continue
        # A body that is not alone of its kind may have to wait for the one before it.
        if stages.of_kind(stage.kind)[1:] and not ready(session, campaign, name):
            continue
        latest = latest_meeting(session, campaign, name)
        if latest is not None and latest.closed_at is None and latest.on is not None:
            continue
        # Once its month is over, or its former meeting, a body may meet until the eve of the effect.
        ends = (stage if stage.due_at > at else stages.effect).due_at
        _, body = body_of(campaign.rules, name)
        is_second = latest is not None and latest.quorate is False
        yield Unset(name, body.label, business_days(campaign.rules).last_day(ends), is_second)
