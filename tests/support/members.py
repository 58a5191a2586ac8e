"""Members for the tests: texts that are in force, organisations that signed, memberships, and forms about them."""

from datetime import date, datetime
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from models.dossiers.application import Application, Organisation
from models.dossiers.journal import JournalLine
from models.forms.membership.members import (
    AccessionForm,
    CureForm,
    FormalNoticeForm,
    RegisterForm,
    SignatureForm,
    TerminationForm,
)
from models.forms.membership.texts import (
    AmendmentForm,
    AmendmentRulingForm,
    SignatoryForm,
    TextAdoptionForm,
    TextDraftForm,
    TextForm,
    TextOpinionForm,
    TextProposalForm,
)
from models.forms.parts import Form
from models.members.membership import FormalNotice, Instrument, Membership, Signature
from models.members.texts.text import DocumentStatus, ReferenceDocument
from models.notices import Notice
from models.region.policies.membership import TextKey
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeStatus, Status
from tasks.acts.table import ACTS
from tasks.members.leave import give_notice
from tests.factories import application, paris, typed

TextFormed = TypeVar("TextFormed", bound=TextForm)

JULY, SEPTEMBER = paris("2026-07-20 10:00"), paris("2026-09-01 00:00")
SIGNATORY = {"name": "Camille Essai", "capacity": "Présidente"}
BY = "Mme Essai"
PRINT = "ab" * 32
GIVEN, NAME = paris("2026-12-31 10:00"), "ARA-2026-0001"
REASONS = "Article 3 du cahier des charges : l'accueil n'est plus ouvert à tous."


def accession(name: str, on: date, **fields: object) -> AccessionForm:
    """Return a form by which an organisation signed its convention on a day, as a local committee told the Région."""
    row: dict[str, object] = {
        "reference": name,
        "signed_on": on,
        "signatory": SIGNATORY,
        "told_on": on,
        "told_by": "Comité de coordination locale du Loiret",
        "by": BY,
    }
    return AccessionForm.model_validate(row | fields)


def text(
    session: Session,
    campaign: Campaign,
    version: str = "1",
    status: DocumentStatus = DocumentStatus.adopted,
    *,
    document: TextKey = TextKey.cahier_des_charges,
) -> ReferenceDocument:
    """Return a version of the cahier des charges, in force since 1 July 2026 unless told otherwise."""
    was_adopted = status in {DocumentStatus.adopted, DocumentStatus.superseded}
    made = ReferenceDocument(
        region_id=campaign.region_id,
        document=document,
        version=version,
        status=status,
        title="Cahier des charges du SPRO",
        sha256=PRINT,
        adopted_on=date(2026, 7, 1) if was_adopted else None,
        in_force_from=date(2026, 7, 1) if was_adopted else None,
        superseded_on=date(2026, 7, 1) if status is DocumentStatus.superseded else None,
        recorded_by=BY,
        recorded_at=campaign.opened_at,
    )
    session.add(made)
    session.flush()
    return made


def signed(session: Session, whose: Application | Membership, document: ReferenceDocument, on: date) -> Signature:
    """Return the signature of a text by the organisation of a dossier, or of a membership."""
    made = Signature(
        organisation_id=whose.organisation_id,
        application_id=whose.id if isinstance(whose, Application) else whose.application_id,
        document_id=document.id or 0,
        signed_on=on,
        signatory_name="Camille Essai",
        signatory_capacity="Présidente",
        by=BY,
        at=paris(f"{on} 10:00"),
    )
    session.add(made)
    session.flush()
    return made


def member(
    session: Session,
    campaign: Campaign,
    *,
    name: str = "CIDFF de l'Ain",
    siret: str | None = None,
    dossier: bool = True,
    **fields: Any,  # noqa: ANN401  whatever columns a test cares for
) -> Membership:
    """Return a membership of the third circle since 1 September 2026, with its dossier unless told otherwise."""
    held = application(session, campaign, Status.member, name=name) if dossier else None
    organisation_id = held.organisation_id if held else _organisation(session, name)
    organisation = session.get_one(Organisation, organisation_id)
    organisation.siret = siret
    row: dict[str, Any] = {
        "region_id": campaign.region_id,
        "organisation_id": organisation_id,
        "application_id": held.id if held else None,
        "circle": 3,
        "instrument": Instrument.cahier_des_charges,
        "starts_on": date(2026, 9, 1),
        "ends_on": date(2028, 12, 31),
        "logo_granted_on": date(2026, 9, 1),
        "by": "system",
        "at": SEPTEMBER,
    }
    made = Membership(**(row | fields))
    session.add_all([organisation, made])
    session.flush()
    return made


def _organisation(session: Session, name: str) -> int:
    made = Organisation(name=name)
    session.add(made)
    session.flush()
    return made.id or 0


def send(session: Session, kind: str, at: datetime, status: NoticeStatus = NoticeStatus.sent) -> Notice:
    """Send the latest notice of a kind at an instant, or have it end otherwise, and return it."""
    notice = session.exec(select(Notice).where(Notice.kind == kind).order_by(col(Notice.id).desc())).first()
    assert notice is not None
    notice.status, notice.sent_at, notice.due_at = status, at, None
    session.add(notice)
    session.flush()
    return notice


def kinds(session: Session) -> list[str]:
    """Return the kinds of the notices that were queued, in order."""
    return list(session.exec(select(Notice.kind).order_by(col(Notice.id))))


def journal(session: Session) -> list[tuple[str, str | None]]:
    """Return what the journal says of people's acts, in order: the event and its reason."""
    lines = session.exec(select(JournalLine).order_by(col(JournalLine.id)))
    return [(line.event.value, line.reason) for line in lines]


