"""What an open session keeps of the region file, corrected: both values are kept, and the dates that were told to
nobody yet are counted anew. Those that were told stay."""

import re
from datetime import datetime
from typing import Any

from sqlmodel import Session, col

from models.calendar.business_days import business_days
from models.dossiers.application import Application
from models.dossiers.completeness import next_sending
from models.dossiers.held import is_held
from models.dossiers.lifecycle import lock_in_status
from models.errors import Refusal
from models.forms.mending import SessionCorrectionForm
from models.meetings.agenda import open_meeting
from models.region.file import with_values
from models.region.model import Region, dotted
from models.region.yaml_file import FileError
from models.sessions.campaign import Campaign, SessionCorrection
from models.sessions.correctable import must_be_correctable
from models.sessions.opening import find_campaign
from models.vocabulary import Status
from notifications.writing.wording import lower_first
from tasks.meetings.calendar.scheduling import plan_convening

_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


def correct(session: Session, form: SessionCorrectionForm, *, at: datetime) -> list[Application]:
    """Correct what a session keeps of the region file, and return no dossier. A value that is there changes nothing.

    Raises Refusal for a key that is not to be corrected so, and for a value that the region file would refuse.
    """
    campaign = find_campaign(session, form.session)
    session.refresh(campaign, with_for_update=True)
    former, value = held(campaign.rules, form.key), _value(campaign.rules, form)
    if value == former:
        return []
    campaign.region = _corrected(campaign.rules, form, value).model_dump_json()
    kept = SessionCorrection(
        campaign_id=campaign.id or 0, key=form.key, former=former, value=value, reason=form.reason, by=form.by, at=at
    )
    session.add_all([campaign, kept])
    session.flush()
    if form.key == "region.closures":
        _count_anew(session, campaign, at=at)
    return []


def held(region: Region, key: str) -> Any:  # noqa: ANN401  a text, a list of texts, or nothing
    """Return what a region file holds under a dotted key. Raises Refusal for a key that is not to be corrected."""
    must_be_correctable(region, key)
    return dict(dotted(region.model_dump(mode="json")))[key]


def _value(region: Region, form: SessionCorrectionForm) -> str | int | list[str] | None:
    """Return a value as the region file writes it: a number or a list where it holds one, its days as people write them
    too."""
    former = held(region, form.key)
    if isinstance(former, int) and form.value and form.value.isdecimal():
        return int(form.value)
    if not isinstance(former, list):
        return form.value
    said = [part.strip() for part in re.split(r"[;\n]", form.value or "") if part.strip()]
    if form.key != "region.closures":
        return said
    return sorted({_DAY.sub(lambda d: f"{d[3]}-{int(d[2]):02d}-{int(d[1]):02d}", part) for part in said})


def _corrected(region: Region, form: SessionCorrectionForm, value: object) -> Region:
    try:
        return with_values(region, {form.key: value})
    except FileError as error:
        fault = error.faults[0]
        raise Refusal(
            "Nouvelle valeur", form.value or "aucune", f"{fault.problem} ; {lower_first(fault.mend)}"
        ) from error


def _count_anew(session: Session, campaign: Campaign, *, at: datetime) -> None:
    """Plan anew what is to leave on a business day and was told to nobody: acknowledgements, convenings, the letter to
    coordinators. The last day of an acknowledgement was told, and binds."""
    days, hour = business_days(campaign.rules), campaign.rules.policies.send_hour
    due = next_sending(campaign, at=at)
    waiting = lock_in_status(session, campaign, Status.registered, col(Application.acknowledge_at) > at, ~is_held())
    for application in (session.get_one(Application, i) for i in waiting):
        application.acknowledge_at = min(due, days.at(days.local(application.acknowledge_by), hour))
        session.add(application)
    if campaign.digest_at and campaign.digest_at > at:
        campaign.digest_at = due
    for stage in campaign.rules.stages.meetings:
        if meeting := open_meeting(session, campaign, stage):
            plan_convening(campaign, meeting, at=at)
            session.add(meeting)
    session.flush()
