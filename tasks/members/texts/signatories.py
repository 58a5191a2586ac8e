"""A text is sent to those who sign it for all, as the four signatories of the convention, and their signatures kept."""

from datetime import date, datetime

from sqlmodel import Session, select

from models.calendar.business_days import must_have_come
from models.dossiers.application import Application
from models.errors import Refusal
from models.forms.membership.texts import SignatoryForm
from models.members.texts.text import ReferenceDocument, TextSignatory
from models.members.texts.workflow import TextEvent, must
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.members import SigningView
from tasks.intake.desks.files import find_file
from tasks.members.texts.acceptance import files_of
from tasks.members.texts.versions import find_version


def follow_signatory(session: Session, form: SignatoryForm, *, at: datetime) -> list[Application]:
    """Note that a version is sent to a signatory, or that it signed; the same again changes nothing. The text leaves at
    once to whom the region file gives a mailbox, where it was not noted as sent before. Raises Refusal
    for a version that is not adopted (case 59: a draft is neither signed nor sent to be), and for a signature that is
    recorded otherwise already."""
    campaign, document = find_version(session, form)
    must(document, TextEvent.sign)
    for field, day in (("Envoyé le", form.sent_on), ("Signé le", form.signed_on)):
        if day:
            must_have_come(campaign.rules, field, day, at=at)
    known = session.exec(
        select(TextSignatory).where(
            TextSignatory.document_id == document.id, TextSignatory.organisation == form.organisation
        )
    ).one_or_none()
    _must_agree(known, form)
    made = known or TextSignatory(
        document_id=document.id or 0, organisation=form.organisation, sent_on=form.sent_on, by=form.by, at=at
    )
    digest = find_file(session, "Document signé", form.file).digest if form.file else made.sha256
    made.sqlmodel_update({"sent_on": form.sent_on, "sha256": digest, **_signed(form)})
    session.add(made)
    session.flush()
    if known is None and form.signed_on is None:
        _send(session, campaign, document, made, at=at)
    return []


def _send(
    session: Session, campaign: Campaign, document: ReferenceDocument, signatory: TextSignatory, *, at: datetime
) -> None:
    """Queue the letter that brings a text to whoever signs it, with its file where a mail may carry it."""
    mailbox = campaign.rules.agreement.mailbox_of(signatory.organisation)
    if mailbox is None:
        return
    files = files_of(campaign, document)
    view = SigningView(
        organisation=signatory.organisation,
        title=document.title,
        version=document.version,
        adopted_on=document.adopted_on,
        adopted_by=document.adopted_by,
        is_enclosed=bool(files),
    )
    key = f"{campaign.region_id}/{NoticeKind.text_to_sign}/{signatory.id}"
    letter = Letter(key, mailbox, {"signing": view}, files=files)
    enqueue(session, campaign, NoticeKind.text_to_sign, [letter], at=at)


def _must_agree(known: TextSignatory | None, form: SignatoryForm) -> None:
    """Raise Refusal where a signature is recorded already, in other words or on another day."""
    if known is None or known.signed_on is None:
        return
    told = (known.sent_on, known.signed_on, known.signatory_name, known.signatory_capacity)
    if told != (form.sent_on, *_signed(form).values()):
        mend = f"sa signature du {known.signed_on:%d/%m/%Y} est déjà enregistrée : cette saisie dit autre chose."
        raise Refusal("Signataire", form.organisation, mend)


def _signed(form: SignatoryForm) -> dict[str, date | str | None]:
    who = form.signatory
    return {
        "signed_on": form.signed_on,
        "signatory_name": who.name if who else None,
        "signatory_capacity": who.capacity if who else None,
    }
