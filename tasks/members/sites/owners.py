"""Whose sites a form is about, which of them it names, and the table that it gives."""

from typing import NamedTuple

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.forms.membership.sites import SitesForm
from models.intake.deposit import Deposit, File
from models.members.register import campaign_of, dossier_of, find_membership, is_number
from models.members.site import Site, sites_of
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.storage.settings import Settings
from models.vocabulary import Status
from tasks.intake.desks.files import FILE, LONGEST, content_of, find_file
from tasks.intake.store import Missing, Store
from tasks.members.sites.table import FIELD, ReadTable, read_table

IN = frozenset({Status.accepted, Status.member, Status.not_required})
"""Where a site that is recorded is in the SPRO at once: no decision comes after."""

SHEETS = frozenset({"xlsx", "ods"})
"""What a table of sites is saved as, of files that may be anything: a text is one only where a person says so."""


class Owner(NamedTuple):
    """Whose sites they are: an organisation, by a dossier or by a membership without one; `is_in` the SPRO or not."""

    organisation: Organisation
    application: Application | None
    region: Region
    is_in: bool


def find_owner(session: Session, name: str) -> Owner:
    """Return whose sites a reference or a number names. Raises Refusal where there is none."""
    if is_number(name):
        membership = find_membership(session, name)
        application = dossier_of(session, membership)
        region = campaign_of(session, membership).rules
        organisation = session.get_one(Organisation, membership.organisation_id)
        return Owner(organisation, application, region, is_in=True)
    [application] = find_applications(session, [name])
    region = session.get_one(Campaign, application.campaign_id).rules
    organisation = session.get_one(Organisation, application.organisation_id)
    return Owner(organisation, application, region, is_in=application.status in IN)


def find_site(session: Session, owner: Owner, said: str) -> Site:
    """Return the site that a form names by its SIRET or its name. Raises Refusal for none, and for several."""
    sites = sites_of(session, owner.organisation.id or 0)
    wanted = said.casefold()
    found = [site for site in sites if wanted in {site.name.casefold(), site.siret, site.key}]
    if len(found) != 1:
        names = ", ".join(f"{site.name} ({site.siret})" if site.siret else site.name for site in sites) or "aucun"
        mend = "plusieurs sites ont ce nom ; indiquez son SIRET" if found else "inconnu"
        raise Refusal("Site", said, f"{mend}. Sites de cet organisme : {names}.")
    return found[0]


def table_of(session: Session, owner: Owner, form: SitesForm) -> ReadTable:
    """Return the sites that a form says, typed or in its file: one that a mail of the dossier brought, or a desk."""
    if form.file is None:
        return ReadTable(tuple(form.sites), ())
    own = _own_file(session, owner, form.file)
    if own is None:
        file = find_file(session, FIELD, form.file)
        return read_table(content_of(file, FIELD), file.format, file.name)
    try:
        content = Store(Settings().store).get(own.digest)
    except Missing as error:
        raise Refusal(
            FIELD, form.file, f"son contenu {error.said} ; demandez au candidat de l'envoyer de nouveau."
        ) from error
    return read_table(content, own.format, own.name)


def _own_file(session: Session, owner: Owner, key: str) -> File | None:
    """Return the file of a name where a mail of the dossier brought it, unless it is in quarantine."""
    number = key.removeprefix(f"{FILE}-")
    if owner.application is None or not (number.isascii() and number.isdecimal() and len(number) <= LONGEST):
        return None
    of_it = (
        select(File)
        .join(Deposit)
        .where(File.id == int(number), Deposit.application_id == owner.application.id, col(File.trouble).is_(None))
    )
    return session.exec(of_it).first()


class Annex(NamedTuple):
    """A file of a dossier that may be a table of sites: what a form calls it, and its name."""

    key: str
    name: str


def tables_of(session: Session, application: Application) -> list[Annex]:
    """Return the spreadsheets that the mails of a dossier brought and that are no piece of it, the latest first."""
    sheets = (
        select(File.id, File.name)
        .join(Deposit)
        .where(
            Deposit.application_id == application.id,
            col(File.format).in_(SHEETS),
            col(File.trouble).is_(None),
            col(File.piece_id).is_(None),
        )
    )
    return [Annex(f"{FILE}-{i}", name) for i, name in session.exec(sheets.order_by(col(File.id).desc()))]
