"""A person says which organisation a dossier is from: what the mail did not tell is put right, whenever it came."""

from datetime import datetime

from sqlmodel import Session, col, or_, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import close_requests, find_applications, flag, unflag
from models.dossiers.held import plan_acknowledgement
from models.dossiers.lifecycle import advance, note
from models.dossiers.workflow import BY_MOVE
from models.errors import Refusal
from models.forms.appeals import ContestedAct
from models.forms.intake import NO_NETWORK, IdentificationForm
from models.forms.mending import EntryCorrectionForm
from models.intake.deposit import Deposit
from models.intake.identifiers import PARSERS
from models.sessions.campaign import Campaign
from models.storage.database import take_turns
from models.vocabulary import ENDED, Event, Flag, RequestOutcome, Status
from notifications.outbox.enqueue import notify
from notifications.outbox.redirect import redirect
from tasks.decisions.appeals.upheld import uphold
from tasks.dossiers.seen import arrivals_are_read
from tasks.implied_decision import refresh_clock
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import find_organisation, organisation_of, other_sites, twins
from tasks.intake.sorting.open_dossier import first_deposit, first_status, is_doubtful

UNKNOWN = frozenset({Flag.unidentified, Flag.identifier_invalid, Flag.network_unsure})
"""What is flagged on a dossier whose organisation, or its network, is not known."""

_FIRST = BY_MOVE[Event.identify, Status.not_required].sources | {Status.not_required}
"""Where a deposit stands before anybody has examined it: the circle may still decide."""


def identify_dossier(session: Session, form: IdentificationForm, *, at: datetime) -> list[Application]:
    """Give a dossier its organisation, its network and its circle. An organisation whose circle needs no dossier gets a
    notice of it.

    Another dossier of that organisation makes this one a possible duplicate; one of another establishment flags both.
    Said again, nothing changes.
    """
    take_turns(session)
    application = _held(session, form)
    campaign = session.get_one(Campaign, application.campaign_id)
    before = _facts(session, application)
    _name(session, application, form)
    _put_in_network(campaign, application, form)
    former, application.contact = application.contact, form.contact or application.contact
    application.second_contact = form.second_contact or application.second_contact
    redirect(session, application, former)
    unflag(application, *UNKNOWN)
    arrivals_are_read(session, application, by=form.by, at=at)
    session.add(application)
    session.flush()
    if _facts(session, application) != before:
        _flag_others(session, campaign, application)
        _judge(session, campaign, application, form, at=at)
    return [application]


def correct_identification(session: Session, application: Application, form: EntryCorrectionForm, at: datetime) -> None:
    """Give a dossier the organisation that it is from, in the place of the one that was typed, whose number it keeps no
    more. Raises what an identification does."""
    former = session.get_one(Organisation, application.organisation_id)
    was = ", ".join(filter(None, (former.name, former.siret or former.rna or former.uai)))
    said = form.model_dump(include={"organisation", "identifier", "network", "contact", "by"})
    reason = f"au lieu de {was} : {form.reason}"
    again = IdentificationForm.model_validate({"reference": application.reference, "reason": reason, **said})
    if not {getattr(again.identity, name) for name in PARSERS} & {getattr(former, name) for name in PARSERS} - {None}:
        _forget_numbers(session, application, former)
    identify_dossier(session, again, at=at)


def _forget_numbers(session: Session, application: Application, former: Organisation) -> None:
    """Take its numbers from an organisation that this dossier alone is of: the right one is said anew."""
    others = Application.organisation_id == former.id, Application.id != application.id
    if session.exec(select(Application.id).where(*others)).first() is None:
        for name in (*PARSERS, "siren"):
            setattr(former, name, None)
        session.add(former)
        session.flush()


def _held(session: Session, form: IdentificationForm) -> Application:
    """Return the dossier. Those of the same organisation are held with it, at once: nobody waits for two in turn."""
    [reference] = form.dossiers
    identity = form.identity
    numbers = [
        col(getattr(Organisation, name)) == getattr(identity, name) for name in PARSERS if getattr(identity, name)
    ]
    if identity.siren:
        numbers.append(col(Organisation.siren) == identity.siren)
    theirs = select(Application.reference).join(Organisation).where(or_(*numbers), ~col(Application.status).in_(ENDED))
    held = find_applications(session, [reference, *session.exec(theirs)])
    return held[0]


def _facts(session: Session, application: Application) -> tuple[object, ...]:
    """Return what this form may change of a dossier."""
    named = session.get_one(Organisation, application.organisation_id)
    return (
        (named.id, named.name, named.siret, named.rna, named.uai, named.legal_kind),
        (application.network, application.circle, application.contact, application.second_contact, *application.flags),
    )


