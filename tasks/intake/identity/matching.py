"""Which application a mail is about, and which organisation it comes from."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from models.dossiers.application import UNNAMED, Application, Organisation, Piece
from models.dossiers.completeness import unflag
from models.intake.deposit import Deposit
from models.intake.mail_providers import own_domain
from models.intake.words import ARRIVAL_NUMBER
from models.notices import Notice
from models.region.file_names import fold
from models.sessions.campaign import Campaign
from models.sessions.opening import stages
from models.vocabulary import ENDED, UNDECIDED, Flag, PieceState, Status
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.network import doubt_network
from tasks.intake.identity.sent_on import telling_words
from tasks.reading.mail.mail import Mail

_REFERENCE = re.compile(r"\b[A-Z]{2,8}-\d{4}-\d{3,6}\b")


def may_answer(mail: Mail) -> bool:
    """Return True if a mail may answer one of our notices: it is in a thread, or has a number of ours in its
    subject."""
    return bool(mail.threads or _REFERENCE.search(mail.subject.upper()) or ARRIVAL_NUMBER.search(mail.subject))


def references_in(mail: Mail) -> set[str]:
    """Return the references of dossiers that a mail names in its subject, or in its own words."""
    said = f"{mail.subject} {telling_words(mail.subject, mail.text)}"
    return set(_REFERENCE.findall(said.upper()))


def answered_application(
    session: Session,
    mail: Mail,
    claim: Claim,
    *,
    brought: Collection[str] | None = None,
    may_begin: Callable[[], bool] = lambda: True,
) -> Application | None:
    """Return the application that a mail answers: by the notices in its thread, else by a reference in its subject, or
    the only one in its words.

    None where it speaks for another organisation, or brings files to an application that has ended: those are a
    deposit, whatever notice the sender replied to; to one that was refused, only where it `may_begin` another. So is
    what another establishment of the same legal entity sends, unless it is the same that moved: what it brought is then
    something that lacked (`brought`; None: not known yet).
    """
    application = whole(session, _in_thread(session, mail))
    if application is None or (mail.attachments and _is_over(application, may_begin)):
        return None
    organisation = session.get_one(Organisation, application.organisation_id)
    said = claim.identity.siret
    if said in {None, organisation.siret} or organisation.siret is None:
        return application
    is_other = claim.identity.siren != organisation.siren or _holder(session, siret=said) is not None
    return None if is_other or not _lacks(session, application, brought) else application


def _is_over(application: Application, may_begin: Callable[[], bool]) -> bool:
    """Return True if files that answer a dossier are none of its: it was withdrawn, or refused and another may
    begin."""
    return application.status is Status.withdrawn or (application.status is Status.refused and may_begin())


def takes_deposits(session: Session, deposit: Deposit) -> bool:
    """Return True if an arrival came before the last day of deposit of its session was over: later, what answers a
    refusal contests it, and is no late candidacy."""
    campaign = session.get_one(Campaign, deposit.campaign_id)
    return deposit.received_at < stages(session, campaign).deposit_ends


def contested_applications(session: Session, campaign: Campaign, contact: str, claim: Claim) -> Sequence[Application]:
    """Return the refused applications of the region that somebody who contests a decision may mean, the latest first:
    those of the organisation whose identifier they give, else of the address to answer."""
    organisation = find_organisation(session, claim) if claim.identity.known else None
    theirs = Application.organisation_id == organisation.id if organisation else Application.contact == contact
    refused = select(Application).join(Campaign).where(theirs, Application.status == Status.refused)
    of_region = refused.where(Campaign.region_id == campaign.region_id)
    return session.exec(of_region.order_by(col(Application.id).desc())).all()


def _lacks(session: Session, application: Application, brought: Collection[str] | None) -> bool:
    """Return True if a dossier holds nothing of what was brought."""
    here = (Piece.application_id == application.id, Piece.state == PieceState.received)
    held = session.exec(select(Piece.piece_id).where(*here)).all()
    return brought is not None and set(held).isdisjoint(brought)


def whole(session: Session, application: Application | None) -> Application | None:
    """Return the dossier that another is part of now, where a person joined it to one; else itself."""
    while application and application.joined_to_id:
        application = session.get_one(Application, application.joined_to_id)
    return application


def _in_thread(session: Session, mail: Mail) -> Application | None:
    return (
        _told_before(session, mail)
        or _named(session, mail.subject)
        or _numbered(session, mail.subject)
        or _said_in_words(session, mail)
    )


def _told_before(session: Session, mail: Mail) -> Application | None:
    """Return the dossier of the latest of our notices in the thread of a mail."""
    if not mail.threads:
        return None
    thread = select(Notice.application_id).where(
        col(Notice.message_id).in_(mail.threads), col(Notice.application_id).is_not(None)
    )
    found = session.exec(thread.order_by(col(Notice.id).desc())).first()
    return session.get(Application, found) if found else None


def _named(session: Session, subject: str) -> Application | None:
    references = _REFERENCE.findall(subject.upper())
    named = select(Application).where(col(Application.reference).in_(references))
    return session.exec(named).first() if references else None


def _said_in_words(session: Session, mail: Mail) -> Application | None:
    references = set(_REFERENCE.findall(telling_words(mail.subject, mail.text).upper()))
    named = select(Application).where(col(Application.reference).in_(references))
    return session.exec(named).one_or_none() if len(references) == 1 else None


def _numbered(session: Session, subject: str) -> Application | None:
    """Return the dossier of the deposit whose number a subject gives, as our notices do before there is a reference."""
    found = ARRIVAL_NUMBER.search(subject)
    deposit = session.get(Deposit, int(found["id"])) if found else None
    return session.get(Application, deposit.application_id) if deposit and deposit.application_id else None


def standing_application(session: Session, campaign: Campaign, contact: str, claim: Claim) -> Application | None:
    """Return the first of `standing_applications`."""
    return next(iter(standing_applications(session, campaign, contact, claim)), None)


def standing_applications(session: Session, campaign: Campaign, contact: str, claim: Claim) -> list[Application]:
    """Return the application that the mail's organisation has in this session, or that is to pass to it: by its
    identifier; else those that the address to answer tells, and the name that it gives, if any, the latest first. One
    that was refused or withdrawn is passed over."""
    if claim.identity.known and (organisation := find_organisation(session, claim)):
        return _of_organisation(session, campaign, organisation)[:1]
    if contact in campaign.rules.own_addresses:
        return []
    statement = select(Application).join(Organisation).where(Application.contact == contact)
    if claim.named:
        statement = statement.where(Organisation.name == claim.organisation)
    if claim.identity.known:  # given at last: only one that had none can be its
        none = (col(number).is_(None) for number in (Organisation.siret, Organisation.rna, Organisation.uai))
        statement = statement.where(*none)
    return _standing(session, session.exec(statement.order_by(col(Application.id).desc())), campaign)


def _of_organisation(session: Session, campaign: Campaign, organisation: Organisation) -> list[Application]:
    own = select(Application).where(Application.organisation_id == organisation.id)
    return _standing(session, session.exec(own.order_by(col(Application.id).desc())), campaign)


def _standing(session: Session, applications: Iterable[Application], campaign: Campaign) -> list[Application]:
    """Return those that are in this session and have not ended, or that another of the region left undecided: no new
    deposit is asked of them. Chosen here and not by the database, which would rather read the whole session than the
    two or three rows of one organisation."""
    found = {one.id: one for application in applications if (one := whole(session, application))}
    return [application for application in found.values() if _stands(session, application, campaign)]


def colleagues(session: Session, campaign: Campaign, application: Application, words: str) -> list[Application]:
    """Return the other dossiers of a session whose organisation some words name, and whose contact writes from the
    same organisation's domain."""
    domain = own_domain(application.contact)
    if domain is None:
        return []
    there = select(Application, Organisation.name).join(Organisation).where(Application.campaign_id == campaign.id)
    theirs = there.where(
        col(Application.contact).endswith(f"@{domain}", autoescape=True), Application.id != application.id
    )
    said = fold(words).casefold()
    return [one for one, name in session.exec(theirs) if name != UNNAMED and fold(name).casefold() in said]


