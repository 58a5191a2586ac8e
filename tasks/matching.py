"""Which application a mail is about, and which organisation it comes from."""

import re

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.application import Application, Organisation
from models.campaign import Campaign
from models.outbox import Notice
from models.statuses import Flag, Status
from tasks.identify import Claim
from tasks.mail import Mail

_REFERENCE = re.compile(r"\b[A-Z]{2,8}-\d{4}-\d{3,6}\b")
_ENDED = (Status.withdrawn, Status.refused)


def answered_application(session: Session, mail: Mail) -> Application | None:
    """Return the application that a mail answers: by the notices in its thread, else by a reference in its subject."""
    thread = select(Notice.application_id).where(
        col(Notice.message_id).in_(mail.threads), col(Notice.application_id).is_not(None)
    )
    found = session.exec(thread.order_by(col(Notice.id).desc())).first()
    if found:
        return session.get(Application, found)
    references = _REFERENCE.findall(mail.subject.upper())
    return session.exec(select(Application).where(col(Application.reference).in_(references))).first()


def standing_application(session: Session, campaign: Campaign, mail: Mail, claim: Claim) -> Application | None:
    """Return the application that the mail's organisation has in this session: by its identifier, or, where the mail
    has none, by the address to answer and the name that it gives, if any. One that was refused or withdrawn stands in
    nobody's way."""
    if claim.identity.known:
        organisation = find_organisation(session, claim)
        return _of_organisation(session, campaign, organisation) if organisation else None
    statement = select(Application).where(
        Application.campaign_id == campaign.id,
        Application.contact == mail.reply_to,
        col(Application.status).not_in(_ENDED),
    )
    if claim.named:
        statement = statement.join(Organisation).where(Organisation.name == claim.organisation)
    return session.exec(statement.order_by(col(Application.id).desc())).first()


def _of_organisation(session: Session, campaign: Campaign, organisation: Organisation) -> Application | None:
    return session.exec(
        select(Application).where(
            Application.campaign_id == campaign.id,
            Application.organisation_id == organisation.id,
            col(Application.status).not_in(_ENDED),
        )
    ).first()


def find_organisation(session: Session, claim: Claim) -> Organisation | None:
    """Return the organisation of an identifier, if it is known. Where both have a SIRET it alone decides: the
    establishments of an association share its RNA."""
    identity = claim.identity
    if identity.siret and (found := _holder(session, siret=identity.siret)):
        return found
    found = _holder(session, rna=identity.rna, uai=identity.uai)
    return None if found and found.siret and identity.siret else found


def _holder(session: Session, **numbers: str | None) -> Organisation | None:
    same = [col(getattr(Organisation, name)) == number for name, number in numbers.items() if number]
    return session.exec(select(Organisation).where(or_(*same)).order_by(col(Organisation.id))).first() if same else None


def organisation_of(session: Session, claim: Claim) -> Organisation:
    """Return the organisation that a mail speaks for, recorded if it is new."""
    organisation = find_organisation(session, claim)
    if organisation is None:
        identity = claim.identity
        organisation = Organisation(
            name=claim.organisation,
            siret=identity.siret,
            siren=identity.siren,
            rna=None if _holder(session, rna=identity.rna) else identity.rna,
            uai=None if _holder(session, uai=identity.uai) else identity.uai,
        )
        session.add(organisation)
        session.flush()
    return organisation


def other_sites(session: Session, campaign: Campaign, organisation: Organisation) -> list[Application]:
    """Return this session's applications of other establishments (another NIC) of the same legal entity (SIREN)."""
    if organisation.siren is None:
        return []
    statement = (
        select(Application)
        .join(Organisation)
        .where(
            Application.campaign_id == campaign.id,
            Organisation.siren == organisation.siren,
            Organisation.id != organisation.id,
        )
    )
    return list(session.exec(statement))


def flags_of(claim: Claim) -> list[Flag]:
    """Return what a person should know of how a mail names its sender."""
    if claim.identity.invalid:
        return [Flag.identifier_invalid]
    return [] if claim.identity.known else [Flag.unidentified]