def _name(session: Session, application: Application, form: IdentificationForm) -> None:
    claim = Claim(organisation=form.organisation, network=None, identity=form.identity, named=True)
    organisation = find_organisation(session, claim) or _own(session, application, claim)
    organisation.name = form.organisation
    organisation.legal_kind = form.legal_kind or organisation.legal_kind
    session.add(organisation)
    session.flush()
    application.organisation_id = organisation.id or 0


def _own(session: Session, application: Application, claim: Claim) -> Organisation:
    """Return the organisation that a dossier alone is of, with the number that it turns out to have; a new one where
    other dossiers are of the former too."""
    others = Application.organisation_id == application.organisation_id, Application.id != application.id
    if session.exec(select(Application.id).where(*others)).first() is not None:
        return organisation_of(session, claim)
    organisation = session.get_one(Organisation, application.organisation_id)
    for name in PARSERS:
        setattr(organisation, name, getattr(claim.identity, name) or getattr(organisation, name))
    organisation.siren = organisation.siret[:9] if organisation.siret else None
    return organisation


def _put_in_network(campaign: Campaign, application: Application, form: IdentificationForm) -> None:
    """Give a dossier the network that is said, as it was on the day of the receipt, and its circle."""
    region = campaign.rules
    if form.network == NO_NETWORK:
        application.network, application.circle = None, region.open_circle
    elif form.network:
        on = business_days(region).local(application.received_at)
        found = region.network_for(form.network, on)
        if found is None:
            known = ", ".join(one.label for one in region.networks.values() if one.valid_on(on))
            mend = f"aucun réseau de ce nom au {on:%d/%m/%Y}, jour de la réception ; réseaux : {known}."
            raise Refusal("Réseau", form.network, mend)
        application.network, application.circle = found[0], found[1].circle


def _flag_others(session: Session, campaign: Campaign, application: Application) -> None:
    if twins(session, application):
        flag(application, Flag.possible_duplicate)
    organisation = session.get_one(Organisation, application.organisation_id)
    for other in other_sites(session, campaign, organisation):
        flag(other, Flag.same_legal_entity)
        flag(application, Flag.same_legal_entity)
        session.add(other)


def _judge(
    session: Session, campaign: Campaign, application: Application, form: IdentificationForm, *, at: datetime
) -> None:
    """Move a dossier whose circle says otherwise than before whether one is needed; else keep a line of what was
    said."""
    first = first_deposit(session, application)
    target = _target(session, campaign, application, first)
    if first is None or target is application.status:
        _hasten_acknowledgement(session, application, at=at)
        note(session, application, Event.identify, at=at, by=Person(form.by), reason=_said(form))
        refresh_clock(session, campaign, [application.id or 0], at=at)
        return
    ids = [application.id or 0]
    advance(session, ids, Event.identify, target, at=at, by=Person(form.by), reason=_said(form))
    _plan_acknowledgement(session, campaign, application, first, at=at)
    if target is Status.not_required:
        close_requests(session, ids, RequestOutcome.cancelled, at=at)
    else:
        uphold(session, application, {ContestedAct.not_required}, reasons=form.reason, by=form.by, at=at)
    refresh_clock(session, campaign, ids, at=at)
    for kind in BY_MOVE[Event.identify, target].notices:
        notify(session, campaign, kind, ids, at=at, occurrence=at.isoformat())


def _target(session: Session, campaign: Campaign, application: Application, first: Deposit | None) -> Status:
    is_needed = campaign.rules.requires_dossier(application.circle)
    is_so_already = is_needed is (application.status is not Status.not_required)
    if first is None or application.status not in _FIRST or is_so_already:
        return application.status
    return first_status(session, campaign, first, application.circle)


def _plan_acknowledgement(
    session: Session, campaign: Campaign, application: Application, first: Deposit, *, at: datetime
) -> None:
    application.acknowledge_at = None
    if application.status is Status.registered and is_doubtful(session, campaign, first):
        flag(application, Flag.postmark_unreadable)
    elif application.status is Status.registered:
        plan_acknowledgement(session, application, at=at)


def _hasten_acknowledgement(session: Session, application: Application, *, at: datetime) -> None:
    """Have an acknowledgement that waited for this leave on the next morning."""
    if application.status is Status.registered and application.acknowledge_at:
        plan_acknowledgement(session, application, at=at)


def _said(form: IdentificationForm) -> str:
    named = f"{form.organisation}, {form.identity.said}"
    return f"{named} : {form.reason}" if form.reason else named
