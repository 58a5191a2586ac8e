"""A letter sent once more, as a copy: to the present contact, under another Message-ID, in the thread of the first."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.letters import CopyForm
from models.intake.postal import is_postal
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.storage.pages import HANDED
from models.vocabulary import Event, NoticeStatus
from notifications.catalogue import KINDS
from notifications.outbox.enclosures import attach, files_of
from notifications.outbox.enqueue import message_id
from notifications.outbox.threads import thread_of
from notifications.writing.copy import copied
from notifications.writing.mentions import told_remedies
from notifications.writing.render import Rendered
from tasks.dossiers.letters.kept import APPLICANTS, LEFT, find_letters
from tasks.dossiers.seen import notice_key

_FIELD = "Lettre"


def send_again(session: Session, form: CopyForm, *, at: datetime) -> list[Application]:
    """Queue a copy of a letter that left, or came back, with its files, and return the dossier that it is about, if
    any. To the same address, once a day. Raises Refusal for a letter that is not one that may be sent again."""
    [letter] = find_letters(session, _FIELD, [form.letter])
    campaign = session.get_one(Campaign, letter.campaign_id)
    _must_be_copied(letter)
    application = session.get(Application, letter.application_id) if letter.application_id else None
    copy = _copy(campaign, letter, application, at=at)
    if is_postal(copy.recipient):
        mend = "son candidat n'a pas de courriel ; la page de la lettre redonne le document à imprimer."
        raise Refusal(_FIELD, notice_key(letter.id or 0), mend)
    is_new = session.exec(select(Notice.id).where(Notice.key == copy.key)).first() is None
    if is_new:
        session.add(copy)
        session.flush()
        attach(session, {copy.key: files_of(session, [letter.id or 0]).get(letter.id or 0, ())})
    if is_new and application:
        said = f"« {KINDS[letter.kind].title} »"
        note(session, application, Event.send_again, at=at, by=Person(form.by), reason=said)
    return [application] if application else []


def _must_be_copied(letter: Notice) -> None:
    key = notice_key(letter.id or 0)
    if letter.status not in LEFT:
        raise Refusal(_FIELD, key, "elle n'est pas encore partie ; traiter-lettre la laisse partir.")
    if letter.copy_of or letter.kind not in APPLICANTS:
        raise Refusal(_FIELD, key, "seule une lettre à un candidat ou à un membre se renvoie, et non sa copie.")
    if f"{HANDED}/" in letter.text:
        raise Refusal(_FIELD, key, "elle portait un lien réservé à son lecteur, qui n'est pas gardé.")


def _copy(campaign: Campaign, letter: Notice, application: Application | None, *, at: datetime) -> Notice:
    days = business_days(campaign.rules)
    # Who wrote to us reads the answer, whoever the contact is.
    to_contact = application is not None and letter.deposit_id is None
    recipient = application.contact if application and to_contact else letter.recipient
    key = f"{letter.key}/copy/{days.local(at)}/{sha256(recipient.encode()).hexdigest()[:8]}"
    said = copied(
        Rendered(letter.subject, letter.text, letter.html),
        on=days.local(letter.sent_at or letter.enqueued_at),
        to=letter.recipient,
        has_arrived=letter.status is NoticeStatus.sent,
        states_remedies=KINDS[letter.kind].states_remedies and told_remedies(letter.text),
    )
    return Notice(
        key=key,
        kind=letter.kind,
        campaign_id=letter.campaign_id,
        application_id=letter.application_id,
        deposit_id=letter.deposit_id,
        sender=letter.sender,
        recipient=recipient,
        message_id=message_id(key, campaign.rules),
        in_reply_to=letter.message_id,
        thread=thread_of((letter.thread or "").split(), letter.message_id),
        reply_to=letter.reply_to,
        **said._asdict(),
        enqueued_at=at,
        due_at=at,
        copy_of=letter.id,
    )
