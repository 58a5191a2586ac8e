"""Members by the convention that they sign themselves, where one enters so (cahier des charges of Centre, § 6): no body
decides, and the membership begins on the day of the signature."""

from datetime import date, datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import must_have_come
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import advance
from models.errors import Refusal
from models.forms.membership.members import AccessionForm
from models.members.agreement import Agreement, agreements_of
from models.members.membership import Membership
from models.members.register import last_days
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Status
from tasks.members.joining.effect import make_members, until_when
from tasks.members.sign import sign_for


def accede(session: Session, form: AccessionForm, *, at: datetime) -> list[Application]:
    """Make a member of an organisation that signed a convention and the cahier des charges in force. The same again
    changes nothing. Raises Refusal where one does not enter so, and for a day or a convention that cannot be."""
    [application] = find_applications(session, form.dossiers)
    campaign = session.get_one(Campaign, application.campaign_id)
    if campaign.rules.entry != "agreement":
        mend = "on n'entre pas par une convention dans cette région : c'est une décision qui s'enregistre."
        raise Refusal("Dossier", application.reference, mend)
    must_have_come(campaign.rules, "Signée le", form.signed_on, at=at)
    must_have_come(campaign.rules, "Annoncée à la Région le", form.told_on, at=at)
    _must_follow(form)
    agreement = _agreement(session, campaign, form)
    if _is_so_already(session, application, agreement, form.signed_on):
        return [application]
    _must_be_free(session, campaign, application, form.signed_on)
    reason = (
        f"convention « {agreement.name} » signée le {form.signed_on:%d/%m/%Y}, annoncée à la Région le "
        f"{form.told_on:%d/%m/%Y} par : {form.told_by}"
    )
    ids = [application.id or 0]
    advance(session, ids, Event.accede, Status.member, at=at, by=Person(form.by), reason=reason)
    sign_for(session, campaign, application, form, at=at)
    make_members(session, campaign, dict.fromkeys(ids, form.signed_on), agreement, at=at)
    return [application]


def _must_follow(form: AccessionForm) -> None:
    if form.told_on < form.signed_on:
        mend = f"la signature est du {form.signed_on:%d/%m/%Y} : elle ne s'annonce pas avant ; corrigez l'un des jours."
        raise Refusal("Annoncée à la Région le", f"{form.told_on:%d/%m/%Y}", mend)


def _agreement(session: Session, campaign: Campaign, form: AccessionForm) -> Agreement:
    """Return the convention that was signed. Raises Refusal, with those in force on that day, where it is none of
    them, or where several are and none is named."""
    standing = [one for one in agreements_of(session, campaign.rules) if one.covers(form.signed_on)]
    fitting = [one for one in standing if form.agreement in {None, one.name}]
    if len(fitting) == 1:
        return fitting[0]
    known = ", ".join(f"« {one.name} »" for one in standing) or "aucune (enregistrer-convention)"
    mend = f"en vigueur le {form.signed_on:%d/%m/%Y} : {known} ; indiquez laquelle a été signée."
    raise Refusal("Convention signée", form.agreement or "", mend)


def _is_so_already(session: Session, application: Application, agreement: Agreement, signed_on: date) -> bool:
    by_it = (Membership.application_id == application.id, Membership.agreement_id == agreement.id)
    return session.exec(select(Membership).where(*by_it, col(Membership.starts_on) == signed_on)).first() is not None


def _must_be_free(session: Session, campaign: Campaign, application: Application, day: date) -> None:
    """Raise Refusal for an organisation that is a member on that day already."""
    last = last_days(session, campaign.rules, [application.organisation_id]).get(application.organisation_id)
    if last and last >= day:
        mend = f"cet organisme est déjà membre, {until_when(last)} ; une seconde adhésion ne s'ouvre pas à côté."
        raise Refusal("Dossier", application.reference, mend)
