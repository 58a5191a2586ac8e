"""Members are asked whether they renew, then reminded until they answer, or their time is over."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select as columns
from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.members.duration import term_of
from models.members.membership import Membership
from models.members.renewal import Step, answer_by, ends_to_ask, is_asked, steps
from models.notices import was_told
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import is_in_hand
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import notify
from notifications.views.members import RenewalView


def ask_renewals(session: Session, campaign: Campaign, *, at: datetime) -> int:
    """Ask those whose membership ends so many months later whether they renew, and remind those who have not answered.
    Return how many letters that makes. Nothing is decided by it: whoever does not answer ends by its term."""
    if not is_in_hand(session, campaign, at):
        return 0
    return sum(_write(session, campaign, step, at=at) for step in _due(session, campaign.rules, at=at))


def _due(session: Session, region: Region, *, at: datetime) -> Iterator[Step]:
    """Yield the latest letter that is due of each last day: of several that were missed, only that one leaves."""
    for ends_on in ends_to_ask(session, region, since=business_days(region).local(at)):
        struck = [step for step in steps(region, ends_on) if step.at <= at]
        if struck:
            yield struck[-1]


def _write(session: Session, campaign: Campaign, step: Step, *, at: datetime) -> int:
    occurrence = f"{step.ends_on.isoformat()}/{step.days_left}"
    ids = _to_tell(session, campaign, step, occurrence)
    if not ids:
        return 0
    region = campaign.rules
    by = answer_by(region, step.ends_on)
    view = RenewalView(
        answer_by=by,
        is_past=by < business_days(region).local(at),
        until=term_of(session, region, step.ends_on + timedelta(days=1)),
        needs=region.membership.renewal.needs if region.membership.renewal else "answer",
    )
    return notify(session, campaign, step.kind, ids, at=at, occurrence=occurrence, renewal=view)


def _to_tell(session: Session, campaign: Campaign, step: Step, occurrence: str) -> Sequence[int]:
    """Return the dossiers of those who are still to be told of a step: the request, then what reminds of it."""
    told = was_told(col(Membership.application_id), step.kind, occurrence)
    asked = (col(Membership.region_id) == campaign.region_id, col(Membership.ends_on) == step.ends_on, is_asked())
    found = columns(col(Membership.application_id)).where(*asked, col(Membership.application_id).is_not(None), ~told)
    if step.kind is NoticeKind.renewal_reminder:
        found = found.where(col(Membership.at) < step.at)
    return [i for i in session.scalars(found.order_by(col(Membership.id))) if i]
