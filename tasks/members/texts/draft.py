"""A version of a text is put in as a draft, changed as long as it is one, then proposed, and advised upon."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.calendar.business_days import must_have_come
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.texts import SENSES, TextDraftForm, TextOpinionForm, TextProposalForm
from models.members.texts.text import DocumentStatus, ReferenceDocument, TextOpinion
from models.members.texts.workflow import TextEvent, move
from models.sessions.opening import find_campaign
from tasks.intake.desks.files import find_file
from tasks.members.texts.versions import find_version, version_of


def deposit_text(session: Session, form: TextDraftForm, *, at: datetime) -> list[Application]:
    """Record a version as a draft, or give a draft another file or title; the same again changes nothing. Raises
    Refusal for a version that is no draft any more: another text is another version."""
    campaign = find_campaign(session, form.session)
    document = version_of(session, campaign.rules, form.named)
    said = _said(session, form)
    if document is None:
        document = ReferenceDocument(
            region_id=campaign.rules.region.id,
            document=form.document,
            version=form.version,
            status=DocumentStatus.draft,
            recorded_by=form.by,
            recorded_at=at,
            **said,
        )
    elif any(getattr(document, name) != value for name, value in said.items()):
        move(document, TextEvent.change)
        document.sqlmodel_update(said | {"recorded_by": form.by, "recorded_at": at})
    session.add(document)
    session.flush()
    return []


def _said(session: Session, form: TextDraftForm) -> dict[str, Any]:
    file = find_file(session, "Fichier", form.file) if form.file else None
    told = {"sha256": file.digest, "format": file.format} if file else {"sha256": form.sha256, "format": None}
    return {"title": form.title, **told}


def propose_text(session: Session, form: TextProposalForm, *, at: datetime) -> list[Application]:
    """Propose a draft: its file changes no more. Proposed again in the same words, nothing changes."""
    campaign, document = find_version(session, form)
    if (document.proposed_by, document.proposed_on) == (form.proposed_by, form.proposed_on):
        return []
    move(document, TextEvent.propose)
    must_have_come(campaign.rules, "Proposé le", form.proposed_on, at=at)
    session.add(document.sqlmodel_update({"proposed_by": form.proposed_by, "proposed_on": form.proposed_on}))
    session.flush()
    return []


def advise_text(session: Session, form: TextOpinionForm, *, at: datetime) -> list[Application]:
    """Record the opinion of a body on a version that was proposed (S2 §10; S4 art. 6). The same again changes nothing;
    raises Refusal for another of the same body on the same day."""
    campaign, document = find_version(session, form)
    known = session.exec(
        select(TextOpinion).where(
            TextOpinion.document_id == document.id,
            TextOpinion.body == form.body,
            TextOpinion.given_on == form.given_on,
        )
    ).one_or_none()
    if known and (known.sense, known.remarks) == (form.sense, form.remarks):
        return []
    if known:
        mend = f"son avis du {known.given_on:%d/%m/%Y} est déjà enregistré : {SENSES[known.sense]}."
        raise Refusal("Instance", form.body, mend)
    move(document, TextEvent.advise)
    must_have_come(campaign.rules, "Avis rendu le", form.given_on, at=at)
    if document.proposed_on and form.given_on < document.proposed_on:
        mend = f"cette version n'a été proposée que le {document.proposed_on:%d/%m/%Y}."
        raise Refusal("Avis rendu le", form.given_on, mend)
    said = form.model_dump(include={"body", "given_on", "sense", "remarks", "by"})
    session.add(TextOpinion(document_id=document.id or 0, at=at, **said))
    session.flush()
    return []
