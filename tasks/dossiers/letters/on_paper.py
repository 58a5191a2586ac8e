"""Letters that leave on paper: those of applicants without a mail address, and any other that a person has posted."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.calendar.business_days import business_days
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.letters import PostingForm, PrintingForm
from models.intake.postal import is_postal
from models.notices import Notice, Posting
from models.sessions.campaign import Campaign
from models.storage.database import take_turns
from models.vocabulary import Event, NoticeStatus
from notifications.catalogue import KINDS
from notifications.outbox.beside.copies import add_copy, copy_of
from notifications.outbox.hold import is_held, to_post
from notifications.outbox.truth import drop_what_is_over
from notifications.writing.wording import long_date
from tasks.dossiers.letters.clocks import count_from_posting, written_anew
from tasks.dossiers.letters.kept import APPLICANTS, LEFT, find_letters
from tasks.dossiers.seen import notice_key

_FIELD = "Lettres à poster"


def print_letters(session: Session, form: PrintingForm, *, at: datetime) -> list[Application]:
    """Have letters leave on paper, in one batch, and return the dossiers that they are about: what is not true any more
    is called off, as where a mail leaves. A letter that left by mail leaves once more, as it was. Where none waits,
    nothing changes. Raises Refusal for a letter that is on its way otherwise, or has no address."""
    take_turns(session)
    found = find_letters(session, _FIELD, form.letters) if form.letters else _waiting(session, at=at)
    papers = [paper for paper in (_paper(session, letter, form, at=at) for letter in found) if paper]
    batch = (session.exec(select(func.max(Posting.batch))).one() or 0) + 1
    return [one for paper in papers if (one := _leave(session, paper, form, batch=batch, at=at))]


def _waiting(session: Session, *, at: datetime) -> Sequence[Notice]:
    waits = select(Notice).where(to_post(), is_held(at)).order_by(col(Notice.id)).with_for_update()
    return session.exec(waits).all()


def _paper(session: Session, letter: Notice, form: PrintingForm, *, at: datetime) -> Notice | None:
    """Return the letter that leaves on paper; None for one that is over, or left so already."""
    key = notice_key(letter.id or 0)
    if session.exec(select(Posting.id).where(Posting.notice_id == letter.id)).first():
        return None
    if is_postal(letter.recipient) and letter.status is NoticeStatus.queued:
        return letter if drop_what_is_over(session, {letter.id or 0: letter.kind}, at=at) else None
    if letter.status not in LEFT or letter.copy_of or letter.kind not in APPLICANTS:
        raise Refusal(_FIELD, key, "seule une lettre à un candidat ou à un membre se poste, une fois partie.")
    if form.postal is None:
        raise Refusal(_FIELD, key, "elle est partie par courriel : indiquez l'adresse postale où la poster.")
    return _copy(session, letter, form.postal, at=at)


def _copy(session: Session, letter: Notice, address: str, *, at: datetime) -> Notice | None:
    """Return a letter that left by mail as it leaves once more; None where it did so to this address already."""
    region = session.get_one(Campaign, letter.campaign_id).rules
    paper = copy_of(region, letter, key=f"{letter.key}/paper/{address}", recipient=address, at=at)
    return paper if add_copy(session, letter, paper) else None


def _leave(session: Session, letter: Notice, form: PrintingForm, *, batch: int, at: datetime) -> Application | None:
    posted_on = business_days(session.get_one(Campaign, letter.campaign_id).rules).local(at)
    written_anew(session, letter, posted_on, at=at)
    letter.status, letter.sent_at, letter.due_at, letter.held_until = NoticeStatus.sent, at, None, None
    posting = Posting(
        notice_id=letter.id or 0,
        batch=batch,
        addressed_to=form.postal or letter.recipient,
        is_registered=form.is_registered,
        by=form.by,
        at=at,
        posted_on=posted_on,
    )
    session.add_all([letter, posting])
    return _noted(session, letter, "imprimée, à poster", by=form.by, at=at)


def _noted(session: Session, letter: Notice, said: str, *, by: str, at: datetime) -> Application | None:
    if letter.application_id is None:
        return None
    application = session.get_one(Application, letter.application_id)
    note(
        session, application, Event.notify, at=at, by=Person(by), reason=f"lettre « {KINDS[letter.kind].title} » {said}"
    )
    return application


def record_posting(session: Session, form: PostingForm, *, at: datetime) -> list[Application]:
    """Note what the post says of a letter on paper, and return its dossier, if any. Said again, nothing changes. Raises
    Refusal for a letter that did not leave on paper, and for days that cannot be."""
    letter, posting = posted(session, form)
    before = posting.model_dump(), letter.status
    _write(posting, form)
    _must_follow(session, letter, posting, at=at)
    if form.is_returned and not posting.presented_on:
        letter.status, letter.last_error = NoticeStatus.bounced, "pli non distribué"
    elif posting.arrived_on and letter.status is NoticeStatus.bounced:
        letter.status, letter.last_error = NoticeStatus.sent, None
    session.add_all([posting, letter])
    if (posting.model_dump(), letter.status) == before:
        return []
    count_from_posting(session, letter, posting.posted_on, at=at)
    posting.noted_by = form.by
    told = told_of_post(posting) + (", revenue sans être remise" if form.is_returned else "")
    one = _noted(session, letter, told, by=form.by, at=at)
    return [one] if one else []


def posted(session: Session, form: PostingForm) -> tuple[Notice, Posting]:
    """Return a letter that left on paper, the last time that it did."""
    [letter] = find_letters(session, "Lettre", [form.letter])
    it = (col(Notice.id) == letter.id) | (col(Notice.copy_of) == letter.id)
    left = select(Notice, Posting).join(Posting, col(Posting.notice_id) == col(Notice.id)).where(it)
    found = session.exec(left.order_by(col(Posting.id).desc()).with_for_update()).first()
    if found is None:
        mend = "elle n'est pas partie sur papier ; choisissez-la dans la liste des lettres postées."
        raise Refusal("Lettre", notice_key(letter.id or 0), mend)
    return found


def _write(posting: Posting, form: PostingForm) -> None:
    for name, said in form.model_dump(include={"posted_on", "number", "presented_on", "delivered_on"}).items():
        setattr(posting, name, said or getattr(posting, name))


def _must_follow(session: Session, letter: Notice, posting: Posting, *, at: datetime) -> None:
    """Refuse days out of order: written, posted, presented, delivered, today."""
    days = business_days(session.get_one(Campaign, letter.campaign_id).rules)
    last, named = days.local(letter.enqueued_at), "l'écriture de la lettre"
    steps = (
        ("Postée le", posting.posted_on),
        ("Présentée le", posting.presented_on),
        ("Remise le", posting.delivered_on),
    )
    for title, day in steps:
        if day and not last <= day <= days.local(at):
            mend = f"indiquez un jour entre {named}, le {last:%d/%m/%Y}, et aujourd'hui."
            raise Refusal(title, f"{day:%d/%m/%Y}", mend)
        last, named = (day, "le précédent") if day else (last, named)


def told_of_post(posting: Posting) -> str:
    """Return how a letter went by post, and what the post says of it."""
    said = (
        "en recommandé avec avis de réception" if posting.is_registered else "en lettre simple",
        f"n° {posting.number}" if posting.number else None,
        f"postée le {long_date(posting.posted_on)}",
        f"présentée le {long_date(posting.presented_on)}" if posting.presented_on else None,
        f"remise le {long_date(posting.delivered_on)}" if posting.delivered_on else None,
    )
    return ", ".join(filter(None, said))
