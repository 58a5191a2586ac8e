"""Members who belong nowhere, a territory that nobody coordinates, and what takes them away."""

import json
from datetime import datetime

from models.forms.membership.members import AttachmentForm, CoordinatorForm
from models.members.membership import Membership
from tasks.meetings.territories.coordinate import attach, designate
from tests.support.mails import Desk
from tests.support.members import member

TERRITORIES = {"loire": {"label": "Loire", "departments": ["42"]}}


def belongs_nowhere(desk: Desk) -> Membership:
    """Give a region a territory, and a member that is in none."""
    desk.campaign.region = desk.campaign.region.replace('"territories":{}', f'"territories":{json.dumps(TERRITORIES)}')
    desk.session.add(desk.campaign)
    return member(desk.session, desk.campaign)


def attached(desk: Desk, one: Membership, at: datetime) -> None:
    """Say where a member is."""
    attach(desk.session, AttachmentForm(reference=one.number, place="42", by="DFOR"), at=at)


def vacant(desk: Desk) -> Membership:
    """Give a territory a member, and nobody who coordinates it."""
    one = belongs_nowhere(desk)
    attached(desk, one, desk.campaign.opened_at)
    return one


def designated(desk: Desk, one: Membership, at: datetime) -> None:
    """Have a member coordinate its territory."""
    said = {"territory": "loire", "contact_name": "Direction", "contact_email": "direction@mission.example"}
    days = {"starts_on": at.date(), "informed_on": at.date()}
    form = CoordinatorForm.model_validate({"reference": one.number, "by": "DFOR"} | said | days)
    designate(desk.session, form, at=at)
