"""What an act about a member, or about the text that engages members, did: read back from the rows that it wrote."""

from datetime import date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, func, select

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Organisation
from models.forms.membership.lasting import RenewalForm, TaxRequestForm
from models.forms.membership.members import (
    AccessionForm,
    DepartureForm,
    MemberForm,
    RegisterForm,
    SignatureForm,
)
from models.forms.membership.texts import AmendmentRulingForm, TextDraftForm, TextForm
from models.members.membership import Membership
from models.members.register import (
    campaign_of,
    find_membership,
    has_to_sign,
    is_number,
    may_end_on,
    membership_at,
    open_formal_notice,
    sent_on,
)
from models.members.texts.text import AmendmentOutcome, ReferenceDocument
from models.members.texts.versions import adopted
from models.members.texts.workflow import standing
from models.sessions.opening import find_campaign
from models.storage.database import reading
from models.storage.settings import Settings
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import find_organisation
from tasks.members.texts.amend import find_amendment, unruled
from tasks.members.texts.versions import version_of


class NoticeAccount(NamedTuple):
    """A formal notice that runs: when it was sent (None: not yet), and from when the membership may be ended."""

    sent_on: date | None
    may_end_on: date | None
    observations_until: date


class MemberAccount(NamedTuple):
    """A member after an act, and the formal notice that runs against it; one that `has_left` did so of its own will."""

    number: str
    organisation: str
    since: date
    until: date | None
    is_ended: bool
    has_left: bool
    has_dossier: bool
    formal: NoticeAccount | None


class TextAccount(NamedTuple):
    """A version of a text after an act, which one is adopted, from when it is in force, and how many members have still
    to sign that one, by when where they were asked to."""

    text: str
    current: str | None
    from_on: date | None
    to_sign: int
    accept_by: date | None


class RulingAccount(NamedTuple):
    """An amendment after its ruling: which text it is about, what became of it, how many of that text still wait."""

    text: str
    outcome: AmendmentOutcome
    waiting: int


class SignatureAccount(NamedTuple):
    """A signature after its act, and the member that gave it: None while it is none."""

    signed_on: date
    member: MemberAccount | None


AboutMember = MemberForm | AccessionForm | RegisterForm
"""The forms about one member, or about who becomes one."""

Account = TextAccount | RulingAccount | SignatureAccount | MemberAccount
"""What an act about members did."""


def read_text(form: TextDraftForm | TextForm, *, at: datetime) -> TextAccount:
    """Return what became of the version that a form was about."""
    with reading(Settings().database) as session:
        campaign = find_campaign(session, form.session)
        region, today = campaign.rules, business_days(campaign.rules).local(at)
        document = version_of(session, region, form.named)
        current = adopted(session, region, form.named.text)
        waiting = select(func.count()).select_from(Membership)
        return TextAccount(
            text=standing(document) if document else form.named.version,
            to_sign=session.exec(waiting.where(has_to_sign(current, today))).one() if current else 0,
            current=current.version if current else None,
            from_on=current.in_force_from if current else None,
            accept_by=current.accept_by if current else None,
        )


def read_ruling(form: AmendmentRulingForm, *, at: datetime) -> RulingAccount:  # noqa: ARG001
    """Return what became of the amendment that a form ruled upon."""
    with reading(Settings().database) as session:
        amendment = find_amendment(session, form.amendment)
        document = session.get_one(ReferenceDocument, amendment.document_id)
        return RulingAccount(standing(document), amendment.outcome, len(unruled(session, document)))


def read_signature(form: SignatureForm, *, at: datetime) -> SignatureAccount:
    """Return what became of the signature that a form recorded."""
    return SignatureAccount(form.signed_on, read_member(form, at=at))


def read_member(form: AboutMember, *, at: datetime) -> MemberAccount | None:
    """Return the member that a form is about; None while it is none."""
    with reading(Settings().database) as session:
        membership = _membership(session, form, at=at)
        if membership is None:
            return None
        organisation = session.get_one(Organisation, membership.organisation_id)
        return MemberAccount(
            number=membership.number,
            organisation=organisation.name,
            since=membership.starts_on,
            until=membership.ends_on,
            is_ended=membership.end_reason is not None,
            has_left=membership.end_reason is not None and membership.end_signatory is None,
            has_dossier=membership.application_id is not None,
            formal=_formal(session, membership),
        )


def _membership(session: Session, form: AboutMember, *, at: datetime) -> Membership | None:
    latest = select(Membership).order_by(col(Membership.id).desc())
    if isinstance(form, RegisterForm) and form.identity:
        organisation = find_organisation(session, Claim(form.organisation or "", None, form.identity, named=True))
        owner = organisation.id if organisation else None
        return session.exec(latest.where(Membership.organisation_id == owner)).first()
    [name] = form.dossiers
    held = select(Membership.id).join(Application).where(Application.reference == name)
    if not is_number(name) and session.exec(held).first() is None:
        return None
    return _meant(session, form, name, at=at)


def _meant(session: Session, form: AboutMember, name: str, *, at: datetime) -> Membership:
    """Return the membership that the rule of a form acted upon: that of its day, or the one that it entered."""
    if isinstance(form, RegisterForm | RenewalForm):
        return find_membership(session, name)
    if isinstance(form, DepartureForm):
        return find_membership(session, name, on=form.on)
    if isinstance(form, TaxRequestForm):
        return find_membership(session, name, on=form.asked_on)
    return membership_at(session, name, at)


def _formal(session: Session, membership: Membership) -> NoticeAccount | None:
    formal = open_formal_notice(session, membership)
    if formal is None:
        return None
    region = campaign_of(session, membership).rules
    left = sent_on(session, formal, business_days(region))
    return NoticeAccount(left, may_end_on(region, left) if left else None, formal.observations_until)
