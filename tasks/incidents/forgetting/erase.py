"""A unit forgotten: its rows emptied in one transaction, and its sealed lines covered."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col

from models.columns import chunks
from models.dossiers.actor import Person
from models.dossiers.application import Application
from models.dossiers.forgetting import Erasure, Outcome, Purge
from models.dossiers.lifecycle import advance, note
from models.notices import Document
from models.storage.aside.dry_runs import DryRun
from models.storage.aside.hidden import tables
from models.storage.proof.seals import SealedLine
from models.vocabulary import Event, Status
from tasks.incidents.forgetting.due import Unit
from tasks.incidents.forgetting.reach import Rows, contents_of, documents_of, reach
from tasks.incidents.forgetting.treatments import DELETED, values_of
from tasks.incidents.proof.erased import cover, lines_of
from tasks.incidents.proof.lines import SOURCES


def erase(session: Session, purge: Purge, unit: Unit, *, at: datetime) -> Erasure:
    """Forget a unit in the transaction of a purge, and return what that was. Its contents stay in the store until
    `still_named` says that no row needs them."""
    rows = reach(session, unit.key)
    erasure = Erasure(
        purge_id=purge.id or 0,
        of=unit.key[0],
        row=unit.key[1],
        outcome=unit.outcome,
        name=unit.name,
        due_on=unit.due_on,
        at=at,
        rows={table: len(ids) for table, ids in sorted(rows.items())},
        contents=contents_of(session, rows),
        lines={},
    )
    sealed = list(_sealed(session, rows))
    _end(session, purge, unit, at=at)
    _empty(session, rows)
    session.flush()
    session.expire_all()
    for lines in sealed:
        erasure.lines |= cover(session, lines)
    session.add(erasure)
    session.flush()
    return erasure


def _sealed(session: Session, rows: Rows) -> Iterator[Sequence[SealedLine]]:
    for kind, source in SOURCES.items():
        for part in chunks(rows.get(str(source.table.__tablename__), ())):
            yield lines_of(session, kind, part)


def _end(session: Session, purge: Purge, unit: Unit, *, at: datetime) -> None:
    """Write in the journal of a dossier that it was forgotten; one that was never completed ends so."""
    if unit.key[0] != "application":
        return
    by, reason = Person(purge.by), f"certificat n° {purge.id}"
    if unit.outcome is Outcome.never_complete:
        advance(session, [unit.key[1]], Event.forget, Status.withdrawn, at=at, by=by, reason=reason)
    else:
        note(session, session.get_one(Application, unit.key[1]), Event.forget, at=at, by=by, reason=reason)
    session.flush()


def _empty(session: Session, rows: Rows) -> None:
    """Empty some rows, or delete them where nothing of them is to stay."""
    attached = documents_of(session, rows)
    for table, ids in rows.items():
        model, values = tables()[table], values_of(table)
        for part in chunks(ids):
            those = col(model.id).in_(part)  # type: ignore[attr-defined]
            session.execute(
                delete(model).where(those) if table in DELETED else update(model).where(those).values(values)
            )
    session.execute(delete(Document).where(col(Document.id).in_(attached)))
    session.execute(delete(DryRun))
