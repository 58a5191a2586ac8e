"""Acts tried on a dossier, and taken back: the letters that each would cause, as they would leave, with their files."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models.dossiers.application import Application
from models.errors import Refusal
from models.notices import Notice, last_queued
from models.sessions.campaign import Campaign
from models.vocabulary import NoticeKind
from notifications.catalogue import KINDS
from notifications.outbox.enclosures import Enclosure, files_of
from tasks.console.foreseen.examples import EXAMPLES, Example, Occasion, occasion

_THEIRS = [name for name, kind in KINDS.items() if kind.is_for_applicants]


class Foreseen(NamedTuple):
    """A letter that could be written: what would cause it, and what its reader would get."""

    cause: str
    kind: NoticeKind
    subject: str
    text: str
    html: str
    files: tuple[Enclosure, ...]


def tried(session: Session, application: Application, *, at: datetime) -> Iterator[Foreseen]:
    """Yield the letters of the acts that could be done on a dossier at an instant; nothing is done. What the rules
    refuse now is left out."""
    told = occasion(session, application, session.get_one(Campaign, application.campaign_id), at=at)
    for example in EXAMPLES:
        yield from _tried(session, application, example, told, at=at)


def _tried(
    session: Session, application: Application, example: Example, told: Occasion, *, at: datetime
) -> list[Foreseen]:
    found: list[Foreseen] = []
    last = last_queued(session)
    with session.begin_nested() as trial:
        with suppress(Refusal):
            example.rule(session, example.filled(told), at=at)
            cause = ", ".join(filter(None, (example.act, example.case)))
            found = [*letters(session, application, col(Notice.id) > last, cause=cause)]
        trial.rollback()
    return found


def letters(session: Session, application: Application, *which: ColumnElement[bool], cause: str) -> Iterator[Foreseen]:
    """Yield the letters to the applicant of a dossier that meet some conditions, with their files."""
    session.flush()
    of_it = (col(Notice.application_id) == application.id, col(Notice.kind).in_(_THEIRS))
    rows = session.exec(select(Notice).where(*of_it, *which).order_by(col(Notice.id))).all()
    enclosed = files_of(session, [one.id or 0 for one in rows])
    for one in rows:
        yield Foreseen(cause, one.kind, one.subject, one.text, one.html, enclosed.get(one.id or 0, ()))
