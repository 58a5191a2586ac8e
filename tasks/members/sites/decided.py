"""Sites accepted or refused one by one: which are to be refused is said first, and the decision then says it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.columns import chunks
from models.dossiers.application import Application
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.membership.sites import SetAsideSitesForm
from models.members.site import Site, SiteStatus, open_on
from models.vocabulary import UNDECIDED, Status
from tasks.members.sites.owners import Owner, find_owner, find_site
from tasks.members.sites.record import note_site

SORTABLE = UNDECIDED | {Status.accepted, Status.member}
"""Where a decision, or one that replaces it, may still sort sites."""


def set_aside_sites(session: Session, form: SetAsideSitesForm, *, at: datetime) -> list[Application]:
    """Note which sites of a dossier the next decision is going to refuse, and why; of the others, that it accepts them.
    Said again, nothing changes. Raises Refusal for a site that is not there, and where none would be left: the dossier
    itself is refused then."""
    owner = find_owner(session, form.dossiers[0])
    if owner.application and owner.application.status not in SORTABLE:
        mend = f"ce dossier est « {LABELS[owner.application.status]} » : aucune décision n'acceptera de sites."
        raise Refusal("Dossier", owner.application.reference, mend)
    wanted = {find_site(session, owner, one.site).id: one.reasons for one in form.sites}
    there = _open_sites(session, owner, at=at)
    if wanted and not [site for site in there if site.id not in wanted]:
        mend = "il ne resterait aucun site ; refusez le dossier lui-même, avec ses motifs."
        raise Refusal("Sites à refuser", ", ".join(site.name for site in there), mend)
    for site in there:
        if site.refusal != wanted.get(site.id):
            site.refusal = wanted.get(site.id)
            said = f"à refuser : {site.refusal}" if site.refusal else "à accepter"
            note_site(session, owner, f"site {site.name}, {said}", by=form.by, at=at)
            session.add(site)
    session.flush()
    return [owner.application] if owner.application else []


def _open_sites(session: Session, owner: Owner, *, at: datetime) -> list[Site]:
    today = business_days(owner.region).local(at)
    own = select(Site).where(Site.organisation_id == owner.organisation.id, open_on(today))
    return list(session.exec(own.order_by(col(Site.id)).with_for_update()))


def decide_sites(session: Session, accepted: Sequence[Application]) -> None:
    """Accept or refuse the sites of dossiers that a decision accepts, as was said before it."""
    for site in _sites_of(session, accepted):
        site.status = SiteStatus.refused if site.refusal else SiteStatus.accepted
        session.add(site)
    session.flush()


def _sites_of(session: Session, applications: Sequence[Application]) -> Iterator[Site]:
    for part in chunks([application.organisation_id for application in applications]):
        yield from session.exec(select(Site).where(col(Site.organisation_id).in_(part))).all()


def admit_sites(session: Session, joining: Sequence[Application]) -> None:
    """Accept the sites of dossiers that become members of which nothing was decided: silence accepted all of them."""
    for site in _sites_of(session, joining):
        if site.status is SiteStatus.declared:
            site.status, site.refusal = SiteStatus.accepted, None
            session.add(site)
    session.flush()
