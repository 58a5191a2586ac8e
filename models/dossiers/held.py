"""What holds a dossier before anything is asked of its applicant, until a person has looked: files that came and are no
piece yet, a network that its name alone tells. It is acknowledged within the delay of the law all the same."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, cast, exists, or_
from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.completeness import blocked, next_sending, unflag, wanting
from models.dossiers.lifecycle import chunks
from models.intake.deposit import Deposit, File
from models.sessions.campaign import Campaign
from models.vocabulary import Flag, Status


def is_held() -> ColumnElement[bool]:
    """SQL condition: a person has still to say what some files of a dossier are, or whether it needs one."""
    return or_(_holds_loose_files(), cast(col(Application.flags), Text).contains(f'"{Flag.network_unsure}"'))


def _holds_loose_files() -> ColumnElement[bool]:
    of_dossier = col(Deposit.application_id) == col(Application.id)
    return exists().where(of_dossier, col(File.deposit_id) == col(Deposit.id), col(File.is_loose).is_(True))


def held_among(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers are held."""
    return _among(session, ids, is_held())


def with_loose_files(session: Session, ids: Sequence[int]) -> set[int]:
    """Return which of some dossiers hold files that are no piece yet."""
    return _among(session, ids, _holds_loose_files())


def _among(session: Session, ids: Sequence[int], condition: ColumnElement[bool]) -> set[int]:
    return {
        application_id
        for part in chunks(ids)
        for application_id in session.exec(select(Application.id).where(col(Application.id).in_(part), condition))
        if application_id
    }


def plan_acknowledgement(session: Session, application: Application, *, at: datetime) -> None:
    """Set when a registered dossier is acknowledged: on the next morning, or, while a person is waited for, on the last
    of the mornings that the law leaves (CRPA R112-11-2)."""
    campaign = session.get_one(Campaign, application.campaign_id)
    due, planned = next_sending(campaign, at=at), application.acknowledge_at
    if _waits_for_a_person(session, campaign, application):
        application.acknowledge_at = max(due, _last_morning(campaign, application))
    else:
        application.acknowledge_at = min(due, planned) if planned else due
    session.add(application)


def _waits_for_a_person(session: Session, campaign: Campaign, application: Application) -> bool:
    session.flush()
    ids = [application.id or 0]
    if Flag.network_unsure in application.flags:
        return True
    may_hold = bool(with_loose_files(session, ids))
    return may_hold and blocked(campaign.rules, wanting(session, campaign.rules, ids).get(ids[0], []))


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


def release(session: Session, application: Application, *, at: datetime) -> None:
    """Note that a person asks something of a dossier: its files were looked at, and it needs them."""
    unflag(application, Flag.network_unsure)
    settle_files(session, application, at=at)
