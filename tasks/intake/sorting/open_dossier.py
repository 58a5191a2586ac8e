"""A new dossier: numbered, judged on the instant of its receipt, flagged where a person should look."""

from datetime import date, datetime

from sqlmodel import Session, col, select, update

from models.calendar.business_days import acknowledge_by, business_days
from models.dossiers.actor import SYSTEM, Actor
from models.dossiers.application import UNNAMED, Application, Organisation
from models.dossiers.completeness import add_missing, await_people, flag
from models.dossiers.held import plan_acknowledgement
from models.dossiers.journal import JournalLine
from models.dossiers.lifecycle import begin
from models.errors import Refusal
from models.intake.deposit import Deposit
from models.intake.words import Way
from models.members.register import last_days
from models.members.texts.versions import keep_texts
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import Event, Flag, Status
from notifications.writing.wording import enumeration
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import contact_of, flags_of, organisation_of, other_sites
from tasks.intake.identity.network import find_place
from tasks.intake.replies.pieces import files_of


def open_dossier(
    session: Session, campaign: Campaign, deposit: Deposit, claim: Claim, *, at: datetime, by: Actor = SYSTEM
) -> Application:
    """Record the dossier of an organisation that had none, with its first status and its pieces, none of them there.

    Its circle is that of the network that it says it belongs to, on the day of the receipt (S0: circles 1 and 2 need no
    dossier). A network that its name alone tells is for a person to confirm, before anything is asked or told. Raises
    Refusal where the region takes no dossiers.
    """
    region, days = campaign.rules, business_days(campaign.rules)
    if not region.takes_dossiers:
        mend = "elle tient un registre, où rien ne se dépose ; un membre s'y inscrit par inscrire-au-registre."
        raise Refusal("Région", region.region.name, mend)
    organisation = organisation_of(session, claim)
    place = find_place(region, claim, organisation.name, days.local(deposit.received_at))
    application = Application(
        reference=region.reference(campaign.year, _next_number(session, campaign)),
        campaign_id=campaign.id or 0,
        organisation_id=organisation.id or 0,
        status=Status.registered,
        status_at=at,
        circle=place.circle,
        network=place.network,
        contact=contact_of(campaign, deposit, claim),
        received_at=deposit.received_at,
        registered_at=deposit.processed_at,
        acknowledge_by=acknowledge_by(days, deposit.received_at, within=region.policies.acknowledge_within),
        flags=[Flag.network_unsure] if place.is_unsure else [],
    )
    if region.requires_dossier(place.circle) or not place.is_unsure:
        application.status = first_status(session, campaign, deposit, place.circle)
    _raise_flags(session, campaign, application, deposit, claim)
    begin(session, application, by=by, reason=_on_forms(session, deposit))
    add_missing(session, [(application.id or 0, name) for name in region.pieces])
    keep_texts(session, region, application.id or 0, days.local(deposit.received_at))
    session.flush()
    if application.status is Status.registered and Flag.postmark_unreadable not in application.flags:
        plan_acknowledgement(session, application, at=deposit.processed_at)
    return application


def _on_forms(session: Session, deposit: Deposit) -> str | None:
    """Return on which versions of the forms a deposit is, as the journal says it; None where nothing tells it."""
    told = dict.fromkeys(file.form_version for file in files_of(session, deposit) if file.form_version)
    return f"établi sur : {enumeration(told)}" if told else None


def _next_number(session: Session, campaign: Campaign) -> int:
    counted = update(Campaign).where(col(Campaign.id) == campaign.id).values(last_number=Campaign.last_number + 1)
    number: int = session.execute(counted.returning(col(Campaign.last_number))).scalar_one()
    return number


def first_status(session: Session, campaign: Campaign, deposit: Deposit, circle: int) -> Status:
    """Judge a deposit: circles 1 and 2 need no dossier (S0); the others are in time or late."""
    if not campaign.rules.requires_dossier(circle):
        return Status.not_required
    due_at = stages(session, campaign).deposit_ends
    return Status.late if is_late(campaign, deposit, due_at=due_at) else Status.registered


