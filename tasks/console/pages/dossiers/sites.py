"""The sites of a dossier, and the files that may tell them."""

from typing import NamedTuple

from sqlmodel import Session

from models.dossiers.application import Application, Organisation
from models.members.site import Site, sites_of
from models.region.model import Region
from tasks.members.sites.group import members_of
from tasks.members.sites.owners import Annex, tables_of


class ToldSites(NamedTuple):
    """The sites of the organisation of a dossier; the `tables` that may tell them; the departments of the region; the
    `head` of its group, or the structures of the `group` that it heads."""

    all: tuple[Site, ...]
    tables: tuple[Annex, ...]
    departments: tuple[str, ...]
    head: Organisation | None
    group: tuple[Organisation, ...]


def told_sites(session: Session, application: Application, rules: Region) -> ToldSites:
    """Return the sites of a dossier, those that are closed too."""
    own = session.get_one(Organisation, application.organisation_id)
    return ToldSites(
        tuple(sites_of(session, application.organisation_id)),
        tuple(tables_of(session, application)),
        tuple(rules.region.departments),
        session.get(Organisation, own.head_id) if own.head_id else None,
        tuple(members_of(session, own)),
    )
