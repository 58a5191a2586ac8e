"""Files that came and are no piece yet: until a person has said what they are, nothing is asked of their applicant, who
is acknowledged within the delay of the law all the same."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.completeness import blocked, next_sending, wanting
from models.dossiers.lifecycle import chunks
from models.intake.deposit import Deposit, File
from models.sessions.campaign import Campaign
from models.vocabulary import Status


def holds_loose_files() -> ColumnElement[bool]:
    """SQL condition: a person has still to say which pieces of a dossier some of its files are."""
    of_dossier = col(Deposit.application_id) == col(Application.id)
    return exists().where(of_dossier, col(File.deposit_id) == col(Deposit.id), col(File.is_loose).is_(True))


def with_loose_files(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers hold files that are no piece yet."""
    return {
        application_id
        for part in chunks(ids)
        for application_id in session.exec(
            select(Application.id).where(col(Application.id).in_(part), holds_loose_files())
        )
        if application_id
    }


def plan_acknowledgement(session: Session, application: Application, *, at: datetime) -> None:
    """Set when a registered dossier is acknowledged: on the next morning, or, while its files may be what it lacks, on
    the last of the mornings that the law leaves (CRPA R112-11-2)."""
    campaign = session.get_one(Campaign, application.campaign_id)
    due = next_sending(campaign, at=at)
    waits = _waits_for_a_person(session, campaign, application)
    application.acknowledge_at = max(due, _last_morning(campaign, application)) if waits else due
    session.add(application)


def _waits_for_a_person(session: Session, campaign: Campaign, application: Application) -> bool:
    session.flush()
    ids = [application.id or 0]
    is_blocked = blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))
    return is_blocked and bool(with_loose_files(session, ids))


def _last_morning(campaign: Campaign, application: Application) -> datetime:
    days = business_days(campaign.rules)
    return days.at(days.local(application.acknowledge_by), campaign.rules.policies.send_hour)


def settle_files(session: Session, application: Application, *, at: datetime, deposit: Deposit | None = None) -> None:
    """Note that a person has looked at the files of a dossier, or of one of its arrivals: what it still lacks may be
    asked for."""
    theirs = Deposit.id == deposit.id if deposit else Deposit.application_id == application.id
    of_them = col(File.deposit_id).in_(select(Deposit.id).where(theirs))
    session.execute(update(File).where(of_them, col(File.is_loose).is_(True)).values(is_loose=False))
    if application.status is Status.registered and application.acknowledge_at:
        plan_acknowledgement(session, application, at=at)
