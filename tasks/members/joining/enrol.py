"""Members without a candidacy: those whom a text engages by itself enter the register with their dates (S0)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.membership.members import INSTRUMENTS, RegisterForm
from models.intake.identifiers import Identity
from models.members.duration import term_of
from models.members.membership import Instrument, Membership
from models.members.register import engaging
from models.members.texts.versions import adopted
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.vocabulary import Event, Status
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import organisation_of


class _Place(NamedTuple):
    """Where a structure stands in the SPRO: its circle, its network if it has one, the text that engages it."""

    circle: int
    network: str | None
    instrument: Instrument


def enrol(session: Session, form: RegisterForm, *, at: datetime) -> list[Application]:
    """Enter a structure of the first circles in the register. Entered again from the same day, only its last day is
    corrected, where another is said."""
    campaign = find_campaign(session, form.session)
    application = _application(session, form)
    place = _place(campaign.rules, form, application)
    organisation_id = application.organisation_id if application else _organisation(session, form)
    standing = _standing(session, campaign, form, organisation_id)
    if standing is None:
        _enter(session, campaign, form, place, organisation_id=organisation_id, application=application, at=at)
    elif form.ends_on and form.ends_on != standing.ends_on:
        standing.ends_on = form.ends_on
        session.add(standing)
    session.flush()
    return [application] if application else []


def _application(session: Session, form: RegisterForm) -> Application | None:
    if not form.dossiers:
        return None
    [application] = find_applications(session, form.dossiers)
    if application.status is not Status.not_required:
        mend = (
            f"ce dossier est « {LABELS[application.status]} » : seul un dossier « sans objet » s'inscrit ainsi ; les "
            "autres entrent au registre à leur prise d'effet."
        )
        raise Refusal("Dossier", application.reference, mend)
    return application


def _organisation(session: Session, form: RegisterForm) -> int:
    claim = Claim(form.organisation or "", None, form.identity or Identity(), named=True)
    return organisation_of(session, claim).id or 0


def _place(region: Region, form: RegisterForm, application: Application | None) -> _Place:
    network = application.network if application else None
    circle = application.circle if application else form.circle
    if form.network:
        found = region.network_for(form.network, form.starts_on)
        if found is None:
            known = ", ".join(one.label for one in region.networks.values() if one.valid_on(form.starts_on))
            raise Refusal("Réseau", form.network, f"aucun réseau de ce nom à cette date ; réseaux : {known}.")
        network, circle = found[0], found[1].circle
    if form.circle not in {None, circle}:
        raise Refusal("Cercle", form.circle, f"cette structure est du cercle {circle} ; videz l'un des deux champs.")
    if circle is None or region.requires_dossier(circle):
        raise Refusal("Cercle", circle or "", _other_ways(region))
    return _Place(circle, network, form.instrument or Instrument(region.circles[circle].instrument))


def _other_ways(region: Region) -> str:
    without = " ou ".join(str(number) for number in region.circles if not region.requires_dossier(number))
    if not without:
        return "dans cette région, chacun entre au registre par une candidature : aucun cercle ne s'inscrit ainsi."
    others = "en signant la convention (enregistrer-adhesion)" if region.entry == "agreement" else "par une candidature"
    return f"indiquez un réseau, ou le cercle {without} ; les autres membres entrent au registre {others}."


def _standing(session: Session, campaign: Campaign, form: RegisterForm, organisation_id: int) -> Membership | None:
    """Return the membership that begins on the day of the form; another that runs at the same time refuses it."""
    ends_on = col(Membership.ends_on)
    last = form.ends_on or term_of(session, campaign.rules, form.starts_on)
    meeting = select(Membership).where(
        Membership.region_id == campaign.region_id,
        Membership.organisation_id == organisation_id,
        col(Membership.starts_on) <= last,
        or_(ends_on.is_(None), ends_on >= form.starts_on),
    )
    found = session.exec(meeting.order_by(col(Membership.starts_on)).with_for_update()).first()
    if found and (found.starts_on != form.starts_on or found.end_reason):
        until = f" au {found.ends_on:%d/%m/%Y}" if found.ends_on else ""
        mend = f"il est déjà membre du {found.starts_on:%d/%m/%Y}{until} (n° {found.number})."
        raise Refusal("Organisme", form.organisation or form.dossiers[0], mend)
    return found


def _enter(
    session: Session,
    campaign: Campaign,
    form: RegisterForm,
    place: _Place,
    *,
    organisation_id: int,
    application: Application | None,
    at: datetime,
) -> None:
    region = campaign.rules
    session.add(
        Membership(
            region_id=region.region.id,
            organisation_id=organisation_id,
            application_id=application.id if application else None,
            circle=place.circle,
            network=place.network,
            instrument=place.instrument,
            document_id=_document(session, region, organisation_id, place.instrument),
            starts_on=form.starts_on,
            ends_on=form.ends_on or term_of(session, region, form.starts_on),
            logo_granted_on=form.starts_on,
            by=form.by,
            at=at,
        )
    )
    if application:
        reason = f"inscrit au registre par : {INSTRUMENTS[place.instrument]}, depuis le {form.starts_on:%d/%m/%Y}"
        note(session, application, Event.effect, at=at, by=Person(form.by), reason=reason)


def _document(session: Session, region: Region, organisation_id: int, instrument: Instrument) -> int | None:
    """Return the version that engages a member: the one it signed, or that of a text which others sign for it."""
    if signature := engaging(session, region, [organisation_id]).get((organisation_id, instrument)):
        return signature.document_id
    document = adopted(session, region, instrument) if instrument is Instrument.convention else None
    return document.id if document else None
