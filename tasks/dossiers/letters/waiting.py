"""Letters that are held before they leave: let go by a person, or stopped."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select, update

from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.lifecycle import note
from models.errors import Refusal
from models.forms.letters import WaitingLettersForm
from models.intake.postal import is_postal
from models.notices import Notice, withhold
from models.vocabulary import Event, Fate, NoticeStatus
from notifications.catalogue import KINDS
from notifications.leaving import Hold
from notifications.loading.proof_of_notification import letters_of_decisions
from notifications.outbox.hold import is_held
from tasks.dossiers.letters.kept import find_letters
from tasks.dossiers.seen import notice_key

_FIELD = "Lettres en attente"

_FOLLOWS = frozenset(name for name, kind in KINDS.items() if kind.hold is Hold.with_its_decision)


def settle_letters(session: Session, form: WaitingLettersForm, *, at: datetime) -> list[Application]:
    """Let letters leave at once, or keep them from leaving, with those that follow from them; return the dossiers that
    they are about. A decision whose letter is stopped is to be notified still. Settled so already, nothing changes.
    Raises Refusal for a letter that has left, or is on its way."""
    letters = find_letters(session, _FIELD, form.letters)
    withhold(session, col(Notice.id).in_([letter.id for letter in letters]))
    fresh = [letter for letter in letters if _changes(session, letter, form.fate, at=at)]
    ids = [letter.id or 0 for letter in fresh]
    concerned = withhold(session, _concerned(session, ids, at=at))
    session.execute(update(Notice).where(col(Notice.id).in_(concerned)).values(**_written(form, at=at)))
    return _noted(session, fresh, form, at=at)


def _changes(session: Session, letter: Notice, fate: Fate, *, at: datetime) -> bool:
    if fate is Fate.leave and is_postal(letter.recipient):
        mend = "son candidat n'a pas de courriel : elle part sur papier (formulaire lettres-a-poster)."
        raise Refusal(_FIELD, notice_key(letter.id or 0), mend)
    if letter.status is NoticeStatus.held:
        return fate is Fate.leave
    if session.exec(select(Notice.id).where(Notice.id == letter.id, is_held(at))).first() is None:
        raise Refusal(_FIELD, notice_key(letter.id or 0), "elle est partie, ou en train de partir.")
    return True


def _concerned(session: Session, ids: Sequence[int], *, at: datetime) -> ColumnElement[bool]:
    """SQL condition: some letters, and what waits because it follows from a decision that one of them tells."""
    told = select(Notice.application_id).where(col(Notice.id).in_(ids), letters_of_decisions())
    dossiers = [one for one in session.exec(told) if one]
    waits = is_held(at) | (col(Notice.status) == NoticeStatus.held)
    follows = col(Notice.kind).in_(_FOLLOWS) & col(Notice.application_id).in_(dossiers) & waits
    return or_(col(Notice.id).in_(ids), follows)


def _written(form: WaitingLettersForm, *, at: datetime) -> dict[str, object]:
    if form.fate is Fate.leave:
        free = {"status": NoticeStatus.queued, "due_at": at, "held_until": at, "attempts": 0, "crashes": 0}
        return free | {"seen_at": None, "seen_by": None, "last_error": None}
    return {"status": NoticeStatus.held, "due_at": None, "seen_at": at, "seen_by": form.by}


def _noted(session: Session, letters: Sequence[Notice], form: WaitingLettersForm, *, at: datetime) -> list[Application]:
    made = "partie" if form.fate is Fate.leave else "arrêtée"
    dossiers = {}
    for letter in letters:
        if letter.application_id:
            application = session.get_one(Application, letter.application_id)
            said = " : ".join(filter(None, (f"« {KINDS[letter.kind].title} » {made}", form.reason)))
            note(session, application, Event.settle_letter, at=at, by=Person(form.by), reason=said)
            dossiers[application.id] = application
    return list(dossiers.values())
