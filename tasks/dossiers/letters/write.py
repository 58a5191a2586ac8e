"""A letter written: queued like any notice, once, in the thread of the mail that it answers, and journalled."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.letters import LetterForm
from models.intake.deposit import Deposit, is_to_read
from models.vocabulary import Event, NoticeKind
from notifications.loading.variables import load_applications
from notifications.outbox.enclosures import Enclosure
from notifications.outbox.enqueue import Letter, enqueue
from notifications.views.notices import ApplicationView, LetterView
from tasks.dossiers.letters.addressed import Addressed, address
from tasks.dossiers.letters.enclosed import PIECES, Chosen, desk_files, enclose, piece_files
from tasks.intake.replies.to_senders import deposit_view


def write(session: Session, form: LetterForm, *, at: datetime) -> list[Application]:
    """Queue the letter of a form, and return the dossier that it is about, if any. The mail that it answers is read
    then. The same letter, in the same words and with the same files, is written once.

    Raises Refusal for what cannot be enclosed, and for whoever cannot be written to.
    """
    to = address(session, form)
    chosen = _chosen(session, form, to)
    letter = _letter(session, form, to, chosen)
    if enqueue(session, to.campaign, NoticeKind.letter, [letter], at=at):
        _record(session, form, to, letter, at=at)
    return [to.application] if to.application else []


def _chosen(session: Session, form: LetterForm, to: Addressed) -> list[Chosen]:
    files = desk_files(session, form.files)
    if not form.pieces:
        return files
    if to.application is None or not to.is_contact:
        mend = "les pièces d'un dossier ne partent qu'à son contact : laissez l'envoi vide, ou ces pièces."
        raise Refusal(PIECES, ", ".join(form.pieces), mend)
    return [*piece_files(session, to.application, to.campaign.rules, form.pieces), *files]


def _letter(session: Session, form: LetterForm, to: Addressed, chosen: Sequence[Chosen]) -> Letter:
    files = enclose(chosen, to.campaign.rules)
    view = _view(form, to, files)
    return Letter(
        key=_key(to, view, chosen),
        recipient=to.recipient,
        variables={
            "application": _application(session, to),
            "deposit": deposit_view(to.campaign.rules, to.deposit) if to.deposit else None,
            "letter": view,
        },
        application_id=to.application.id if to.application else None,
        in_reply_to=to.deposit.message_id if to.deposit else None,
        files=files,
        deposit_id=to.deposit.id if to.deposit else None,
    )


def _view(form: LetterForm, to: Addressed, files: Sequence[Enclosure]) -> LetterView:
    return LetterView(
        subject=form.subject or to.subject,
        text=form.text,
        by=form.by,
        capacity=form.capacity,
        files=tuple(file.name for file in files),
    )


def _application(session: Session, to: Addressed) -> ApplicationView | None:
    """Return the dossier as its contact may read it; to others, the number of their own mail says enough."""
    if to.application is None or not to.is_contact:
        return None
    key = to.application.id or 0
    return load_applications(session, to.campaign.rules, [key])[key]


def _key(to: Addressed, view: LetterView, chosen: Sequence[Chosen]) -> str:
    """Return the business key of a letter: what it says, to whom, with what."""
    said = (to.recipient, to.number, view.subject, view.text, [one.digest for one in chosen])
    about = to.application.reference if to.application else f"{to.campaign.code}/{to.number}"
    return f"{about}/{NoticeKind.letter}/{sha256(repr(said).encode()).hexdigest()[:32]}"


def _record(session: Session, form: LetterForm, to: Addressed, letter: Letter, *, at: datetime) -> None:
    """Note that a letter was written, in its dossier and on the mail that it answers."""
    if to.deposit and session.exec(select(Deposit.id).where(Deposit.id == to.deposit.id, is_to_read())).first():
        to.deposit.seen_at, to.deposit.seen_by = at, form.by
        session.add(to.deposit)
    if to.application:
        answers = f", en réponse à l'envoi {to.number}" if to.number else ""
        said = f"« {letter.variables['letter'].subject} »{answers}"
        note(session, to.application, Event.write, at=at, by=Person(form.by), reason=said)
