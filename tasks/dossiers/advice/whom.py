"""Whose advice may be asked about a dossier: not the applicant's, nor that of a member who keeps out of it."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.advice import AdviceRequestForm
from models.intake.deposit import Deposit
from models.meetings.meeting import Recusal
from models.region.file_names import plain
from models.region.model import Region


class Asked(NamedTuple):
    """Whose advice is asked, at which address."""

    whom: str
    address: str


def asked_of(session: Session, region: Region, application: Application, form: AdviceRequestForm) -> Asked:
    """Return whose advice a form asks. Raises Refusal for a desk that is not known, for the applicant, for a member who
    keeps out of the dossier, and for our own mailbox."""
    asked = _named(region, form)
    if asked.address == region.roles.deposit_mailbox.email.lower():
        raise Refusal("Son courriel", asked.address, "c'est l'adresse de dépôt : nous nous écririons à nous-mêmes.")
    if asked.address in _applicant(session, application):
        mend = "cette adresse est celle du candidat : nul n'est consulté sur son propre dossier."
        raise Refusal("Son courriel", asked.address, mend)
    recused = list(_recused(session, region, application))
    if asked.address in recused or plain(asked.whom) in recused:
        mend = "ce membre s'est déporté de ce dossier : il n'en reçoit pas les pièces, et n'en dit rien."
        raise Refusal("Personne ou organisme consulté", asked.whom, mend)
    return asked


def _named(region: Region, form: AdviceRequestForm) -> Asked:
    if form.desk is None:
        return Asked(form.whom or "", form.address or "")
    if form.desk not in region.desks:
        known = ", ".join(region.desks)
        raise Refusal("Service consulté", form.desk, f"ce service n'est pas du fichier de région ; services : {known}.")
    desk = region.desks[form.desk]
    return Asked(desk.label, desk.email.lower())


def _applicant(session: Session, application: Application) -> set[str]:
    wrote = select(Deposit.sender, Deposit.reply_to).where(Deposit.application_id == application.id)
    return {application.contact.lower(), *(address.lower() for row in session.exec(wrote) for address in row)}


def _recused(session: Session, region: Region, application: Application) -> Iterator[str]:
    """Yield the names and the addresses of the members who keep out of a dossier."""
    for recusal in session.exec(select(Recusal).where(Recusal.application_id == application.id)):
        yield plain(recusal.member)
        seat = region.bodies[recusal.body].members.get(recusal.seat or "") if recusal.body in region.bodies else None
        if seat:
            yield seat.email.lower()
            yield from (plain(seat.label), plain(recusal.seat or ""))
