"""People are told of the appeals that wait for an answer, before silence rejects them and once it has."""

from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import JUST_BEFORE
from models.dossiers.appeal import Appeal, plan_alarm
from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.sessions.campaign import Campaign


def sound_appeal_alarms(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Have people told of the appeals whose date comes near, or is past. Return how many notices that queues: none, the
    mail of the morning says it."""
    due = session.exec(
        select(Appeal)
        .join(Application)
        .where(Application.campaign_id == campaign.id, col(Appeal.next_alarm_at) <= at)
        .with_for_update(of=Appeal)
    ).all()
    for appeal in due:
        plan_alarm(campaign, appeal, after=at)
        session.add(appeal)
    if due:
        # Told at the hour that strikes, they wait for the next one on a day off only.
        await_people(campaign, at=at - JUST_BEFORE)
    return 0
