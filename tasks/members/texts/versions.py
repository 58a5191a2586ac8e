"""The versions of a text, as forms name them, and those that each form offers."""

from collections.abc import Mapping

from sqlmodel import Session, col, select

from models.columns import locked
from models.errors import Refusal
from models.forms.membership.texts import Named, TextForm
from models.forms.parts import SEPARATOR
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.members.texts.workflow import STATUSES, TEXTS, TextEvent, may
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.sessions.opening import find_campaign
from models.storage.settings import Settings
from tasks.intake.store import Missing, Store

OFFERS: Mapping[str, TextEvent] = {
    "enregistrer-amendement": TextEvent.amend,
    "proposer-texte": TextEvent.propose,
    "avis-sur-texte": TextEvent.advise,
    "adopter-texte": TextEvent.adopt,
    "suivre-signataire": TextEvent.sign,
}
"""What each form does to the versions that it offers."""


def version_of(session: Session, region: Region, named: Named) -> ReferenceDocument | None:
    """Return a version of a text, if it is recorded; whoever acts on it at the same time waits until we are done."""
    found = select(ReferenceDocument).where(
        ReferenceDocument.region_id == region.region.id,
        ReferenceDocument.document == named.text,
        ReferenceDocument.version == named.version,
    )
    return session.exec(locked(session, found)).one_or_none()


def content_of(document: ReferenceDocument) -> bytes | None:
    """Return the file of a version; None where it has none, or the store has it no more."""
    if document.format is None:
        return None
    try:
        return Store(Settings().store).get(document.sha256)
    except Missing:
        return None


def find_version(session: Session, form: TextForm) -> tuple[Campaign, ReferenceDocument]:
    """Return the session and the version that a form names. Raises Refusal where there is none."""
    campaign = find_campaign(session, form.session)
    document = version_of(session, campaign.rules, form.named)
    if document is None:
        said = f"{TEXTS[form.named.text]}, version {form.named.version}"
        raise Refusal("Version", said, "elle n'est pas enregistrée ; déposez-la d'abord (formulaire deposer-texte).")
    return campaign, document


def all_versions(session: Session, region_id: str) -> list[ReferenceDocument]:
    """Return all versions of the texts of a region, by text, the latest first."""
    of_region = select(ReferenceDocument).where(ReferenceDocument.region_id == region_id)
    found = session.exec(of_region.order_by(col(ReferenceDocument.id).desc())).all()
    return sorted(found, key=lambda one: list(TEXTS).index(one.document))


def offered_texts(session: Session, region_id: str) -> dict[str, tuple[str, ...]]:
    """Return the versions that each form offers, by deployment."""
    found = all_versions(session, region_id)
    return {act: tuple(_choice(one) for one in found if may(one, event)) for act, event in OFFERS.items()}


def _choice(document: ReferenceDocument) -> str:
    title = " ".join(document.title.replace(SEPARATOR.strip(), " ").split())[:60]
    return SEPARATOR.join((document.key, title, STATUSES[document.status]))


ADOPTED = frozenset({DocumentStatus.adopted, DocumentStatus.superseded})
"""Where a version stands that is or was in force."""
