"""The meetings that nobody has set, although dossiers wait for their body."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, func, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.meetings.agenda import latest_meeting
from models.meetings.queue import READY, is_ready, ready
from models.meetings.recusals import body_of
from models.sessions.campaign import Campaign, Stage
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
        ends = _must_meet_before(session, campaign, stages, stage, at=at)
        _, body = body_of(campaign.rules, name)
        is_second = latest is not None and latest.quorate is False
        yield Unset(name, body.label, business_days(campaign.rules).last_day(ends), is_second)


def _must_meet_before(
    session: Session, campaign: Campaign, stages: Calendar, stage: Stage, *, at: datetime
) -> datetime:
    """Return the first instant after the days on which a body may meet: once its month is over, or its former meeting,
    until the eve of the effect; of one that meets all year, within its days for the dossier that has waited longest."""
    within = campaign.rules.stages.bodies[stage.name].within
    if within:
        oldest = session.exec(select(func.min(Application.status_at)).where(is_ready(campaign, stage.name))).one()
        days = business_days(campaign.rules)
        return days.after(days.local(oldest) + timedelta(within))
    return stage.due_at if stage.due_at > at or stages.effect is None else stages.effect.due_at
