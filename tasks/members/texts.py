"""The texts that engage members: their versions, recorded as drafts, then adopted, then replaced."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from models.dossiers.application import Application
from models.dossiers.completeness import await_people
from models.errors import Refusal
from models.forms.members import INSTRUMENTS, STATUSES, DocumentForm
from models.members.membership import DocumentStatus, Instrument, ReferenceDocument
from models.members.register import adopted
from models.region.model import Region
from models.sessions.opening import find_campaign
from tasks.intake.desks.files import find_file


def record_document(session: Session, form: DocumentForm, *, at: datetime) -> list[Application]:
    """Record a version of a text. An adopted version replaces the former, and members then sign anew; the same again
    changes nothing. A draft may still change. Raises Refusal for any other change of a version that is no draft."""
    campaign = find_campaign(session, form.session)
    document = version_of(session, campaign.rules, form.document, form.version)
    said = _said(session, form)
    if document and all(getattr(document, name) == value for name, value in said.items()):
        return []
    if document and document.status is not DocumentStatus.draft:
        mend = f"elle est déjà enregistrée ({version_standing(document)}) ; donnez un autre numéro à celle-ci."
        raise Refusal("Version", form.version, mend)
    if form.status is DocumentStatus.adopted:
        _supersede(session, campaign.rules, form)
        await_people(campaign, at=at)
        session.add(campaign)
    made = document or ReferenceDocument(
        region_id=campaign.rules.region.id, document=form.document, version=form.version, **said, **_by(form, at)
    )
    session.add(made.sqlmodel_update({**said, **_by(form, at)}))
    session.flush()
    return []


def _said(session: Session, form: DocumentForm) -> dict[str, Any]:
    facts = {"status": form.status, "title": form.title, "adopted_on": form.adopted_on}
    return facts | {"sha256": form.sha256 or find_file(session, "Fichier", form.file or "").digest}


def _by(form: DocumentForm, at: datetime) -> dict[str, Any]:
    return {"recorded_by": form.by, "recorded_at": at}


def version_of(session: Session, region: Region, document: Instrument, version: str) -> ReferenceDocument | None:
    """Return a version of a text, if it is recorded."""
    named = select(ReferenceDocument).where(
        ReferenceDocument.region_id == region.region.id,
        ReferenceDocument.document == document,
        ReferenceDocument.version == version,
    )
    return session.exec(named.with_for_update()).one_or_none()


def _supersede(session: Session, region: Region, form: DocumentForm) -> None:
    """Replace the version that is in force, before another is: there is one at most."""
    former = adopted(session, region, form.document)
    if former is None:
        return
    if former.adopted_on and form.adopted_on and form.adopted_on < former.adopted_on:
        mend = f"la version {former.version} a été adoptée depuis, le {former.adopted_on:%d/%m/%Y}."
        raise Refusal("Adopté le", form.adopted_on, mend)
    former.status = DocumentStatus.superseded
    session.add(former)
    session.flush()


def version_standing(document: ReferenceDocument) -> str:
    """Return how a version stands: « cahier des charges, version 2, « projet » »."""
    return f"{INSTRUMENTS[document.document]}, version {document.version}, « {STATUSES[document.status]} »"