def memberships(session: Session) -> list[Membership]:
    """Return the memberships, in order."""
    return list(session.exec(select(Membership).order_by(col(Membership.id))))


def draft(**fields: object) -> TextDraftForm:
    """Return a form that puts in version 1 of the cahier des charges, unless `fields` says otherwise."""
    row: dict[str, object] = {
        "session": "ara-2026",
        "document": "cahier_des_charges",
        "version": "1",
        "title": "Cahier des charges du SPRO",
        "sha256": PRINT,
        "by": BY,
    }
    return TextDraftForm.model_validate(row | fields)


def about(form: type[TextFormed], **fields: object) -> TextFormed:
    """Return a form about version 1 of the cahier des charges, unless `fields` says otherwise."""
    return form.model_validate({"session": "ara-2026", "text": "cahier des charges : 1", "by": BY} | fields)


def proposal(**fields: object) -> TextProposalForm:
    """Return a form by which the Region proposes a version on 10 June 2026."""
    row = {"proposed_by": "Conseil régional", "proposed_on": date(2026, 6, 10)}
    return about(TextProposalForm, **(row | fields))


def text_opinion(**fields: object) -> TextOpinionForm:
    """Return a form by which the CREFOP gave a favourable opinion on 24 June 2026."""
    row = {"body": "CREFOP", "given_on": date(2026, 6, 24), "sense": "favorable"}
    return about(TextOpinionForm, **(row | fields))


def amendment(**fields: object) -> AmendmentForm:
    """Return a form by which a union proposes to change a word of a version."""
    row = {"organisation": "Syndicat Exemple", "place": "§ 3, Engagements", "proposed": "Remplacer « usager »."}
    return about(AmendmentForm, **(row | fields))


def ruling(**fields: object) -> AmendmentRulingForm:
    """Return a form that does not take the first amendment."""
    row = {"amendment": "amendement-1", "outcome": "non retenu", "reason": "Le terme est celui de la loi.", "by": BY}
    return AmendmentRulingForm.model_validate(row | fields)


def signatory(**fields: object) -> SignatoryForm:
    """Return a form that notes that a version was sent to the prefecture on 10 July."""
    row = {"organisation": "Préfecture de région", "sent_on": date(2026, 7, 10)}
    return about(SignatoryForm, **(row | fields))


def adoption(**fields: object) -> TextAdoptionForm:
    """Return a form by which the Region adopted a version on 1 July 2026."""
    row = {"adopted_by": "Conseil régional", "adopted_on": date(2026, 7, 1)}
    return about(TextAdoptionForm, **(row | fields))


def adopting(version: str = "1", *, on: date | None = None, **fields: object) -> tuple[Form, ...]:
    """Return the forms by which a version of the cahier des charges is put in, proposed, advised upon and adopted."""
    named = {"text": f"cahier des charges : {version}"}
    adopted = adoption(**named, adopted_on=on or date(2026, 7, 1), confirmed=True, **fields)
    return draft(version=version), proposal(**named), text_opinion(**named), adopted


def adopt(session: Session, version: str = "1", *, at: datetime, on: date | None = None, **fields: object) -> None:
    """Do what these forms say."""
    for form in adopting(version, on=on, **fields):
        rule = ACTS[type(form)].rule
        assert rule is not None
        rule(session, form, at=at)


def signature(name: str, **fields: object) -> SignatureForm:
    """Return a form by which a member signed the version in force on 18 July 2026."""
    row: dict[str, object] = {"reference": name, "signed_on": date(2026, 7, 18), "signatory": SIGNATORY, "by": BY}
    return SignatureForm.model_validate(row | fields)


def entry(**fields: object) -> RegisterForm:
    """Return a form that enters a mission locale in the register from 1 January 2026."""
    row: dict[str, object] = {
        "session": "ara-2026",
        "organisation": "Mission locale de l'Ain",
        "identifier": "999 000 011 00018",
        "network": "Mission locale",
        "starts_on": date(2026, 1, 1),
        "by": BY,
    }
    return RegisterForm.model_validate(row | fields)


def formal(name: str, **fields: object) -> FormalNoticeForm:
    """Return a form that gives a member formal notice, with observations until 20 January 2027."""
    row: dict[str, object] = {
        "reference": name,
        "reasons": REASONS,
        "observations_until": date(2027, 1, 20),
        "signatory": SIGNATORY,
        "by": BY,
    }
    return FormalNoticeForm.model_validate(row | fields)


def cured(name: str, reason: str = "L'accueil est de nouveau ouvert.") -> CureForm:
    """Return a form that closes a formal notice without effect."""
    return CureForm(reference=name, reason=reason, by=BY)


def termination(name: str, **fields: object) -> TerminationForm:
    """Return a form that ends a membership."""
    row: dict[str, object] = {
        "reference": name,
        "on": date(2027, 6, 30),
        "reasons": REASONS,
        "signatory": SIGNATORY,
        "by": BY,
    }
    return TerminationForm.model_validate(row | fields)


def notified(session: Session, **said: object) -> None:
    """Give the only member formal notice on 31 December, by a mail that leaves."""
    give_notice(session, formal(NAME, **said), at=GIVEN)
    send(session, "formal_notice", GIVEN)


def only(session: Session) -> FormalNotice:
    """Return the formal notice that there is."""
    return session.exec(select(FormalNotice)).one()


def letter(session: Session, kind: str) -> str:
    """Return the text of the latest notice of a kind, on one line."""
    latest = select(Notice.text).where(Notice.kind == kind).order_by(col(Notice.id).desc())
    return typed(session.exec(latest).first() or "")