def is_late(campaign: Campaign, deposit: Deposit, *, due_at: datetime) -> bool:
    """Return True if a deposit came after the period: a mail or a paper handed in by the instant of its receipt, a
    letter by its postmark (CRPA L112-1). Where that cannot be read, a person decides."""
    if deposit.arrived_at < due_at or _is_undatable(deposit):
        return False
    if deposit.way is Way.post and deposit.postmark:
        return _is_after(campaign, deposit.postmark, due_at)
    return True


def first_deposit(session: Session, application: Application) -> Deposit | None:
    """Return what a dossier came with, mail or paper."""
    arrived = select(Deposit).where(Deposit.application_id == application.id)
    return session.exec(arrived.order_by(col(Deposit.received_at), col(Deposit.id))).first()


def came_late(session: Session, campaign: Campaign, application: Application, *, due_at: datetime) -> bool:
    """Return True if a dossier came after a period, as its first deposit is judged."""
    first = first_deposit(session, application) if application.received_at >= due_at else None
    return is_late(campaign, first, due_at=due_at) if first else application.received_at >= due_at


def is_kept_out(session: Session, campaign: Campaign, application: Application) -> bool:
    """Return True if a dossier came too late for its session, and nobody has admitted it there."""
    if not came_late(session, campaign, application, due_at=stages(session, campaign).deposit_ends):
        return False
    admitted = select(JournalLine.id).where(
        JournalLine.application_id == application.id,
        JournalLine.campaign_id == campaign.id,
        JournalLine.event == Event.admit_late,
    )
    return session.exec(admitted).first() is None


def must_be_posted_before(region: Region, postmark: date | None, received_at: datetime) -> None:
    """Raise Refusal for a postmark of a later day than that on which a paper came."""
    received_on = business_days(region).local(received_at)
    if postmark and postmark > received_on:
        mend = f"il est postérieur à la réception, le {received_on:%d/%m/%Y} ; corrigez l'une ou l'autre date."
        raise Refusal("Cachet de la poste", f"{postmark:%d/%m/%Y}", mend)


def is_doubtful(session: Session, campaign: Campaign, deposit: Deposit) -> bool:
    """Return True if a letter came after the period with a postmark that cannot be read."""
    return _is_undatable(deposit) and deposit.arrived_at >= stages(session, campaign).deposit_ends


def _is_undatable(deposit: Deposit) -> bool:
    return deposit.way is Way.post and deposit.postmark is None


def _is_after(campaign: Campaign, day: date, due_at: datetime) -> bool:
    return day > business_days(campaign.rules).last_day(due_at)


def _is_member(session: Session, campaign: Campaign, application: Application) -> bool:
    """Return True if the organisation of a dossier is a member on the day of its receipt, or later."""
    known = last_days(session, campaign.rules, [application.organisation_id])
    on = business_days(campaign.rules).local(application.received_at)
    return known.get(application.organisation_id, date.min) >= on


def _raise_flags(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, claim: Claim
) -> None:
    region = campaign.rules
    organisation = session.get_one(Organisation, application.organisation_id)
    flag(application, *flags_of(claim))
    if (
        organisation.name == UNNAMED or application.contact in region.own_addresses
    ):  # with a number that stands the check, too
        flag(application, Flag.unidentified)
    # The day that the call's wording names: on the 30th of « avant le 30 avril », somebody must look.
    sent_on = deposit.postmark or business_days(region).local(deposit.received_at)
    until = region.stages.deposit.until if region.stages.deposit else None
    if until and sent_on == until.on(campaign.year):
        flag(application, Flag.deadline_day)
    if application.status is Status.registered and is_doubtful(session, campaign, deposit):
        flag(application, Flag.postmark_unreadable)
    if _is_member(session, campaign, application):
        flag(application, Flag.possible_duplicate)
        await_people(campaign, at=application.status_at)
    for other in other_sites(session, campaign, organisation):
        flag(other, Flag.same_legal_entity)
        flag(application, Flag.same_legal_entity)
