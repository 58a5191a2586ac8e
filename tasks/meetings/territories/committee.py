"""What committees do, recorded: their meetings, their yearly programmes, and the technical committee's states of play.

The machinery of the bodies' meetings belongs to the stages of a session: these need neither agenda nor votes, but a
day, a place, the letter that convened them and the minutes.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.calendar.business_days import business_days, plus_months
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.territories import CommitteeForm
from models.members.territories import CommitteeRecord, CommitteeWork, latest_rules, need_territories
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import add_prospects, find_campaign
from tasks.intake.desks.files import find_file


def record_committee(session: Session, form: CommitteeForm, *, at: datetime) -> list[Application]:
    """Record what a committee did; the structures that it proposes are told of the session once a person agrees. Said
    again, nothing is added. Raises Refusal for a territory that there is not, and for a meeting that is still to come
    and has minutes."""
    campaign = find_campaign(session, form.session)
    region = latest_rules(session, campaign.region_id)
    if form.territory:
        need_territories(region, [form.territory])
    digests = {
        field: find_file(session, title, key).digest if key else None
        for field, title, key in (
            ("sha256", "Document", form.file),
            ("convening_sha256", "Convocation", form.convening),
        )
    }
    _must_be_possible(region, form, at=at)
    kept = form.model_dump(include={"work", "on", "place", "needs", "by"}) | digests
    known = _known(session, campaign, form)
    if known is None:
        session.add(
            CommitteeRecord(region_id=campaign.region_id, territory=form.territory or "", at=at, **_of(form, kept))
        )
    else:
        _complete(session, known, _of(form, kept))
    if form.is_agreed:
        add_prospects(session, campaign, [one.address for one in form.prospects])
    session.flush()
    return []


def _of(form: CommitteeForm, kept: dict[str, Any]) -> dict[str, Any]:
    """Return what is kept: an address only until it is told of the session, which keeps it for its own time."""
    left_out = {"address"} if form.is_agreed else set()
    proposed = [one.model_dump(exclude=left_out) for one in form.prospects]
    return kept | {"prospects": proposed, "is_agreed": form.is_agreed}


def _complete(session: Session, known: CommitteeRecord, said: dict[str, Any]) -> None:
    """Write what was not said before: what is left empty stays as it was."""
    known.sqlmodel_update({name: value for name, value in said.items() if value and name not in {"by", "work", "on"}})
    session.add(known)


def _known(session: Session, campaign: Campaign, form: CommitteeForm) -> CommitteeRecord | None:
    same = select(CommitteeRecord).where(
        CommitteeRecord.region_id == campaign.region_id,
        CommitteeRecord.territory == (form.territory or ""),
        CommitteeRecord.work == form.work,
        CommitteeRecord.on == form.on,
    )
    return session.exec(same.with_for_update()).one_or_none()


def _must_be_possible(region: Region, form: CommitteeForm, *, at: datetime) -> None:
    if form.file and form.on > business_days(region).local(at):
        mend = (
            "ce jour n'est pas encore venu : ce document ne peut pas en rendre compte. Retirez-le, ou corrigez le jour."
        )
        raise Refusal("Jour", f"{form.on:%d/%m/%Y}", mend)


def state_of_play_due(session: Session, region: Region) -> date | None:
    """Return the day on which the next state of play is due: so many months after the last that was handed in, or after
    the first session opened; None where the region file asks for none."""
    months = region.coordination.state_of_play_months
    if months is None:
        return None
    drawn_up = select(func.max(CommitteeRecord.on)).where(
        CommitteeRecord.region_id == region.region.id,
        CommitteeRecord.work == CommitteeWork.state_of_play,
        col(CommitteeRecord.sha256).is_not(None),
    )
    last = session.exec(drawn_up).one()
    if last is None:
        opened = (
            select(Campaign.opens_at).where(Campaign.region_id == region.region.id).order_by(col(Campaign.opens_at))
        )
        first = session.exec(opened.limit(1)).one()
        last = business_days(region).local(first)
    return plus_months(last, months)
