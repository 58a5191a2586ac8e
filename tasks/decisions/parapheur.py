"""Decisions that the Région signs outside, in its signature book (« parapheur »): exported, then deposited signed, and
only then notified (CRPA L212-1, L212-3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from models.calendar.business_days import business_days
from models.dossiers.application import Application, Decision, Validation
from models.dossiers.completeness import find_applications
from models.errors import Refusal
from models.forms.decisions import ExportForm, SignedActsForm
from models.forms.dossiers import DecisionForm, Signatory
from models.notices import ActFile, Document, exported_acts
from models.region.file_names import fold
from models.region.model import Region
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.documents.typeset import typeset
from notifications.loading.consulted import consulted
from notifications.loading.variables import decision_view, load_applications, load_pieces, session_view
from notifications.outbox.act_files import PDF
from notifications.outbox.enclosures import Enclosure, keep
from notifications.writing.acts import file_name, write_act
from tasks.decisions.already_recorded import latest
from tasks.decisions.pdf_signature import NotSigned, Signed, read_signature
from tasks.decisions.record import must_be_known, record_decisions
from tasks.decisions.sign import must_follow, signable, signed_decision
from tasks.intake.desks.files import content_of, find_file

_FILES = "Fichiers signés"


def export_acts(session: Session, form: ExportForm, *, at: datetime) -> list[Application]:
    """Write the decisions on some dossiers as documents to be signed outside, in the sense of the commission unless
    another is said: nothing is decided yet, and nobody is told. The same again changes nothing. Raises Refusal where
    the region file wants no signature from outside, or no commission has spoken."""
    applications = find_applications(session, form.dossiers)
    said, known = latest(session, Validation, applications), _exported(session, applications)
    for application in applications:
        campaign = session.get_one(Campaign, application.campaign_id)
        _must_sign_outside(campaign.rules, application)
        decision = signed_decision(application, signable(application, said.get(application.id or 0)), form)
        must_be_known(campaign.rules, decision.pieces)
        content = _document(session, campaign, application, decision, at=at)
        digest = sha256(content).hexdigest()
        kept = keep(session, {digest: Enclosure("acte.pdf", PDF, content)})[digest] or 0
        former = known.get(application.id or 0)
        if former is None or former.document_id != kept:
            session.add(_act_file(application, decision, kept, at=at))
    return applications


def _exported(session: Session, applications: Sequence[Application]) -> Mapping[int, ActFile]:
    return exported_acts(session, [application.id or 0 for application in applications])


def _must_sign_outside(region: Region, application: Application) -> None:
    if not region.decision.parapheur:
        mend = "la région ne signe pas au parapheur (decision.parapheur) ; formulaire signer-decisions."
        raise Refusal("Dossiers", application.reference, mend)


def _document(
    session: Session, campaign: Campaign, application: Application, form: DecisionForm, *, at: datetime
) -> bytes:
    """Return the act as it is to be signed: its day is that of the signature."""
    region, days, ids = campaign.rules, business_days(campaign.rules), [application.id or 0]
    made = Decision(
        application_id=ids[0],
        campaign_id=campaign.id or 0,
        version=0,
        **form.model_dump(include={"decision", "law", "reasons", "pieces", "by"}),
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
        decided_at=at,
        signed_on=days.local(at),
    )
    bodies = consulted(session, region, days, ids, [made])
    kind = NoticeKind(form.decision)
    act = write_act(
        kind,
        region=region,
        session=session_view(session, campaign, at=at),
        is_electronic=True,
        application=load_applications(session, region, ids)[ids[0]],
        decision=decision_view(region, days, made, bodies.get(None, ())),
        pieces=load_pieces(session, region, ids)[ids[0]],
        request=None,
    )
    if act is None:
        raise ValueError(f"« {kind} » tells no act")
    return typeset("act", act)


def _act_file(application: Application, form: DecisionForm, document_id: int, *, at: datetime) -> ActFile:
    return ActFile(
        application_id=application.id or 0,
        document_id=document_id,
        **form.model_dump(include={"decision", "law", "reasons", "pieces", "by"}),
        signatory_name=form.signatory.name,
        signatory_capacity=form.signatory.capacity,
        at=at,
    )


def deposit_signed(session: Session, form: SignedActsForm, *, at: datetime) -> list[Application]:
    """Record the decisions on some dossiers once their documents came back signed, and notify each with its own; the
    same again changes nothing. Raises Refusal for a dossier of which no file is the signed act, and for a signature of
    somebody else, of before the commission, or to come."""
    applications = find_applications(session, form.dossiers)
    acts, contents = _exported(session, applications), dict(_contents(session, form))
    said = latest(session, Validation, applications)
    for application in applications:
        act = acts.get(application.id or 0)
        if act is None:
            raise Refusal("Dossiers", application.reference, "rien n'en a été exporté (exporter-parapheur).")
        content, signature = _signed(session, application, act, contents)
        campaign = session.get_one(Campaign, application.campaign_id)
        signed_on = business_days(campaign.rules).local(signature.at)
        must_follow(session, application, signable(application, said.get(application.id or 0)), signed_on, at=at)
        _keep_signed(session, act, content, signature.by)
        act.signed_on = signed_on
        enclosed = Enclosure(file_name("Décision", application.reference), PDF, content)
        files = {application.id or 0: (enclosed,)}
        record_decisions(session, _as_exported(application, act), at=at, signed_on=signed_on, files=files)
    return applications


def _contents(session: Session, form: SignedActsForm) -> Iterator[tuple[str, bytes]]:
    for key in dict.fromkeys(form.files):
        yield key, content_of(find_file(session, _FILES, key), _FILES)


def _signed(
    session: Session, application: Application, act: ActFile, contents: Mapping[str, bytes]
) -> tuple[bytes, Signed]:
    """Return the signed act of a dossier among some files, and its signature."""
    exported = session.get_one(Document, act.document_id).content
    theirs = {key: content for key, content in contents.items() if content.startswith(exported)}
    if not theirs:
        mend = (
            "aucun de ces fichiers n'est l'acte exporté pour ce dossier ; déposez celui-là, signé, sans l'imprimer ni "
            "le convertir."
        )
        raise Refusal(_FILES, f"{', '.join(contents)} ({application.reference})", mend)
    key, content = next(iter(theirs.items()))
    try:
        signature = read_signature(content, exported)
    except NotSigned as error:
        raise Refusal(_FILES, key, f"{application.reference} : {error}") from error
    if not _is_of(act.signatory_name, signature.by):
        mend = f"le certificat est celui de « {signature.by} », et l'acte est celui de « {act.signatory_name} »."
        raise Refusal(_FILES, key, f"{application.reference} : {mend}")
    return content, signature


def _is_of(name: str, certificate: str) -> bool:
    """Return True if a certificate names a signatory, in whatever order and case; an initial is left out."""
    words, known = (set(fold(text).casefold().replace("-", " ").split()) for text in (name, certificate))
    return {word for word in words if len(word.strip(".")) > 1} <= known


def _keep_signed(session: Session, act: ActFile, content: bytes, by: str) -> None:
    digest = sha256(content).hexdigest()
    act.signed_document_id = keep(session, {digest: Enclosure("acte.pdf", PDF, content)})[digest]
    act.signed_by = by
    session.add(act)


def _as_exported(application: Application, act: ActFile) -> DecisionForm:
    """Return the decision that was exported, and nothing else: that is what was signed."""
    return DecisionForm(
        references=[application.reference],
        decision=act.decision,
        law=act.law,
        reasons=act.reasons,
        pieces=act.pieces,
        signatory=Signatory(name=act.signatory_name, capacity=act.signatory_capacity),
        by=act.by,
    )
