"""What a person should know of how a deposit came, and of who it is from."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, select

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import await_people, flag
from models.intake.deposit import Deposit
from models.intake.identifiers import grouped_siret
from models.intake.mail_providers import come_from_one_place
from models.sessions.campaign import Campaign
from models.storage.addresses import DEPOSIT
from models.vocabulary import Flag
from notifications.writing.wording import enumeration
from tasks.intake.identity.identify import Claim
from tasks.intake.identity.matching import colleagues
from tasks.intake.replies.to_senders import offer_of, told_of
from tasks.intake.sorting.examine import Found, Seen
from tasks.reading.files.formats import SIGNED
from tasks.reading.files.inspect_in_sandbox import MAIL

_TOLD_ALONE = frozenset({Flag.misdirected, Flag.old_form})
"""What the sender is told of by itself."""


def raise_doubts(
    session: Session,
    campaign: Campaign,
    application: Application,
    deposit: Deposit,
    found: Found,
    *,
    at: datetime,
    is_outdated: bool,
) -> None:
    """Flag a dossier for how a deposit came to it, and say on the deposit what is wrong with it, if anything is;
    `is_outdated` tells that it brings files on a former form."""
    is_first = _is_first(session, deposit, application)
    flags = [Flag.misdirected] * (deposit.mailbox != DEPOSIT) + [Flag.old_form] * is_outdated
    if is_first and _may_be_known(session, campaign, application, found):
        flags.append(Flag.possible_duplicate)
    flag(application, *flags)
    doubts = _doubts(session, campaign, application, deposit, found, is_first=is_first)
    deposit.trouble = next(doubts, deposit.trouble)
    if deposit.trouble or {*flags} - _TOLD_ALONE:
        await_people(campaign, at=at)


def _may_be_known(session: Session, campaign: Campaign, application: Application, found: Found) -> bool:
    """Return True if a dossier that nothing identifies may be one of those that are known."""
    words = f"{found.mail.subject}\n{found.mail.text}"
    return Flag.unidentified in application.flags and bool(colleagues(session, campaign, application, words))


def _doubts(
    session: Session, campaign: Campaign, application: Application, deposit: Deposit, found: Found, *, is_first: bool
) -> Iterator[str]:
    """Yield why a person should say who a deposit is from, the most pressing first."""
    yield from _of_numbers(session, application, found.claim)
    if any(file.format == MAIL and not _is_signed(file, found) for file in found.files):
        yield "Contient un courriel transféré : dire qui est le candidat, et à quelle adresse lui écrire."
    if deposit.sender in campaign.rules.own_addresses:
        yield "Transmis par l'un de nos services : dire qui est le candidat, et à quelle adresse lui écrire."
    if not is_first and not _comes_from_applicant(deposit, application):
        # Whoever knows a SIRET, which is public, could send pieces in its name.
        yield "Envoi venu d'une adresse étrangère au dossier."
    if offered := offer_of(found.mail):
        yield f"Cet envoi apporte {told_of(offered)}"


def _is_signed(file: Seen, found: Found) -> bool:
    """Return True if a mail is the very one that came, in the envelope of its signature."""
    return file.parent is not None and found.files[file.parent].format == SIGNED


def _of_numbers(session: Session, application: Application, claim: Claim) -> Iterator[str]:
    if claim.organisations:
        yield f"Plusieurs organismes dans un envoi ({_listed(claim.organisations)}) : ses fichiers sont à rattacher."
    if claim.candidates:
        yield f"Plusieurs numéros SIRET, sans dire lequel est celui du candidat : {_listed(claim.candidates)}."
    known_by = session.get_one(Organisation, application.organisation_id).siret
    if known_by and claim.identity.siret not in {None, known_by}:
        yield f"Nouveau numéro SIRET du même organisme : {_listed([claim.identity.siret or ''])}."
    if claim.contradicted:
        yield "Le courriel et le formulaire donnent deux numéros SIRET différents."


def _listed(sirets: Sequence[str]) -> str:
    return enumeration(map(grouped_siret, sirets))


def _is_first(session: Session, deposit: Deposit, application: Application) -> bool:
    former = select(Deposit.id).where(Deposit.application_id == application.id, Deposit.id != deposit.id)
    return session.exec(former).first() is None


def _comes_from_applicant(deposit: Deposit, application: Application) -> bool:
    addresses = (deposit.sender, deposit.reply_to)
    return any(come_from_one_place(application.contact, address) for address in addresses)
