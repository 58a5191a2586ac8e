"""What is sealed, read from its rows: one source a kind, which says what is to be sealed, and what a row says."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, case, cast, exists, false, literal
from sqlalchemy import select as columns
from sqlmodel import Session, SQLModel, col

from models.dossiers.application import Application
from models.dossiers.forgetting import Erasure, Purge
from models.dossiers.journal import JournalLine
from models.intake.deposit import Deposit, File, Reclassification
from models.intake.words import arrival_number
from models.notices import Document, Notice, NoticeFile, SentMail
from models.sessions.campaign import Campaign
from models.storage.proof.form import FIELDS, LineKind
from models.storage.proof.seals import SealedLine
from models.vocabulary import NoticeStatus


class Line(NamedTuple):
    """A row as it is sealed: its values in the order of FIELDS, none where they cannot be read; what it is about, of
    when, and when it was written: by the database's clock or by that of the run, as its source says."""

    kind: LineKind
    row_id: int
    values: tuple[object, ...]
    about: str | None
    dated: datetime | None
    written: datetime | None


class Source(NamedTuple):
    """Where the lines of a kind come from: their table, what else is asked, how that is joined, which rows are final,
    the columns that tell the dossier or the arrival that they are about, of when, and when they were written.

    `by_database`: the database's clock tells when they were written, and not that of the run.
    """

    table: type[SQLModel]
    besides: type[SQLModel]
    joined: ColumnElement[bool]
    is_final: ColumnElement[bool]
    about: Any
    dated: Any
    written: Any
    by_database: bool = False

    @property
    def id(self) -> Any:  # noqa: ANN401  a column, as the library types it
        """The number of a row."""
        return col(self.table.id)  # type: ignore[attr-defined]


_ANY = literal(value=True)
_LEFT = col(Notice.sent_at).is_not(None) & col(Notice.status).in_((NoticeStatus.sent, NoticeStatus.bounced))
_LOOKED_AT = col(Deposit.sorted_at).is_not(None) & col(File.digest).is_distinct_from(Deposit.raw_digest)
_SAID_OTHERWISE = exists().where(col(Reclassification.deposit_id) == col(File.deposit_id))

SOURCES: Mapping[LineKind, Source] = {
    LineKind.journal: Source(
        JournalLine,
        Application,
        col(Application.id) == JournalLine.application_id,
        _ANY,
        Application.reference,
        JournalLine.at,
        JournalLine.recorded_at,
        by_database=True,
    ),
    LineKind.letter: Source(
        Notice,
        Application,
        col(Application.id) == Notice.application_id,
        _LEFT,
        Application.reference,
        Notice.sent_at,
        # Of one that may have left, it is learnt days later that it did.
        case((col(Notice.doubted_at).is_(None), Notice.sent_at)),
    ),
    LineKind.arrival: Source(
        Deposit,
        Application,
        col(Application.id) == Deposit.application_id,
        _ANY,
        Deposit.id,
        Deposit.received_at,
        Deposit.processed_at,
    ),
    LineKind.file: Source(
        File,
        Deposit,
        col(Deposit.id) == File.deposit_id,
        # What stands for a whole mail is no file: the mail is sealed with its arrival.
        _LOOKED_AT,
        File.deposit_id,
        Deposit.received_at,
        case((~_SAID_OTHERWISE, Deposit.sorted_at)),
    ),
    LineKind.reclassification: Source(
        Reclassification,
        Deposit,
        col(Deposit.id) == Reclassification.deposit_id,
        _ANY,
        Reclassification.deposit_id,
        Reclassification.at,
        Reclassification.at,
    ),
    LineKind.erasure: Source(
        Erasure, Purge, col(Purge.id) == Erasure.purge_id, _ANY, Erasure.name, Erasure.at, Erasure.at
    ),
    LineKind.certificate: Source(
        Purge,
        Campaign,
        false(),
        col(Purge.done_at).is_not(None),
        cast(col(Purge.id), Text).label("about"),
        Purge.done_at,
        Purge.done_at,
    ),
    LineKind.mail: Source(
        SentMail,
        Notice,
        col(Notice.id) == SentMail.notice_id,
        _ANY,
        Notice.key,
        SentMail.sent_at,
        SentMail.recorded_at,
        by_database=True,
    ),
}
"""Every kind, in the order in which a block seals them."""


def unsealed(kind: LineKind) -> ColumnElement[bool]:
    """SQL condition: no line was sealed of a row of a kind. Which rows that are is asked of each one: what another
    transaction wrote under an earlier number, and committed later, is among them."""
    return ~exists().where(col(SealedLine.kind) == kind, col(SealedLine.row_id) == SOURCES[kind].id)


def waiting(session: Session, kind: LineKind, limit: int, *, after: int = 0) -> list[int]:
    """Return the first rows of a kind that are final and not sealed yet, after one, at most so many."""
    source = SOURCES[kind]
    ids = columns(source.id).outerjoin(source.besides, source.joined).where(source.is_final, unsealed(kind))
    return list(session.execute(ids.where(source.id > after).order_by(source.id).limit(limit)).scalars())


def read_lines(session: Session, kind: LineKind, ids: Sequence[int]) -> list[Line]:
    """Return some rows of a kind as they are sealed, those that are there, by their number; one that cannot be read
    hides no other."""
    try:
        return list(_read(session, kind, ids))
    except (LookupError, TypeError, ValueError):  # a word of no list, an instant that is none
        if len(ids) == 1:
            return [Line(kind, ids[0], (), None, None, None)]
    return [line for row_id in ids for line in read_lines(session, kind, [row_id])]


def _read(session: Session, kind: LineKind, ids: Sequence[int]) -> Iterator[Line]:
    source, is_letter = SOURCES[kind], kind is LineKind.letter
    stored = [getattr(source.table, name) for name in FIELDS[kind] if name != "files"]
    said = columns(source.id, source.about, source.dated, source.written, *stored)
    rows = session.execute(said.outerjoin(source.besides, source.joined).where(source.id.in_(ids)).order_by(source.id))
    files = _attached(session, ids) if is_letter else {}
    for row_id, about, dated, written, *values in rows:
        attached = (files.get(row_id, []),) if is_letter else ()
        named = arrival_number(dated.date(), about) if isinstance(about, int) and dated else about
        yield Line(kind, row_id, (*values, *attached), named, dated, written)


def _attached(session: Session, ids: Sequence[int]) -> dict[int, list[list[object]]]:
    """Return what each letter carries: the place, name and digest of each file."""
    attached = (NoticeFile.notice_id, NoticeFile.position, NoticeFile.name, Document.digest)
    carried = columns(*map(col, attached)).join(Document)
    of_them = carried.where(col(NoticeFile.notice_id).in_(ids))
    rows = session.execute(of_them.order_by(col(NoticeFile.notice_id), col(NoticeFile.position)))
    return {key: [list(one[1:]) for one in those] for key, those in groupby(rows, key=lambda row: row[0])}


def said_otherwise(session: Session) -> set[int]:
    """Return the arrivals of which a person said something: their files were looked at anew."""
    return set(session.execute(columns(col(Reclassification.deposit_id)).distinct()).scalars())
