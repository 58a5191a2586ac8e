"""Who signed the text that engages it: recorded with a name and a capacity, never on a draft."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, col, select, update

from models.calendar.business_days import business_days, must_have_come
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.dossiers.workflow import LABELS
from models.errors import Refusal
from models.forms.membership.members import AccessionForm, SignatureForm
from models.forms.membership.texts import Named
from models.members.membership import Instrument, Membership, Signature
from models.members.register import campaign_of, dossier_of, find_membership, is_number, runs_on
from models.members.texts.text import ReferenceDocument
from models.members.texts.versions import adopted
from models.members.texts.workflow import TEXTS, TextEvent, may, standing
from models.region.model import Region
from models.region.policies.membership import TextKey
from models.sessions.campaign import Campaign
from models.vocabulary import Event, Status
from tasks.intake.desks.files import find_file
from tasks.members.joining.effect import take_effect
from tasks.members.texts.versions import version_of

SIGNABLE = frozenset({Status.accepted, Status.member, Status.not_required})
"""Whose organisation may sign: it is to be a member, it is one, or it is one by law and engages itself."""


_Said = SignatureForm | AccessionForm
"""What says that somebody signed: on which day, who, in which capacity."""


class _Signer(NamedTuple):
    """An organisation that signs, with what it signs by the rules of its session."""

    campaign: Campaign
    organisation_id: int
    instrument: Instrument
    application: Application | None


def sign(session: Session, form: SignatureForm, *, at: datetime) -> list[Application]:
    """Record that an organisation signed the version in force. Where nobody is a member before, it becomes one, once
    the effective date has come. Recorded again in the same words, nothing changes."""
    signer = _signer(session, form.dossiers[0])
    document = _to_sign(session, signer.campaign.rules, signer.instrument, form.version)
    _must_be_possible(signer.campaign, document, form, at=at)
    digest = find_file(session, "Document signé", form.file).digest if form.file else None
    known = _recorded(session, signer, document, form) or _record(session, signer, document, form, at=at)
    known.sha256 = digest or known.sha256
    session.add(known)
    if signer.application and signer.application.status is Status.accepted:
        take_effect(session, signer.campaign, at=at)
    return [signer.application] if signer.application else []


def sign_for(
    session: Session, campaign: Campaign, application: Application, form: AccessionForm, *, at: datetime
) -> None:
    """Record that the organisation of a dossier signed the version in force of the text that engages it. Raises Refusal
    where none is in force on that day."""
    instrument = Instrument(campaign.rules.circles[application.circle].instrument)
    signer = _Signer(campaign, application.organisation_id, instrument, application)
    document = _to_sign(session, campaign.rules, instrument, None)
    _must_be_possible(campaign, document, form, at=at)
    if _recorded(session, signer, document, form) is None:
        _record(session, signer, document, form, at=at)


def _signer(session: Session, name: str) -> _Signer:
    if is_number(name):
        membership = find_membership(session, name)
        application = dossier_of(session, membership)
        return _Signer(campaign_of(session, membership), membership.organisation_id, membership.instrument, application)
    [application] = find_applications(session, [name])
    if application.status not in SIGNABLE:
        who = ", ".join(LABELS[status] for status in Status if status in SIGNABLE)
        mend = f"ce dossier est « {LABELS[application.status]} » ; signe un organisme dont le dossier est : {who}."
        raise Refusal("Membre", name, mend)
    campaign = session.get_one(Campaign, application.campaign_id)
    instrument = Instrument(campaign.rules.circles[application.circle].instrument)
    return _Signer(campaign, application.organisation_id, instrument, application)


def _to_sign(session: Session, region: Region, instrument: Instrument, version: str | None) -> ReferenceDocument:
    """Return the version to sign: a draft is none, nor is one that another has replaced (S2 is final where S3 was a
    draft with amendments)."""
    current, key = adopted(session, region, instrument), TextKey(instrument)
    document = version_of(session, region, Named(key, version)) if version else current
    if document is None:
        mend = "aucune version n'est adoptée sous ce nom ; formulaires deposer-texte, puis adopter-texte."
        raise Refusal("Version signée", f"{TEXTS[key]} {version or ''}".strip(), mend)
    if not may(document, TextEvent.sign):
        there = f"la version adoptée est la version {current.version}" if current else "aucune n'est adoptée"
        raise Refusal("Version signée", document.version, f"{standing(document)} : elle ne se signe pas ; {there}.")
    return document


def _must_be_possible(campaign: Campaign, document: ReferenceDocument, form: _Said, *, at: datetime) -> None:
    must_have_come(campaign.rules, "Signé le", form.signed_on, at=at)
    if document.adopted_on and form.signed_on < document.adopted_on:
        mend = f"la version {document.version} n'a été adoptée que le {document.adopted_on:%d/%m/%Y}."
        raise Refusal("Signé le", f"{form.signed_on:%d/%m/%Y}", mend)


def _recorded(session: Session, signer: _Signer, document: ReferenceDocument, form: _Said) -> Signature | None:
    """Return this signature where it is recorded already. Raises Refusal where it is, with other facts."""
    of_it = select(Signature).where(
        Signature.organisation_id == signer.organisation_id, Signature.document_id == document.id
    )
    known = session.exec(of_it).one_or_none()
    if known is None:
        return None
    facts = (form.signed_on, form.signatory.name, form.signatory.capacity)
    if (known.signed_on, known.signatory_name, known.signatory_capacity) != facts:
        mend = f"cet organisme l'a déjà signé le {known.signed_on:%d/%m/%Y} : cette saisie dit autre chose."
        raise Refusal("Membre", form.dossiers[0], mend)
    return known


def _record(session: Session, signer: _Signer, document: ReferenceDocument, form: _Said, *, at: datetime) -> Signature:
    application, today = signer.application, business_days(signer.campaign.rules).local(at)
    made = Signature(
        organisation_id=signer.organisation_id,
        application_id=application.id if application else None,
        document_id=document.id or 0,
        signed_on=form.signed_on,
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
        by=form.by,
        at=at,
    )
    session.add(made)
    engaged = update(Membership).where(
        col(Membership.organisation_id) == signer.organisation_id,
        col(Membership.instrument) == signer.instrument,
        runs_on(today),
    )
    session.execute(engaged.values(document_id=document.id), execution_options={"synchronize_session": "fetch"})
    if application:
        said = f"{document.title}, version {document.version}, signé le {form.signed_on:%d/%m/%Y}"
        note(session, application, Event.sign, at=at, by=Person(form.by), reason=said)
    session.flush()
    return made
