"""From the sites of a dossier to what its acceptance says of each."""

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.members.site import Site, sites_of_each
from models.vocabulary import DecisionSense
from notifications.views.notices import DecisionView, SiteRefusedView


def load_sites(session: Session, ids: Sequence[int]) -> dict[int, list[Site]]:
    """Return the open sites of some dossiers, of which there are some thousands at most."""
    rows = session.exec(select(Application.id, Application.organisation_id).where(col(Application.id).in_(ids))).all()
    told = sites_of_each(session, [owner for _, owner in rows])
    return {i or 0: told[owner] for i, owner in rows if owner in told}


def with_sites(view: DecisionView, sites: Sequence[Site]) -> DecisionView:
    """Return an acceptance with the sites that it is about and those that it refuses; another decision as it is."""
    if view.sense != DecisionSense.accepted:
        return view
    refused = tuple(SiteRefusedView(name=site.told, reasons=site.refusal) for site in sites if site.refusal)
    return replace(view, sites_in=tuple(site.told for site in sites if not site.refusal), sites_out=refused)
