"""What an act about a convention did: read back from the rows that it wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import col, func, or_, select

from models.calendar.business_days import business_days
from models.forms.membership.lasting import (
    AgreementForm,
    AmendmentForm,
    AttendanceForm,
    DenunciationForm,
    SupportActionForm,
)
from models.members.agreement import amendments_of, engaged_by, find_agreement
from models.members.membership import Membership
from models.members.support import Figures, figures_of, find_action
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings


class AgreementAccount(NamedTuple):
    """A convention after an act: its dates, how many times it was amended, by whom it is denounced, and how many
    members it engages."""

    name: str
    signed_on: date
    ends_on: date
    amendments: int
    denounced_by: str | None
    denounced_on: date | None
    members: int


def read_agreement(form: AgreementForm | AmendmentForm | DenunciationForm, *, at: datetime) -> AgreementAccount:
    """Return the convention that a form is about."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        found = find_agreement(session, campaign.rules, form.name)
        today = business_days(campaign.rules).local(at)
        ends = or_(col(Membership.ends_on).is_(None), col(Membership.ends_on) >= today)
        parties = campaign.rules.agreement.signatories
        return AgreementAccount(
            name=found.name,
            signed_on=found.signed_on,
            ends_on=found.ends_on,
            amendments=len(amendments_of(session, found)),
            denounced_by=parties.get(found.denounced_by, found.denounced_by) if found.denounced_by else None,
            denounced_on=found.denounced_on,
            members=session.exec(select(func.count()).select_from(Membership).where(engaged_by(found), ends)).one(),
        )


class SupportAccount(NamedTuple):
    """An action after an act, and what those of its year add up to."""

    title: str
    held_on: date
    figures: Figures


def read_support(form: SupportActionForm | AttendanceForm, *, at: datetime) -> SupportAccount | None:  # noqa: ARG001
    """Return the action that a form is about."""
    with reading(Settings().database) as session:
        region = find_campaign(session, form.session).rules
        code = form.action if isinstance(form, AttendanceForm) else form.code
        action = find_action(session, region, code)
        if action is None:
            return None
        return SupportAccount(action.title, action.held_on, figures_of(session, region, action.held_on.year))
