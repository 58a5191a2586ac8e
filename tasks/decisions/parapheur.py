"""Acts that the Région signs outside, in its signature book (« parapheur »): exported, then deposited signed, and only
then recorded and notified (CRPA L212-1, L212-3). `KINDS` is their table, and all go the same way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import wraps
from hashlib import sha256
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

from sqlmodel import Session, col, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application, Validation
from models.dossiers.completeness import find_applications
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.appeals import AppealAnswerForm
from models.forms.decisions import ExportForm, RectificationForm, SignedActsForm
from models.forms.dossiers import DecisionForm
from models.forms.membership.members import FormalNoticeForm, TerminationForm
from models.forms.parts import Form
from models.notices import ActFile, Document, Notice, NoticeFile, SignedAct, exported_acts, last_queued
from models.region.file_names import fold
from models.sessions.campaign import Campaign
from models.vocabulary import Event
from notifications.outbox.act_files import PDF, SignedCopy, carried
from notifications.outbox.enclosures import Enclosure, keep
from notifications.writing.acts import ACTS, file_name
from notifications.writing.wording import enumeration
from tasks.decisions.already_recorded import latest
from tasks.decisions.appeals.answer import answer_appeal
from tasks.decisions.pdf_signature import NotSigned, Signed, read_signature
from tasks.decisions.record import record_decisions
from tasks.decisions.rectify import rectify
from tasks.decisions.sign import must_follow, signable, signed_decision
from tasks.intake.desks.files import content_of, find_file
from tasks.members.leave import give_notice, terminate

F = TypeVar("F", bound=Form)
F_contra = TypeVar("F_contra", bound=Form, contravariant=True)

_FILES = "Fichiers signés"


class Recording(Protocol[F_contra]):
    """Records an act and queues its letter, which carries the `signed` copy that came back from outside."""

    __name__: str

    def __call__(
        self, session: Session, form: F_contra, /, *, at: datetime, signed: SignedCopy | None = None
    ) -> list[Application]:
        """Return the applications that the act was about; raises Refusal for what the rules refuse."""


class Kind(NamedTuple, Generic[F]):
    """An act that is signed: what it is called, its form, what records it, and what its document is called."""

    label: str
    form: type[F]
    rule: Recording[F]
    document: str = "Décision"


def decide(
    session: Session, form: DecisionForm, /, *, at: datetime, signed: SignedCopy | None = None
) -> list[Application]:
    """Record a decision that the commission has validated. Raises Refusal for one that was signed before that."""
    applications = find_applications(session, form.dossiers)
    said = latest(session, Validation, applications)
    given = {one.id or 0: signable(one, said.get(one.id or 0)) for one in applications}
    if signed is None:
        return record_decisions(session, form, at=at)
    [application] = applications
    must_follow(session, application, given[application.id or 0], signed.on, at=at)
    return record_decisions(session, form, at=at, signed_on=signed.on, files=carried(signed, application.id))


KINDS: Mapping[SignedAct, Kind[Any]] = {
    SignedAct.decision: Kind("Décision", DecisionForm, decide),
    SignedAct.rectification: Kind("Décision rectifiée", RectificationForm, rectify),
    SignedAct.formal_notice: Kind("Mise en demeure", FormalNoticeForm, give_notice, "Mise en demeure"),
    SignedAct.termination: Kind("Résiliation", TerminationForm, terminate),
    SignedAct.appeal_answer: Kind("Réponse à un recours", AppealAnswerForm, answer_appeal),
}
"""The acts that are signed, here or outside."""


class Rule(Protocol[F_contra]):
    """What a row of the table of acts calls."""

    __name__: str

    def __call__(self, session: Session, form: F_contra, /, *, at: datetime) -> list[Application]:
        """Return the applications that the act was about; raises Refusal for what the rules refuse."""


def signed_where_asked(kind: SignedAct, rule: Recording[F]) -> Rule[F]:
    """Return the rule of an act that is exported to be signed, where the region file asks for that, and else done."""

    @wraps(rule)
    def export_or_do(session: Session, form: F, /, *, at: datetime) -> list[Application]:
        return _export(session, kind, [form], at=at)

    return export_or_do


def export_acts(session: Session, form: ExportForm, *, at: datetime) -> list[Application]:
    """Write the decisions on some dossiers as documents to be signed outside, in the sense of the commission unless
    another is said: nothing is decided yet, and nobody is told. The same again changes nothing. Raises Refusal where
    the region file wants no signature from outside, or no commission has spoken."""
    applications = find_applications(session, form.dossiers)
    said = latest(session, Validation, applications)
    for application in applications:
        _must_sign_outside(session, application)
    decisions = [signed_decision(one, signable(one, said.get(one.id or 0)), form) for one in applications]
    return _export(session, SignedAct.decision, decisions, at=at)


def _must_sign_outside(session: Session, application: Application) -> None:
    if not session.get_one(Campaign, application.campaign_id).rules.decision.parapheur:
        mend = "la région ne signe pas au parapheur (decision.parapheur) ; formulaire signer-decisions."
        raise Refusal("Dossiers", application.reference, mend)


def _export(session: Session, kind: SignedAct, forms: Sequence[Any], *, at: datetime) -> list[Application]:
    """Do an act on trial, and where its letter would carry one that is signed outside, take all of it back and keep
    that document alone. What tells none is done: a formal notice that was posted, signed by hand; the same again."""
    applications: list[Application] = []
    found: dict[int, tuple[Any, bytes]] = {}
    with session.begin_nested() as trial:
        for form in forms:
            last = last_queued(session)
            concerned = KINDS[kind].rule(session, form, at=at)
            found |= {number: (form, document) for number, document in _acts(session, concerned, after=last)}
            applications += concerned
        if found:
            trial.rollback()
    for number, (form, document) in found.items():
        _keep_exported(session, kind, number, form, document, at=at)
    return applications


def _acts(session: Session, applications: Sequence[Application], *, after: int) -> Iterator[tuple[int, bytes]]:
    """Yield the acts to be signed outside that letters queued since one carry, each with its application: its document
    comes first."""
    outside = [one.id for one in applications if session.get_one(Campaign, one.campaign_id).rules.decision.parapheur]
    queued = (
        select(Notice.application_id, Document.content)
        .join(NoticeFile, col(NoticeFile.notice_id) == col(Notice.id))
        .join(Document, col(Document.id) == col(NoticeFile.document_id))
        .where(col(Notice.id) > after, col(Notice.application_id).in_(outside), col(Notice.kind).in_([*ACTS]))
        .where(NoticeFile.position == 1, Document.media_type == PDF)
    )
    for number, content in session.exec(queued):
        yield number or 0, content


def _keep_exported(session: Session, kind: SignedAct, number: int, form: Any, document: bytes, *, at: datetime) -> None:  # noqa: ANN401  a form of any kind
    kept = _kept(session, document)
    former = next((one for one in exported_acts(session, [number]).get(number, ()) if one.kind == kind), None)
    if former is None or former.document_id != kept:
        session.add(
            ActFile(
                application_id=number,
                document_id=kept,
                kind=kind,
                form=form.model_dump(mode="json", exclude={"confirmed"}),
                signatory_name=form.signatory.name,
                signatory_capacity=form.signatory.capacity,
                by=form.by,
                at=at,
            )
        )


def _kept(session: Session, document: bytes) -> int:
    digest = sha256(document).hexdigest()
    return keep(session, {digest: Enclosure("acte.pdf", PDF, document)})[digest] or 0


def deposit_signed(session: Session, form: SignedActsForm, *, at: datetime) -> list[Application]:
    """Record the acts on some dossiers once their documents came back signed, and notify each with its own; the same
    again changes nothing. Raises Refusal for a dossier of which no file is the signed act, and for a signature of
    somebody else, of before the act was exported, or to come."""
    applications = find_applications(session, form.dossiers)
    contents = dict(_contents(session, form))
    acts = exported_acts(session, [application.id or 0 for application in applications])
    for application in applications:
        for act, key in _brought(session, application, acts.get(application.id or 0, ()), contents):
            if act.signed_document_id is None:
                _record(session, application, act, key, contents[key], at=at)
    return applications


def take_back(session: Session, application: Application, *, reason: str, by: str, at: datetime) -> None:
    """Take back the acts on a dossier that were exported and wait for their signature: deposited now, they would be
    refused. Said again, nothing changes. Raises Refusal where none was ever exported."""
    acts = session.exec(select(ActFile).where(ActFile.application_id == application.id)).all()
    if not acts:
        raise Refusal("Saisie à corriger", application.reference, "aucun acte n'en a été exporté.")
    waiting = [act for act in acts if act.signed_document_id is None and act.taken_back_at is None]
    for act in waiting:
        act.taken_back_at = at
        session.add(act)
    if waiting:
        which = enumeration(dict.fromkeys(KINDS[act.kind].label.lower() for act in waiting))
        why = f"acte à signer, retiré ({which}) : {reason}"
        note(session, application, Event.correct, at=at, by=Person(by), reason=why)


def _contents(session: Session, form: SignedActsForm) -> Iterator[tuple[str, bytes]]:
    for key in dict.fromkeys(form.files):
        yield key, content_of(find_file(session, _FILES, key), _FILES)


def _brought(
    session: Session, application: Application, acts: Sequence[ActFile], contents: Mapping[str, bytes]
) -> list[tuple[ActFile, str]]:
    """Return the exported acts of a dossier that some files are, each with its file. Raises Refusal for none."""
    if not acts:
        raise Refusal("Dossiers", application.reference, "rien n'en a été exporté (exporter-parapheur).")
    exported = {act.id: session.get_one(Document, act.document_id).content for act in acts}
    found = {act.id: key for act in acts for key, one in contents.items() if one.startswith(exported[act.id])}
    if not found:
        mend = (
            "aucun de ces fichiers n'est l'acte exporté pour ce dossier ; déposez celui-là, signé, sans l'imprimer ni "
            "le convertir."
        )
        raise Refusal(_FILES, f"{', '.join(contents)} ({application.reference})", mend)
    return [(act, found[act.id]) for act in acts if act.id in found]


def _record(
    session: Session, application: Application, act: ActFile, key: str, content: bytes, *, at: datetime
) -> None:
    """Record an act as it was exported, and nothing else: that is what was signed."""
    signature = _signature(session, application, act, key, content)
    days = business_days(session.get_one(Campaign, application.campaign_id).rules)
    act.signed_on = _signed_on(application, key, days.local(signature.at), days.local(act.at), days.local(at))
    act.signed_by, act.signed_document_id = signature.by, _kept(session, content)
    session.add(act)
    kind = KINDS[act.kind]
    copy = SignedCopy(act.signed_on, Enclosure(file_name(kind.document, application.reference), PDF, content))
    kind.rule(session, kind.form.model_validate(act.form), at=at, signed=copy)


def _signature(session: Session, application: Application, act: ActFile, key: str, content: bytes) -> Signed:
    try:
        signature = read_signature(content, session.get_one(Document, act.document_id).content)
    except NotSigned as error:
        raise Refusal(_FILES, key, f"{application.reference} : {error}") from error
    if not _is_of(act.signatory_name, signature.by):
        mend = f"le certificat est celui de « {signature.by} », et l'acte est celui de « {act.signatory_name} »."
        raise Refusal(_FILES, key, f"{application.reference} : {mend}")
    return signature


def _is_of(name: str, certificate: str) -> bool:
    """Return True if a certificate names a signatory, in whatever order and case; an initial is left out."""
    words, known = (set(fold(text).casefold().replace("-", " ").split()) for text in (name, certificate))
    return {word for word in words if len(word.strip(".")) > 1} <= known


def _signed_on(application: Application, key: str, on: date, exported_on: date, today: date) -> date:
    if not exported_on <= on <= today:
        mend = (
            f"{application.reference} : signé le {on:%d/%m/%Y}, alors que l'acte a été exporté le "
            f"{exported_on:%d/%m/%Y} ; faites-le signer de nouveau, l'horloge du parapheur étant à l'heure."
        )
        raise Refusal(_FILES, key, mend)
    return on
