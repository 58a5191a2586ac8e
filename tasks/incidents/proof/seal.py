"""What was written since is sealed: in blocks of at most a thousand lines, beside those who write and without them.

Rows are read and digested before anything is locked; what is held then is one short transaction, in which a block is
added. Of two who seal at once, the second adds nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from secrets import token_hex
from typing import NamedTuple

from sqlalchemy import insert
from sqlalchemy import select as columns
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.storage.clock import clock
from models.storage.database import reading, transaction
from models.storage.proof.form import FIRST, FORM, LineKind, digest_of, encoded, marks_of, seal_of
from models.storage.proof.seals import SealBlock, SealedLine, block_hash, last_block
from tasks.incidents.proof.erased import SALT
from tasks.incidents.proof.lines import SOURCES, Line, read_lines, unsealed, waiting

LINES = 1_000
"""How many lines a block seals at most."""


class _Digested(NamedTuple):
    """A line, with the salt and the digest that it is to be sealed with."""

    line: Line
    salt: str
    digest: str
    marks: str


def seal(database: str, *, at: datetime) -> int:
    """Seal all that is written and final, and return how many lines that was: safe at any time, any number of times."""
    sealed, is_whole = 0, False
    while not is_whole:
        with reading(database, hides=()) as session:
            found, is_whole = _read(session)
        added = _add(database, found, is_whole=is_whole, at=at) if found else 0
        sealed += added
        is_whole |= not added
    return sealed


def _read(session: Session) -> tuple[list[_Digested], bool]:
    """Return the next lines to be sealed, and whether there are no others. What is set aside is sealed as all that can
    be read: set aside, it was written all the same."""
    lines: list[Line] = []
    is_whole = True
    for kind in SOURCES:
        ids = waiting(session, kind, LINES - len(lines) + 1)
        room = ids[: LINES - len(lines)]
        is_whole &= len(room) == len(ids)
        lines += read_lines(session, kind, room)
    return [_digested(line) for line in lines if line.values], is_whole


def _digested(line: Line) -> _Digested:
    salt, parts = token_hex(SALT), encoded(line.values)
    return _Digested(line, salt, digest_of(line.kind, line.row_id, salt, parts), marks_of(salt, parts))


def _add(database: str, found: list[_Digested], *, is_whole: bool, at: datetime) -> int:
    """Add a block of lines, and return how many; 0 where another sealer was faster."""
    with suppress(IntegrityError), transaction(database, hides=()) as session:
        last, still = last_block(session), {kind: _still(session, kind, found) for kind in SOURCES}
        kept = [one for one in found if one.line.row_id in still[one.line.kind]]
        if kept:
            _write(session, last, kept, is_whole=is_whole, at=at)
        return len(kept)
    return 0


def _still(session: Session, kind: LineKind, found: list[_Digested]) -> set[int]:
    """Return which rows of a kind are there still, and sealed by nobody meanwhile; none goes before the block is."""
    source, ids = SOURCES[kind], [one.line.row_id for one in found if one.line.kind is kind]
    there = columns(source.id).where(source.id.in_(ids), unsealed(kind))
    return set(session.execute(there.with_for_update(read=True, key_share=True)).scalars()) if ids else set()


def _write(session: Session, last: SealBlock | None, kept: list[_Digested], *, is_whole: bool, at: datetime) -> None:
    number, first = (last.number + 1, last.first + last.count) if last else (1, 1)
    previous = last.hash if last else FIRST
    rows = list(_chained(kept, number, first, previous))
    block = SealBlock(
        number=number,
        form=FORM,
        previous=previous,
        at=at,
        sealed_at=session.execute(columns(clock())).scalar_one(),
        first=first,
        count=len(rows),
        last_seal=str(rows[-1]["seal"]),
        is_whole=is_whole,
        hash="",
    )
    block.hash = block_hash(block)
    session.add(block)
    session.flush()
    session.execute(insert(SealedLine), rows)


def _chained(kept: list[_Digested], block: int, first: int, seal: str) -> Iterator[dict[str, object]]:
    """Yield the rows of a block's lines, each bound to the one before it."""
    for number, (line, salt, digest, marks) in enumerate(kept, start=first):
        seal = seal_of(seal, digest)
        yield {
            "number": number,
            "block_number": block,
            "kind": line.kind,
            "row_id": line.row_id,
            "salt": salt,
            "digest": digest,
            "seal": seal,
            "marks": marks,
            "about": line.about,
            "dated": line.dated,
        }