def twins(session: Session, application: Application) -> list[Application]:
    """Return the other dossiers that stand beside one, of the same organisation."""
    campaign = session.get_one(Campaign, application.campaign_id)
    own = select(Application).where(
        Application.organisation_id == application.organisation_id, Application.id != application.id
    )
    found = session.exec(own.order_by(col(Application.id)))
    return [other for other in found if _stands(session, other, campaign)]


def _stands(session: Session, application: Application, campaign: Campaign) -> bool:
    if application.campaign_id == campaign.id:
        return application.status not in ENDED
    former = session.get_one(Campaign, application.campaign_id)
    return application.status in UNDECIDED and former.region_id == campaign.region_id


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


def complete_identity(session: Session, application: Application, claim: Claim) -> None:
    """Note the name and the identifier that an organisation gives once asked for them. An identifier that another
    organisation has already is left for a person to see."""
    organisation = session.get_one(Organisation, application.organisation_id)
    identity = claim.identity
    if organisation.name == UNNAMED:
        organisation.name = claim.organisation
        session.add(organisation)
        doubt_network(session, application)
    if not identity.known or organisation.siret or organisation.rna or organisation.uai:
        return
    if find_organisation(session, claim) is None:
        organisation.siret, organisation.siren = identity.siret, identity.siren
        organisation.rna, organisation.uai = identity.rna, identity.uai
        unflag(application, Flag.identifier_invalid, *([] if organisation.name == UNNAMED else [Flag.unidentified]))
        session.add_all([organisation, application])


def other_sites(session: Session, campaign: Campaign, organisation: Organisation) -> list[Application]:
    """Return this session's applications of other establishments (another NIC) of the same legal entity (SIREN)."""
    if organisation.siren is None:
        return []
    sites = select(Organisation.id).where(Organisation.siren == organisation.siren, Organisation.id != organisation.id)
    ids = session.exec(sites).all()
    theirs = session.exec(select(Application).where(col(Application.organisation_id).in_(ids))) if ids else ()
    return [application for application in theirs if application.campaign_id == campaign.id]


def contact_of(campaign: Campaign, deposit: Deposit, claim: Claim) -> str:
    """Return where to answer: the address that our form gives (CRPA R112-11-3), else the sender's, else that of the
    mail that one of our desks sends on. None is ours, but where nothing else is known: a person is then asked."""
    ours = campaign.rules.own_addresses
    given = (claim.email, deposit.reply_to, deposit.sender, claim.sent_on_from)
    return next((address for address in given if address and address not in ours), deposit.reply_to)


def flags_of(claim: Claim) -> list[Flag]:
    """Return what a person should know of how a mail names its sender."""
    if claim.identity.invalid:
        return [Flag.identifier_invalid]
    return [] if claim.identity.known else [Flag.unidentified]
