"""A letter sent once more, as a copy: to the present contact, under another Message-ID, in the thread of the first."""

from datetime import datetime

from sqlmodel import Session

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.letters import CopyForm
from models.intake.postal import is_postal
from models.notices import Notice
from models.sessions.campaign import Campaign
from models.vocabulary import Event
from notifications.catalogue import KINDS
from notifications.outbox.beside.copies import opens_a_dossier, queue_copy
from tasks.dossiers.letters.kept import APPLICANTS, LEFT, find_letters
from tasks.dossiers.seen import notice_key

_FIELD = "Lettre"


def send_again(session: Session, form: CopyForm, *, at: datetime) -> list[Application]:
    """Queue a copy of a letter that left, or came back, with its files, and return the dossier that it is about, if
    any. To the same address, once a day. Raises Refusal for a letter that is not one that may be sent again."""
    [letter] = find_letters(session, _FIELD, [form.letter])
    region = session.get_one(Campaign, letter.campaign_id).rules
    _must_be_copied(letter)
    application = session.get(Application, letter.application_id) if letter.application_id else None
    recipient = _recipient(letter, application)
    if is_postal(recipient):
        mend = "son candidat n'a pas de courriel ; la page de la lettre redonne le document à imprimer."
        raise Refusal(_FIELD, notice_key(letter.id or 0), mend)
    is_new = queue_copy(session, region, letter, recipient, at=at)
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
    if opens_a_dossier(letter):
        raise Refusal(_FIELD, key, "elle portait un lien réservé à son lecteur, qui n'est pas gardé.")


def _recipient(letter: Notice, application: Application | None) -> str:
    """Return to whom a copy goes: who wrote to us reads the answer, whoever the contact is."""
    return application.contact if application and letter.deposit_id is None else letter.recipient
