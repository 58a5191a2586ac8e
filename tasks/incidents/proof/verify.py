"""The chain computed anew from the rows: the first line that was changed, removed or inserted is named."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from models.storage.proof.form import FIELDS, FIRST, LineKind, differing, digest_of, encoded, marks_of, seal_of
from models.storage.proof.seals import SealBlock, SealedLine, block_hash
from tasks.incidents.proof import told
from tasks.incidents.proof.erased import Erased, erased_lines, left_of
from tasks.incidents.proof.lines import SOURCES, Line, read_lines, said_otherwise, waiting

PAGE = 500
"""How many rows are looked at together."""

LONGEST = timedelta(days=1)
"""How long after the instant that it tells a row may be written: a run works for hours with that of its beginning."""

_DEPOSIT = FIELDS[LineKind.file].index("deposit_id")


class Chain:
    """The chain, followed from its first block to its last; what was looked at is counted."""

    def __init__(self, session: Session, zone: ZoneInfo) -> None:
        """Follow it in a session that sees the database at one instant; `zone` is where dates are told."""
        self._session, self._zone = session, zone
        self._sealed, self._said_otherwise = _sealed(session), said_otherwise(session)
        self._erased = erased_lines(session)
        self.last: SealBlock | None = None
        self.lines = self.waiting = self.erased = 0
        # The last block that left nothing to be sealed: what was written before is in it, or in one before.
        self._whole: SealBlock | None = None

    def faults(self) -> Iterator[str]:
        """Yield what is wrong, in French, in the order of the chain; what follows the first may only come of it."""
        for block in _blocks(self._session):
            yield from self._wrong_head(block)
            yield from self._wrong_lines(block)
            self.last, self._whole = block, block if block.is_whole else self._whole
        for line, _ in self._sealed:
            yield told.added(line, self._zone)
        yield from self._wrong_rest()

    def _wrong_head(self, block: SealBlock) -> Iterator[str]:
        number, previous = (self.last.number + 1, self.last.hash) if self.last else (1, FIRST)
        if block.number != number:
            yield f"Bloc {number} : retiré de la chaîne."
        elif block.previous != previous:
            yield f"Bloc {number} : il ne suit plus le bloc précédent ; l'un des deux a été modifié."
        elif block_hash(block) != block.hash:
            yield f"Bloc {number} : modifié ; son empreinte n'est plus celle de ce qu'il dit."

    def _wrong_lines(self, block: SealBlock) -> Iterator[str]:
        seal = block.previous
        for number in range(block.first, block.first + block.count):
            line, row = next(self._sealed, (None, None))
            if line is None or line.number != number:
                yield told.lost(number, block)
                return
            yield from self._wrong_line(line, row, seal)
            self.lines, seal = self.lines + 1, line.seal
        if seal != block.last_seal:
            yield f"Bloc {block.number} : ses lignes ne sont plus celles qu'il a scellées."

    def _wrong_line(self, line: SealedLine, row: Line | None, former: str) -> Iterator[str]:
        if line.seal != seal_of(former, line.digest):
            yield told.resealed(line, self._zone)
        elif erased := self._erased.get(str(line.number)):
            self.erased += 1
            yield from self._restored(line, row, erased)
        elif row is None:
            yield told.removed(line, self._zone)
        else:
            yield from self._changed(line, row)
            yield from self._late(row)

    def _restored(self, line: SealedLine, row: Line | None, erased: Erased) -> Iterator[str]:
        """Tell of a line that a certificate covers, where its row is not what the erasure left of it."""
        if left_of(line, row) != erased.left:
            yield told.not_erased(line, erased, self._zone)

    def _changed(self, line: SealedLine, row: Line) -> Iterator[str]:
        if not row.values:
            yield told.unreadable(line, self._zone)
            return
        parts = encoded(row.values)
        if digest_of(line.kind, line.row_id, line.salt, parts) == line.digest:
            return
        if line.kind is LineKind.file and row.values[_DEPOSIT] in self._said_otherwise:
            return  # what a person said is sealed, and had the mail looked at anew
        yield told.changed(line, differing(line.kind, line.marks, marks_of(line.salt, parts)), self._zone)

    def _late(self, row: Line) -> Iterator[str]:
        """Tell of a row that says that it was written before a block that left nothing to be sealed."""
        if self._whole is None or not row.values:
            return
        by_database = SOURCES[row.kind].by_database
        limit: datetime = (self._whole.sealed_at if by_database else self._whole.at) - LONGEST
        if by_database if row.written is None else row.written < limit:
            yield told.inserted(row, self._whole, self._zone)

    def _wrong_rest(self) -> Iterator[str]:
        """Count what no block has yet, and tell what should be in one."""
        for kind in SOURCES:
            for row in _unsealed(self._session, kind):
                self.waiting += 1
                yield from self._late(row)


def _blocks(session: Session) -> Iterator[SealBlock]:
    """Yield all blocks in order, never all of them in memory."""
    number = 0
    while page := session.exec(
        select(SealBlock).where(SealBlock.number > number).order_by(col(SealBlock.number)).limit(PAGE)
    ).all():
        yield from page
        number = page[-1].number


def _sealed(session: Session) -> Iterator[tuple[SealedLine, Line | None]]:
    """Yield all sealed lines in order, each with its row as it is now, None where it is gone."""
    number = 0
    while page := session.exec(
        select(SealedLine).where(SealedLine.number > number).order_by(col(SealedLine.number)).limit(PAGE)
    ).all():
        rows = {
            (kind, row.row_id): row
            for kind in {line.kind for line in page}
            for row in read_lines(session, kind, [line.row_id for line in page if line.kind is kind])
        }
        yield from ((line, rows.get((line.kind, line.row_id))) for line in page)
        number = page[-1].number


def _unsealed(session: Session, kind: LineKind) -> Iterator[Line]:
    """Yield the rows of a kind that no block has yet."""
    after = 0
    while ids := waiting(session, kind, PAGE, after=after):
        yield from read_lines(session, kind, ids)
        after = ids[-1]
